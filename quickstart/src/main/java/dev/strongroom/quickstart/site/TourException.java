package dev.strongroom.quickstart.site;

/// A step did not do what it should. Says which part and where to look.
public final class TourException extends Exception {
  private static final long serialVersionUID = 1L;

  /// @param message one line for the person who watches
  public TourException(String message) {
    super(message);
  }

  /// As above, keeping the cause.
  public TourException(String message, Throwable cause) {
    super(message, cause);
  }
}
