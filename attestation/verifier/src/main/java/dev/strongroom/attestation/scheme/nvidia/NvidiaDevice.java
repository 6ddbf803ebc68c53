package dev.strongroom.attestation.scheme.nvidia;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// What a verified report and its chain say of a device.
///
/// @param id device id of the leaf, 16 lower-case hexadecimal digits
/// @param architecture of the leaf
/// @param pdi per-device identifier that its neighbours know it by, 16 lower-case hexadecimal
///   digits: what follows the first byte of the BROM certificate's serial number, which NVIDIA
///   signs. It is in no document of NVIDIA's; that it is what switches and GPUs report of one
///   another is measured on a whole HGX. Empty where that serial number has another form
/// @param ueid serial number of the leaf in decimal, as NVIDIA's own results name the device
/// @param leafKey SubjectPublicKeyInfo of the leaf
/// @param bromKey SubjectPublicKeyInfo of the BROM certificate, which NVIDIA issued to this device;
///   the leaf, with id and `ueid`, is issued by the device itself
/// @param opaque what the report states
public record NvidiaDevice(
    String id,
    NvidiaArchitecture architecture,
    Optional<String> pdi,
    String ueid,
    Bytes leafKey,
    Bytes bromKey,
    OpaqueData opaque) {
  private static final int BROM = 1;
  private static final Pattern BROM_SERIAL = Pattern.compile("[0-9a-f]{2}([0-9a-f]{16})");

  /// Reads a verified report.
  public static NvidiaDevice of(Verified<NvidiaReport> verified) {
    var chain = verified.chain();
    var brom = chain.certificates().get(BROM);
    try {
      var identity = NvidiaIdentity.parse(chain.leaf());
      return new NvidiaDevice(
          identity.deviceId(),
          NvidiaArchitecture.of(identity.architecture()).orElseThrow(),
          pdi(brom),
          chain.leaf().serialNumber(),
          chain.leaf().spki(),
          brom.spki(),
          verified.evidence().opaque());
    } catch (MalformedException e) {
      throw new IllegalStateException("a leaf without identity was verified", e);
    }
  }

  static Optional<String> pdi(Certificate brom) {
    var serial = BROM_SERIAL.matcher(new BigInteger(brom.serialNumber()).toString(16));
    return serial.matches()
        ? Optional.of(serial.group(1).toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  /// Driver version; nothing for a switch, which has none of its own.
  public Optional<String> driverVersion() {
    return NvidiaManifests.driverVersion(opaque);
  }

  /// VBIOS version, of a switch that of its BIOS.
  public String vbiosVersion() {
    return opaque.vbiosVersion();
  }

  /// Mode of a GPU, if its report states one without contradiction.
  public Optional<OpaqueData.Mode> mode() {
    return switch (opaque) {
      case OpaqueData.Gpu gpu -> gpu.mode();
      case OpaqueData.Switch _ -> Optional.empty();
    };
  }
}
