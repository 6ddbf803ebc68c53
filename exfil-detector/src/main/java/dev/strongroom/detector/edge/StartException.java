package dev.strongroom.detector.edge;

/// The detector cannot start. The message is one line for the operator: what is wrong, and which
/// option to change.
final class StartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StartException(String line) {
    super(line);
  }

  StartException(String line, Throwable cause) {
    super(line, cause);
  }
}
