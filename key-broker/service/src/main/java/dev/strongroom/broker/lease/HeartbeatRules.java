package dev.strongroom.broker.lease;

import dev.strongroom.protocol.release.Heartbeat;
import java.time.Duration;
import java.time.Instant;

/// What a heartbeat does to a lease. Pure.
public final class HeartbeatRules {
  private HeartbeatRules() {}

  /// What follows from a heartbeat.
  public sealed interface Step {
    /// The lease holds until `expiresAt`; `visible` if others should know of a new endpoint.
    record Renew(Instant expiresAt, boolean visible) implements Step {}

    /// The last heartbeat came again: nothing moves, `remaining` is left.
    record Repeat(Duration remaining) implements Step {}

    /// The lease has run out just now.
    record Expire() implements Step {}

    /// The lease has ended before.
    record Ended(String reason) implements Step {}

    /// An older heartbeat: a replay, or two holders of one key.
    record OutOfOrder(long last) implements Step {}
  }

  /// The step that `heartbeat` leads to at `now`.
  public static Step next(HeldLease lease, Heartbeat heartbeat, Instant now) {
    if (lease.ended()) {
      return new Step.Ended(lease.endedReason());
    }
    if (!lease.isLive(now)) {
      return new Step.Expire();
    }
    if (heartbeat.sequence() < 1 || heartbeat.sequence() < lease.sequence()) {
      return new Step.OutOfOrder(lease.sequence());
    }
    if (heartbeat.sequence() == lease.sequence()) {
      return new Step.Repeat(Duration.between(now, lease.expiresAt()));
    }
    boolean moved =
        !lease.endpoint().equals(heartbeat.endpoint())
            || !lease.addresses().equals(heartbeat.addresses());
    return new Step.Renew(now.plus(lease.ttl()), moved);
  }
}
