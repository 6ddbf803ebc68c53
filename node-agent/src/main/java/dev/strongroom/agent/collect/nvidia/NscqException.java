package dev.strongroom.agent.collect.nvidia;

/// A call into NSCQ that gave nothing: by its return code, or because what came back has no form.
/// The message says what to do, where there is something.
final class NscqException extends Exception {
  private static final long serialVersionUID = 1L;

  private static final int INVALID_UUID = -2;
  private static final int RESOURCE_NOT_MOUNTABLE = -3;
  private static final int UNSUPPORTED_DRIVER = -6;
  private static final int DRIVER = -7;
  private static final int TIMEOUT = -8;

  private NscqException(String message) {
    super(message);
  }

  /// @param call the function, or the path that was asked
  /// @param code `nscq_rc_t`, not 0
  static NscqException returned(String call, int code) {
    return new NscqException(
        "%s: %s %d; %s"
            .formatted(call, code < 0 ? "NSCQ error" : "NSCQ warning", code, advice(code)));
  }

  /// @param detail what was got and wanted
  static NscqException formless(String call, String detail) {
    return new NscqException(call + ": " + detail);
  }

  private static String advice(int code) {
    return switch (code) {
      case UNSUPPORTED_DRIVER ->
          "library and kernel driver are of different releases: install libnvidia-nscq of the"
              + " driver's";
      case INVALID_UUID, RESOURCE_NOT_MOUNTABLE ->
          "run this as a user, and in a container, that may open every /dev/nvidia-nvswitch*";
      case TIMEOUT ->
          "the switch did not answer its driver: look at the lines of nvswitch in dmesg";
      case DRIVER -> "the switch's driver refused: look at the lines of nvswitch in dmesg";
      default -> "look at the lines of nvswitch in dmesg";
    };
  }
}
