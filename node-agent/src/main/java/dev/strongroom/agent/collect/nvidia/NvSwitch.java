package dev.strongroom.agent.collect.nvidia;

import java.util.Optional;

/// An NVSwitch as its driver describes it, for people: what counts is what its report says.
///
/// @param index counted from 0 in the order of the UUIDs
/// @param uuid such as `SWX-1f2e…`
/// @param mode `NSCQ_DEVICE_TNVL_MODE_…`: -1 unknown, 0 disabled, 1 enabled, 2 failure, 3 locked
public record NvSwitch(int index, String uuid, int mode) {
  private static final int UNKNOWN = -1;
  private static final int DISABLED = 0;
  private static final int ENABLED = 1;
  private static final int FAILURE = 2;
  private static final int LOCKED = 3;

  /// What it is called in messages.
  String name() {
    return "NVSwitch " + index + " (" + uuid + ")";
  }

  /// Its mode, after "Protected PCIe".
  public String modeText() {
    return switch (mode) {
      case UNKNOWN -> "unknown";
      case DISABLED -> "disabled";
      case ENABLED -> "enabled, not locked";
      case FAILURE -> "failed";
      case LOCKED -> "locked";
      default -> "in state " + mode + ", which is not known here";
    };
  }

  // spec: nscq_attestation.h NSCQ_DEVICE_TNVL_MODE_LOCKED: the one mode a report is asked for in
  /// Why its report would prove nothing, and what to do; nothing if it would.
  Optional<String> refusal() {
    if (mode == LOCKED) {
      return Optional.empty();
    }
    return Optional.of(
        name()
            + ": Protected PCIe is "
            + modeText()
            + ", want locked; "
            + (mode == ENABLED
                ? "start NVIDIA's Fabric Manager in this guest, which sets switches up, and ask again"
                : "have the host set the mode (gpu-admin-tools: nvidia_gpu_tools.py --devices"
                    + " nvswitches --set-ppcie-mode=on --reset-after-ppcie-mode-switch) and start"
                    + " the guest anew"));
  }
}
