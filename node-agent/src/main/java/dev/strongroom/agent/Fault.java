package dev.strongroom.agent;

/// Why the agent ended. The code is stable; the exit status groups what a supervisor does next.
///
/// | Exit | Meaning | What to do |
/// |-----:|---------|------------|
/// | 2 | used wrongly, or no TEE to speak for | mend the command line or the machine |
/// | 5 | the broker refused | read its code; asking again unchanged cannot help |
/// | 6 | the lease was ended | nothing: the model must not run here now |
/// | 7 | the workload, or the memory for it, failed | look at the workload's own output |
/// | 8 | the broker could not be reached, or not in time | start again later |
/// | 9 | something is not what was signed | keep the files and find out who changed them |
///
/// Ended by a signal, the process has the status that the signal gives (130, 143).
public enum Fault {
  /// An option or file that cannot be used.
  USAGE("agent.usage", 2),
  /// The state directory cannot be used.
  STATE("agent.state", 2),
  /// The chosen Evidence source says that there is no TEE.
  NO_TEE("agent.no-tee", 2),
  /// The broker refused; its own code and explanation are in the message.
  REFUSED("agent.refused", 5),
  /// The broker ended the lease and signed that.
  LEASE_ENDED("agent.lease-ended", 6),
  /// The workload did not become ready, or ended by itself.
  WORKLOAD_FAILED("agent.workload-failed", 7),
  /// The opened weights cannot be held in memory.
  VIEW("agent.view", 7),
  /// A device gave no Evidence.
  EVIDENCE("agent.evidence", 8),
  /// The broker did not answer for too long.
  UNAVAILABLE("agent.unavailable", 8),
  /// The lease ran out without a renewal.
  LEASE_EXPIRED("agent.lease-expired", 8),
  /// The ticket is not the owner's, or not for this model.
  TICKET("agent.ticket", 9),
  /// What would be started is not what the ticket allows.
  WORKLOAD("agent.workload", 9),
  /// The sealed model is not the owner's, or damaged.
  MODEL("agent.model", 9),
  /// The measured init-data names another ticket.
  INIT_DATA("agent.init-data", 9),
  /// The challenge is not of the broker that the ticket names, or for another session.
  CHALLENGE("agent.challenge", 9),
  /// The lease is not of that broker, or for another session.
  LEASE("agent.lease", 9),
  /// The key came without proof that its release is logged.
  NO_PROOF("agent.no-proof", 9),
  /// The checkpoint is not signed by the log that the ticket names.
  CHECKPOINT("agent.checkpoint", 9),
  /// The log is shorter than it was.
  ROLLBACK("agent.rollback", 9),
  /// The log has another content than it had.
  FORK("agent.fork", 9),
  /// The wrapped key does not open.
  KEY("agent.key", 9);

  private final String code;
  private final int exitStatus;

  Fault(String code, int exitStatus) {
    this.code = code;
    this.exitStatus = exitStatus;
  }

  /// Stable identifier.
  public String code() {
    return code;
  }

  /// Exit status of the process.
  public int exitStatus() {
    return exitStatus;
  }
}
