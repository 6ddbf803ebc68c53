package dev.strongroom.benchmarks;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/// Genuine evidence, read in place below the folder that `strongroom.vectors` names.
final class Genuine {
  private static final Path ROOT = Path.of(System.getProperty("strongroom.vectors", ""));

  private Genuine() {}

  static Path path(String below) {
    return ROOT.resolve(below);
  }

  static Bytes read(String path) {
    try {
      return Bytes.copyOf(Files.readAllBytes(path(path)));
    } catch (IOException e) {
      throw new UncheckedIOException("a benchmark needs the test vectors", e);
    }
  }

  /// PEM of the DER certificates at `paths`, in that order.
  static Bytes chain(String... paths) {
    var chain = new ArrayList<Certificate>();
    for (var path : paths) {
      try {
        chain.add(Certificate.ofDer(path, read(path)));
      } catch (MalformedException e) {
        throw new IllegalStateException(path, e);
      }
    }
    return new CertificateChain(chain).toPem();
  }
}
