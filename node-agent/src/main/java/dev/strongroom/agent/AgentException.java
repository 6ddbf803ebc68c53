package dev.strongroom.agent;

/// The agent cannot go on. The message starts with the fault's code and says what was got, wanted,
/// and what to do; it never carries key material.
public final class AgentException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /// @param detail what was got, wanted, and what to do
  public AgentException(Fault fault, String detail) {
    super(fault.code() + ": " + detail);
    this.fault = fault;
  }

  /// As above, keeping the cause.
  public AgentException(Fault fault, String detail, Throwable cause) {
    super(fault.code() + ": " + detail, cause);
    this.fault = fault;
  }

  /// Why.
  public Fault fault() {
    return fault;
  }
}
