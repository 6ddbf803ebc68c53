package dev.strongroom.agent.collect.nvidia;

/// What a person can do about an NVML return code (`nvmlReturn_t`).
final class Advice {
  private static final int NOT_SUPPORTED = 3;
  private static final int NO_PERMISSION = 4;
  private static final int DRIVER_NOT_LOADED = 9;
  private static final int GPU_IS_LOST = 15;
  private static final int RESET_REQUIRED = 16;
  private static final int OPERATING_SYSTEM = 17;
  private static final int LIB_RM_VERSION_MISMATCH = 18;
  private static final int NOT_READY = 27;
  private static final int GPU_NOT_FOUND = 28;

  private Advice() {}

  /// What `e` says, and what to do about it.
  static String with(NvmlException e) {
    var code = e.code();
    return e.getMessage() + (code.isPresent() ? "; " + about(code.getAsInt()) : "");
  }

  private static String about(int code) {
    return switch (code) {
      case NOT_SUPPORTED -> "a GPU here, or its driver, knows no confidential computing";
      case NO_PERMISSION, OPERATING_SYSTEM ->
          "run this as a user, and in a container, that may open every /dev/nvidia*";
      case DRIVER_NOT_LOADED ->
          "NVIDIA's kernel driver is not loaded, or this container does not see it: modprobe nvidia,"
              + " and look at dmesg";
      case GPU_IS_LOST, RESET_REQUIRED -> "start the guest anew, which resets its GPUs";
      case LIB_RM_VERSION_MISMATCH ->
          "library and kernel driver are of different releases: start the guest anew after an"
              + " update, or install both of one release";
      case NOT_READY ->
          "the driver has no SPDM session with the GPU: look at dmesg, and start the guest anew";
      case GPU_NOT_FOUND -> "pass a GPU through to this guest";
      default -> "look at the lines of NVRM in dmesg";
    };
  }
}
