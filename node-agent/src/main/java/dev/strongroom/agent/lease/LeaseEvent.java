package dev.strongroom.agent.lease;

import dev.strongroom.protocol.release.LeaseStatus;

/// What can happen to a lease. Each carries the monotonic time at which it was seen.
public sealed interface LeaseEvent {
  /// Nanoseconds of the lease's clock.
  long now();

  /// Time went by.
  record Tick(long now) implements LeaseEvent {}

  /// There is news for the broker, or a hint of news from it.
  record Woken(long now) implements LeaseEvent {}

  /// A status came whose signature holds.
  record Answered(long now, LeaseStatus status) implements LeaseEvent {}

  /// A heartbeat was not answered, or not with a signed status.
  ///
  /// @param sequence its number
  record Failed(long now, long sequence) implements LeaseEvent {}

  /// The broker refused a heartbeat.
  ///
  /// @param sequence its number
  /// @param detail code and explanation
  record Rejected(long now, long sequence, String detail) implements LeaseEvent {}
}
