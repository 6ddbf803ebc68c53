package dev.strongroom.benchmarks.peers;

import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// What every program of the comparison is given, one JSON object a line. All but names and time
/// are paths of files; what a scheme has no use for is empty.
///
/// @param name folder below `cpu` in the vectors, and which of its sets where it has several
/// @param scheme `snp`, `tdx` or `sgx`
/// @param evidence report or quote, as the hardware made it
/// @param leaf VCEK or VLEK, DER or PEM
/// @param intermediate ASK or ASVK, DER
/// @param root ARK or Intel SGX Root CA, DER
/// @param collateral [IntelCollateral] as JSON
/// @param atSeconds the time to verify at, seconds since 1970
record PeerCase(
    String name,
    String scheme,
    String evidence,
    String leaf,
    String intermediate,
    String root,
    String collateral,
    long atSeconds) {

  static PeerCase snp(
      String name, Path evidence, Path leaf, Path intermediate, Path root, Instant at) {
    return new PeerCase(
        name,
        "snp",
        evidence.toString(),
        leaf.toString(),
        intermediate.toString(),
        root.toString(),
        "",
        at.getEpochSecond());
  }

  static PeerCase dcap(
      String name, String scheme, Path evidence, Path root, Path collateral, Instant at) {
    return new PeerCase(
        name,
        scheme,
        evidence.toString(),
        "",
        "",
        root.toString(),
        collateral.toString(),
        at.getEpochSecond());
  }

  Instant at() {
    return Instant.ofEpochSecond(atSeconds);
  }

  static Bytes read(String path) {
    try {
      return Bytes.copyOf(Files.readAllBytes(Path.of(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
