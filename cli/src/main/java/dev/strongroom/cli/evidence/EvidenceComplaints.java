package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.EvidenceFormat;
import dev.strongroom.cli.terminal.Failure;
import dev.strongroom.collateral.Bundle;
import dev.strongroom.collateral.EvidenceFiles;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Says which of the named files is at fault where Evidence cannot be read.
final class EvidenceComplaints {
  private static final String CODE = "malformed";
  private static final Bytes PEM_START = Bytes.utf8("-----BEGIN ");

  private EvidenceComplaints() {}

  /// Reads Evidence as [EvidenceFiles#read] does.
  ///
  /// @throws Failure if a file is neither a report nor a certificate
  static Evidence read(List<Path> files, Bundle bundle)
      throws IOException, MalformedException, Failure {
    try {
      return EvidenceFiles.read(files, bundle);
    } catch (MalformedException e) {
      for (var file : files) {
        if (isNeither(file)) {
          throw new Failure(
              Failure.Kind.USAGE,
              CODE,
              file
                  + " is neither a report (SEV-SNP: 1184 bytes, NVIDIA: begins with 11 e0 01 ff;"
                  + " this has "
                  + bytes(Files.size(file))
                  + ") nor a certificate",
              e);
        }
      }
      throw e;
    }
  }

  /// The report among `files` cannot be parsed.
  static Failure ofReport(List<Path> files, MalformedException cause) throws IOException {
    var words = String.valueOf(cause.getMessage()).replaceFirst("\\b1 bytes\\b", "1 byte");
    for (var file : files) {
      if (content(file).filter(EvidenceComplaints::isReport).isPresent()) {
        return new Failure(Failure.Kind.USAGE, CODE, file + ": " + words, cause);
      }
    }
    return new Failure(Failure.Kind.USAGE, CODE, words, cause);
  }

  private static boolean isNeither(Path file) throws IOException {
    var content = content(file);
    return content.isPresent()
        && !isReport(content.get())
        && !isPem(content.get())
        && !isCertificate(content.get());
  }

  /// Empty for what is no file of a size that is read at all.
  private static Optional<Bytes> content(Path file) throws IOException {
    return Files.isRegularFile(file) && Files.size(file) <= Evidence.MAX_CHAIN_BYTES
        ? Optional.of(Bytes.copyOf(Files.readAllBytes(file)))
        : Optional.empty();
  }

  private static boolean isReport(Bytes content) {
    try {
      EvidenceFormat.detect(content);
      return true;
    } catch (MalformedException _) {
      return false;
    }
  }

  private static boolean isPem(Bytes content) {
    int prefix = PEM_START.length();
    return content.length() >= prefix && content.slice(0, prefix).equals(PEM_START);
  }

  private static boolean isCertificate(Bytes content) {
    try {
      Certificate.ofDer("certificate", content);
      return true;
    } catch (MalformedException _) {
      return false;
    }
  }

  private static String bytes(long count) {
    return count == 1 ? "1 byte" : count + " bytes";
  }
}
