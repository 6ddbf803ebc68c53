package dev.strongroom.wire.dsse;

/// An envelope that none of the trusted keys signed as what it was taken for. Names the keys.
public final class UntrustedException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message which key signed and which were trusted
  public UntrustedException(String message) {
    super(message);
  }
}
