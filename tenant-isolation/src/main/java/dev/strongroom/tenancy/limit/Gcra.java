package dev.strongroom.tenancy.limit;

/// Generic cell rate algorithm (ITU-T I.371, virtual scheduling) with a burst of one minute's
/// worth: one number, the theoretical arrival time `tat`, says how full the bucket is.
///
/// ```
/// new = max(now, tat) + cost · T        T = one minute / limit
/// admitted iff new − now ≤ one minute   and only then tat = new
/// ```
///
/// Times are nanoseconds since an arbitrary start, never negative. Not thread-safe.
final class Gcra {
  static final long MINUTE_NANOS = 60_000_000_000L;

  private final long limit;
  private long tat;

  Gcra(long limit) {
    this.limit = limit;
  }

  /// How long until `cost` finds room: 0 if it does now. `cost` is at most the limit.
  long waitNanos(long cost, long now) {
    return Math.max(0, Math.max(now, tat) + nanos(cost) - now - MINUTE_NANOS);
  }

  /// Takes `cost`, which [#waitNanos] found room for, and returns the new arrival time.
  long take(long cost, long now) {
    tat = Math.max(now, tat) + nanos(cost);
    return tat;
  }

  /// Takes `cost` beyond what was reserved: the debt delays whatever comes next.
  void charge(long cost, long now) {
    // A debt of more than ten minutes says nothing more, and must not overflow.
    long minutes = Math.min(cost / limit, 10);
    tat = Math.max(now, tat) + minutes * MINUTE_NANOS + nanos(cost % limit);
  }

  /// Gives back `cost` of what was taken until `paidUntil`, as far as it has not drained yet: time
  /// that passed cannot be spent a second time. Returns by how much the arrival time moved.
  long refund(long cost, long paidUntil, long now) {
    long moved = Math.min(nanos(cost), Math.max(0, paidUntil - now));
    tat -= moved;
    return moved;
  }

  long remaining(long now) {
    return Math.max(0, (MINUTE_NANOS - fillNanos(now)) / Math.max(1, MINUTE_NANOS / limit));
  }

  long fillNanos(long now) {
    return Math.max(0, tat - now);
  }

  long limit() {
    return limit;
  }

  /// Rounded up, so that rounding never admits more than the limit.
  private long nanos(long cost) {
    return Math.ceilDiv(cost * MINUTE_NANOS, limit);
  }
}
