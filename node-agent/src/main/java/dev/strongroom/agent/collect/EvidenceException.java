package dev.strongroom.agent.collect;

/// The machine gives no Evidence. Says which device, and what to do.
public final class EvidenceException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message which device, what it said, what to do
  public EvidenceException(String message) {
    super(message);
  }

  /// As above, keeping the cause.
  public EvidenceException(String message, Throwable cause) {
    super(message, cause);
  }
}
