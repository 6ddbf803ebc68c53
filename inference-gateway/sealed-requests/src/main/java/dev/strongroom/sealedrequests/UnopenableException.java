package dev.strongroom.sealedrequests;

/// A message that was not opened. Unknown key, other algorithms, wrong length, failed tag and
/// replay are one and the same failure, without a cause: whoever sends guesses learns nothing from
/// which.
public final class UnopenableException extends Exception {
  private static final long serialVersionUID = 1L;

  UnopenableException() {
    super("the message cannot be opened", null, false, false);
  }
}
