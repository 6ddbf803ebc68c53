package dev.strongroom.tenancy.limit;

/// Room taken for one request: a place among those in flight, and tokens once it is known how many.
/// Given back or charged by [TenantLimiter#settle]. Belongs to the limiter that made it, and is
/// guarded by its lock.
public final class Reservation {
  private long tokens;
  private long paidUntilNanos;

  Reservation() {}

  /// Tokens reserved.
  long tokens() {
    return tokens;
  }

  void take(long taken, long paidUntil) {
    tokens = taken;
    paidUntilNanos = paidUntil;
  }

  /// The token bucket's theoretical arrival time right after tokens were taken; 0 before.
  long paidUntilNanos() {
    return paidUntilNanos;
  }

  /// An earlier reservation was refunded by `nanos`: this one now stands that much earlier.
  void moveUp(long nanos) {
    paidUntilNanos -= nanos;
  }
}
