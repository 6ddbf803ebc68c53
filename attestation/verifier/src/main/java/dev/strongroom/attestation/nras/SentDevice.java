package dev.strongroom.attestation.nras;

import dev.strongroom.attestation.scheme.nvidia.NvidiaDevice;
import java.util.Optional;

/// A device whose own Evidence came with the result.
///
/// @param ueid serial number of its leaf certificate in decimal
/// @param architecture that the result must name, where it is known: `GH100`
/// @param driverVersion that the result must name, where it is known
/// @param vbiosVersion that the result must name, where it is known
public record SentDevice(
    String ueid,
    Optional<String> architecture,
    Optional<String> driverVersion,
    Optional<String> vbiosVersion) {
  public SentDevice {
    if (ueid.isEmpty()) {
      throw new IllegalArgumentException("ueid: is empty");
    }
  }

  /// A device of which the serial number alone is known.
  public static SentDevice of(String ueid) {
    return new SentDevice(ueid, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// A device whose report and chain were verified here.
  public static SentDevice of(NvidiaDevice device) {
    return new SentDevice(
        device.ueid(),
        Optional.of(device.architecture().text()),
        device.driverVersion(),
        Optional.of(device.vbiosVersion()));
  }
}
