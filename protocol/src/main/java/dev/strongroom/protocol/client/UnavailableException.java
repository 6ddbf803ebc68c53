package dev.strongroom.protocol.client;

/// A dependency did not answer, or could not. Nothing is known, so nothing is allowed; asking again
/// later may help.
public final class UnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message who did not answer and why
  public UnavailableException(String message) {
    super(message);
  }

  /// As above, keeping the cause.
  public UnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
