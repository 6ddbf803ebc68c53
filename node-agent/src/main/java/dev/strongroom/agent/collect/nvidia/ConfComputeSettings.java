package dev.strongroom.agent.collect.nvidia;

import java.util.Optional;

/// What is switched on for all GPUs of a machine (`nvmlSystemConfComputeSettings_v1_t`). The
/// driver's word, which no report vouches for: good for a clear message, never for a decision about
/// a key.
///
/// @param environment `NVML_CC_SYSTEM_ENVIRONMENT_…`: 0 unavailable, 1 simulation, 2 production
/// @param ccFeature `NVML_CC_SYSTEM_FEATURE_…`: 1 if confidential computing is on
/// @param devToolsMode `NVML_CC_SYSTEM_DEVTOOLS_MODE_…`: 0 if off
/// @param multiGpuMode `NVML_CC_SYSTEM_MULTIGPU_…`: 0 none, 1 Protected PCIe, 2 NVLink encryption
public record ConfComputeSettings(
    int environment, int ccFeature, int devToolsMode, int multiGpuMode) {
  private static final int PRODUCTION = 2;
  private static final int ON = 1;
  private static final int OFF = 0;
  private static final int PROTECTED_PCIE = 1;
  private static final int NVLINK_ENCRYPTION = 2;

  private static final String SET_MODE =
      "have the host set it (gpu-admin-tools: nvidia_gpu_tools.py --devices gpus --set-cc-mode=on"
          + " --reset-after-cc-mode-switch) and start the guest anew";

  /// Whether NVLink carries plain text, so that every NVSwitch belongs to what must be proved.
  boolean isProtectedPcie() {
    return multiGpuMode == PROTECTED_PCIE;
  }

  /// Why GPUs in this state give no Evidence that is worth asking for, and what to do; nothing if
  /// they do.
  Optional<String> refusal() {
    if (devToolsMode != OFF) {
      return Optional.of(
          "DevTools mode is on: whoever profiles a GPU sees what it computes; " + SET_MODE);
    }
    // Drivers from 570 on call confidential computing off in this mode.
    if (isProtectedPcie()) {
      return Optional.empty();
    }
    if (multiGpuMode != OFF && multiGpuMode != NVLINK_ENCRYPTION) {
      return Optional.of(
          "the GPUs are in multi-GPU mode "
              + multiGpuMode
              + ", which is not known here: whether GPUs are the whole set cannot be told");
    }
    if (ccFeature != ON) {
      return Optional.of("confidential computing is off on the GPUs; " + SET_MODE);
    }
    if (environment != PRODUCTION) {
      return Optional.of(
          "the GPUs' environment is " + environmentText() + ", want production; " + SET_MODE);
    }
    return Optional.empty();
  }

  private String environmentText() {
    return switch (environment) {
      case OFF -> "unavailable";
      case ON -> "simulation";
      case PRODUCTION -> "production";
      default -> "unknown (" + environment + ")";
    };
  }

  private String multiGpuText() {
    return switch (multiGpuMode) {
      case OFF -> "none";
      case PROTECTED_PCIE -> "Protected PCIe";
      case NVLINK_ENCRYPTION -> "NVLink encryption";
      default -> "unknown (" + multiGpuMode + ")";
    };
  }

  private static String onOrOff(int value) {
    return switch (value) {
      case OFF -> "off";
      case ON -> "on";
      default -> "unknown (" + value + ")";
    };
  }

  /// One line for people.
  public String text() {
    return "confidential computing %s, DevTools %s, multi-GPU mode %s, environment %s"
        .formatted(onOrOff(ccFeature), onOrOff(devToolsMode), multiGpuText(), environmentText());
  }
}
