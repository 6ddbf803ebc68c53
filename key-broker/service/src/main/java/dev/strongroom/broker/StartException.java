package dev.strongroom.broker;

/// The broker cannot start. The message is one line: what was found, what was wanted, what to do.
public final class StartException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message one line for the person who starts it
  public StartException(String message) {
    super(message);
  }

  /// As above, keeping the cause.
  public StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
