package dev.strongroom.attestation.nras;

/// What the service says a device is. Each text is empty where it says nothing.
///
/// @param submodule its name in the result: `GPU-0`
/// @param kind GPU or switch, by that name
/// @param ueid serial number of the device's leaf certificate in decimal
/// @param hwmodel `GH100`, or with claims 3.0 the name of the device's second certificate: `GH100
///   A01 GSP BROM`
/// @param driverVersion of a GPU: `570.172.08`
/// @param vbiosVersion of a GPU's VBIOS or a switch's BIOS: `96.00.D0.00.03`
/// @param mode `x-nvidia-gpu-mode`, which no answer at hand had yet: whether a device is in
///   protected-PCIe mode, its own Evidence says
public record NrasDevice(
    String submodule,
    Kind kind,
    String ueid,
    String hwmodel,
    String driverVersion,
    String vbiosVersion,
    String mode) {
  /// Kinds of devices.
  public enum Kind {
    GPU("x-nvidia-gpu-"),
    SWITCH("x-nvidia-switch-");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }

    /// Start of the names of its claims.
    String prefix() {
      return prefix;
    }
  }

  /// The chip's family: the first word of `hwmodel`.
  public String architecture() {
    int end = hwmodel.indexOf(' ');
    return end < 0 ? hwmodel : hwmodel.substring(0, end);
  }
}
