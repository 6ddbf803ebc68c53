package dev.strongroom.benchmarks.peers;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.List;

/// What every program of the comparison is given, one JSON object a line. All but names, nonce and
/// time are paths of files.
///
/// @param name folder or file below `gpu` in the vectors, and what is given with it
/// @param nonce that every report must have been made with, hexadecimal
/// @param devices of one node
/// @param driverRim manifest of the driver; empty if report and chain alone are judged
/// @param vbiosRim manifest of the VBIOS, or empty
/// @param answers OCSP responses, DER; without any, nobody looks at revocation
/// @param atSeconds the time to verify at, seconds since 1970
record GpuCase(
    String name,
    String nonce,
    List<Device> devices,
    String driverRim,
    String vbiosRim,
    List<String> answers,
    long atSeconds) {

  /// One device.
  ///
  /// @param architecture as NVML would call it: `GH100`, `GB100`, `LS_10`
  /// @param report as the device made it
  /// @param chain PEM
  record Device(String architecture, String report, String chain) {}

  GpuCase {
    devices = List.copyOf(devices);
    answers = List.copyOf(answers);
  }

  /// Report and chain alone.
  static GpuCase ofEvidence(String name, Bytes nonce, List<Device> devices, Instant at) {
    return new GpuCase(name, nonce.hex(), devices, "", "", List.of(), at.getEpochSecond());
  }

  /// The same with more at hand, at another time.
  GpuCase with(
      String what, String driverManifest, String vbiosManifest, List<String> ocsp, Instant at) {
    return new GpuCase(
        name + what, nonce, devices, driverManifest, vbiosManifest, ocsp, at.getEpochSecond());
  }

  /// The same in another session.
  GpuCase withNonce(String what, Bytes other) {
    return new GpuCase(name + what, other.hex(), devices, driverRim, vbiosRim, answers, atSeconds);
  }

  Bytes nonceBytes() throws MalformedException {
    return Bytes.ofHex("nonce", nonce);
  }

  Instant at() {
    return Instant.ofEpochSecond(atSeconds);
  }
}
