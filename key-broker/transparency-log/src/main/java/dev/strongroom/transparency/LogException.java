package dev.strongroom.transparency;

/// A proof or checkpoint that does not hold. Not worth a retry with the same bytes: whoever gets it
/// releases nothing and keeps both sides for the auditor.
public final class LogException extends Exception {
  private static final long serialVersionUID = 1L;

  /// What did not hold; the code is stable and safe to show.
  public enum Fault {
    /// The proof does not lead from the entry to the root.
    INCLUSION("log.inclusion"),
    /// The proof does not lead from the older root to the newer.
    CONSISTENCY("log.consistency"),
    /// The newer tree is smaller than the older.
    ROLLBACK("log.rollback"),
    /// The text is no checkpoint.
    CHECKPOINT_MALFORMED("log.checkpoint.malformed"),
    /// No signature, or a wrong one, of the key that is trusted.
    CHECKPOINT_SIGNATURE("log.checkpoint.signature"),
    /// Signed, but for another log.
    CHECKPOINT_ORIGIN("log.checkpoint.origin");

    private final String code;

    Fault(String code) {
      this.code = code;
    }

    /// Stable identifier.
    public String code() {
      return code;
    }
  }

  private final Fault fault;

  LogException(Fault fault, String message) {
    super(fault.code() + ": " + message);
    this.fault = fault;
  }

  /// What did not hold.
  public Fault fault() {
    return fault;
  }

  /// Stable identifier of the fault.
  public String code() {
    return fault.code();
  }
}
