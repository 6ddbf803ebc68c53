package dev.strongroom.agent.lease;

/// Why a lease is over.
public sealed interface LeaseEnd {
  /// The broker said so and signed it.
  ///
  /// @param reason the broker's words
  record Revoked(String reason) implements LeaseEnd {}

  /// No renewal came in time.
  record Expired() implements LeaseEnd {}

  /// The broker answered a heartbeat with a refusal. That is not signed, only sent over TLS, but to
  /// go on after a no would be to fail open.
  ///
  /// @param detail code and explanation
  record Rejected(String detail) implements LeaseEnd {}
}
