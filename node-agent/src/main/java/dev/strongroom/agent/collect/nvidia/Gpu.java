package dev.strongroom.agent.collect.nvidia;

/// A GPU as its driver describes it, for people: what counts is what its report says.
///
/// @param index counted from 0 by NVML, until the next start of the driver
/// @param uuid such as `GPU-1f2e…`
/// @param name of the product, such as `NVIDIA H100 80GB HBM3`
/// @param architecture `NVML_DEVICE_ARCH_…`
/// @param vbiosVersion such as `96.00.9F.00.01`
public record Gpu(int index, String uuid, String name, int architecture, String vbiosVersion) {
  private static final int AMPERE = 7;
  private static final int ADA = 8;
  private static final int HOPPER = 9;
  private static final int BLACKWELL = 10;
  private static final int RUBIN = 13;

  /// Name of the architecture, or its number.
  public String architectureText() {
    return switch (architecture) {
      case AMPERE -> "Ampere";
      case ADA -> "Ada";
      case HOPPER -> "Hopper";
      case BLACKWELL -> "Blackwell";
      case RUBIN -> "Rubin";
      default -> "architecture " + Integer.toUnsignedString(architecture);
    };
  }
}
