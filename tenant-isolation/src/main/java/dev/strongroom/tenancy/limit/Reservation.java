package dev.strongroom.tenancy.limit;

/// Room taken for one request, given back or charged by [TenantLimiter#settle]. Belongs to the
/// limiter that made it, and is guarded by its lock.
public final class Reservation {
  private final long tokens;
  private long paidUntilNanos;

  Reservation(long tokens, long paidUntilNanos) {
    this.tokens = tokens;
    this.paidUntilNanos = paidUntilNanos;
  }

  /// Tokens reserved.
  public long tokens() {
    return tokens;
  }

  /// The token bucket's theoretical arrival time right after this reservation.
  long paidUntilNanos() {
    return paidUntilNanos;
  }

  /// An earlier reservation was refunded by `nanos`: this one now stands that much earlier.
  void moveUp(long nanos) {
    paidUntilNanos -= nanos;
  }
}
