package dev.strongroom.attestation.scheme.nvidia;

import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;

/// What a verified report and its leaf say of a device.
///
/// @param id device id of the leaf, 16 lower-case hexadecimal digits
/// @param architecture of the leaf: `GH100`
/// @param driverVersion of the report
/// @param vbiosVersion of the report
/// @param ueid serial number of the leaf in decimal, as NVIDIA's own results name the device
/// @param leafKey SubjectPublicKeyInfo of the leaf
public record NvidiaDevice(
    String id,
    String architecture,
    String driverVersion,
    String vbiosVersion,
    String ueid,
    Bytes leafKey) {
  /// Reads a verified report.
  public static NvidiaDevice of(Verified<NvidiaReport> verified) {
    var leaf = verified.chain().leaf();
    if (!(verified.evidence().opaque() instanceof OpaqueData.Legacy opaque)) {
      throw new IllegalStateException("a report with typed opaque data was verified");
    }
    try {
      var identity = NvidiaIdentity.parse(leaf);
      return new NvidiaDevice(
          identity.deviceId(),
          identity.architecture(),
          opaque.driverVersion(),
          opaque.vbiosVersion(),
          leaf.serialNumber(),
          leaf.spki());
    } catch (MalformedException e) {
      throw new IllegalStateException("a leaf without identity was verified", e);
    }
  }
}
