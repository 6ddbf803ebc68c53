package dev.strongroom.attestation.scheme.nvidia.rim;

/// What a manifest is about.
public enum RimKind {
  /// A GPU's driver, with the firmware that it loads.
  DRIVER,
  /// A GPU's VBIOS.
  VBIOS,
  /// An NVSwitch's BIOS.
  SWITCH_BIOS;

  /// True if ids of this kind begin as `id` does.
  boolean begins(String id) {
    return switch (this) {
      case DRIVER -> id.startsWith("NV_GPU_DRIVER_") || id.startsWith("NV_GPU_CC_DRIVER_");
      case VBIOS -> id.startsWith("NV_GPU_VBIOS_");
      case SWITCH_BIOS -> id.startsWith("NV_SWITCH_BIOS_");
    };
  }
}
