package dev.strongroom.agent.collect.nvidia;

import java.util.OptionalInt;

/// A call into NVML that gave nothing: by its return code, or because what came back has no form.
final class NvmlException extends Exception {
  private static final long serialVersionUID = 1L;

  /// Where there was no return code: no `nvmlReturn_t` is negative.
  private static final int NONE = -1;

  private final int code;

  private NvmlException(int code, String message) {
    super(message);
    this.code = code;
  }

  /// @param text what nvmlErrorString says of `code`
  static NvmlException returned(String function, int code, String text) {
    return new NvmlException(code, "%s: %s (NVML code %d)".formatted(function, text, code));
  }

  /// @param detail what was got and wanted
  static NvmlException formless(String function, String detail) {
    return new NvmlException(NONE, function + ": " + detail);
  }

  /// The `nvmlReturn_t`, where that is what was wrong.
  OptionalInt code() {
    return code == NONE ? OptionalInt.empty() : OptionalInt.of(code);
  }
}
