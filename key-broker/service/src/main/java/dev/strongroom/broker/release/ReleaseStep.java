package dev.strongroom.broker.release;

/// Points on the way of a release, in order.
public enum ReleaseStep {
  /// The nonce is bound to the transcript, nothing is committed.
  NONCE_ADMITTED,
  /// Nonce, ledger, lease and audit entry are durable.
  COMMITTED,
  /// A durable checkpoint covers the entry.
  CHECKPOINTED,
  /// The key is wrapped; the answer is about to leave.
  WRAPPED,
}
