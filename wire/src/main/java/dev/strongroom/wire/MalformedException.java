package dev.strongroom.wire;

/// Input whose form is wrong. Says which field, where, and what was expected. Retrying the same
/// bytes cannot help; at an HTTP edge this is a 400. Its words may be a sender's: they are kept as
/// [Printable#of] shows them.
public final class MalformedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String field;
  private final long offset;
  private final String reason;

  /// @param field name of the field as its specification spells it
  /// @param offset byte offset at which reading stopped, or -1 where offsets mean nothing (JSON)
  /// @param reason what was seen and what was wanted
  public MalformedException(String field, long offset, String reason) {
    super(describe(field, offset, reason));
    this.field = Printable.of(field);
    this.offset = offset;
    this.reason = Printable.of(reason);
  }

  /// As above, keeping the parser's own failure.
  public MalformedException(String field, long offset, String reason, Throwable cause) {
    super(describe(field, offset, reason), cause);
    this.field = Printable.of(field);
    this.offset = offset;
    this.reason = Printable.of(reason);
  }

  private static String describe(String field, long offset, String reason) {
    return Printable.of(field + (offset < 0 ? "" : " at " + offset) + ": " + reason);
  }

  /// The field that was being read.
  public String field() {
    return field;
  }

  /// What was seen and what was wanted, without field and offset.
  public String reason() {
    return reason;
  }

  /// Byte offset of the failure, or -1 where offsets mean nothing.
  public long offset() {
    return offset;
  }
}
