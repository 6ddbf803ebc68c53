package dev.strongroom.tenancy.limit;

import java.time.Duration;
import java.util.LinkedHashSet;

/// One tenant's limits on one node: requests and tokens a minute, and requests in flight. All three
/// are judged and taken together under one lock, so any number of parallel requests is admitted as
/// if they had come one by one; a refused request takes nothing.
///
/// Times are nanoseconds since an arbitrary start, never negative, from a clock that never goes
/// back. Thread-safe.
public final class TenantLimiter {
  /// Nobody knows when a running request ends; clients are asked to come back after this.
  private static final Duration CONCURRENCY_RETRY = Duration.ofSeconds(1);

  private final Limits limits;
  private final Gcra requests;
  private final Gcra tokens;
  private final LinkedHashSet<Reservation> inFlight = new LinkedHashSet<>();

  /// @param limits to hold
  public TenantLimiter(Limits limits) {
    this.limits = limits;
    this.requests = new Gcra(limits.requestsPerMinute());
    this.tokens = new Gcra(limits.tokensPerMinute());
  }

  /// Takes room for one request that may use up to `wanted` tokens.
  ///
  /// @param wanted prompt estimate and the most completion tokens, at least 0
  public synchronized Decision reserve(long wanted, long nowNanos) {
    if (wanted < 0) {
      throw new IllegalArgumentException("wanted: got " + wanted + ", want at least 0");
    }
    if (wanted > limits.tokensPerMinute()) {
      return new Decision.Oversized(wanted, limits.tokensPerMinute());
    }
    if (inFlight.size() >= limits.concurrentRequests()) {
      return new Decision.Throttled(Decision.Limit.CONCURRENCY, CONCURRENCY_RETRY);
    }
    long waitRequests = requests.waitNanos(1, nowNanos);
    long waitTokens = tokens.waitNanos(wanted, nowNanos);
    if (waitRequests > 0 || waitTokens > 0) {
      return waitRequests >= waitTokens
          ? new Decision.Throttled(Decision.Limit.REQUESTS, Duration.ofNanos(waitRequests))
          : new Decision.Throttled(Decision.Limit.TOKENS, Duration.ofNanos(waitTokens));
    }
    requests.take(1, nowNanos);
    var reservation = new Reservation(wanted, tokens.take(wanted, nowNanos));
    inFlight.add(reservation);
    return new Decision.Admitted(reservation);
  }

  /// Ends a request: refunds what it did not use or charges what it used beyond, and frees its
  /// place. Settling again does nothing.
  ///
  /// @param used tokens to charge, at least 0
  public synchronized void settle(Reservation reservation, long used, long nowNanos) {
    if (!inFlight.remove(reservation)) {
      return;
    }
    long unused = reservation.tokens() - Math.max(0, used);
    if (unused > 0) {
      refund(reservation, unused, nowNanos);
    } else if (unused < 0) {
      tokens.charge(-unused, nowNanos);
    }
  }

  /// Later reservations move up by what is given back. Without that, each of them could later give
  /// back time that has already drained in its new place, and the sum would exceed the limit.
  private void refund(Reservation ended, long unused, long nowNanos) {
    long paidUntil = ended.paidUntilNanos();
    long moved = tokens.refund(unused, paidUntil, nowNanos);
    for (var other : inFlight) {
      if (other.paidUntilNanos() > paidUntil) {
        other.moveUp(moved);
      }
    }
  }

  /// What is left.
  public synchronized Quota quota(long nowNanos) {
    return new Quota(
        requests.limit(),
        requests.remaining(nowNanos),
        Duration.ofNanos(requests.fillNanos(nowNanos)),
        tokens.limit(),
        tokens.remaining(nowNanos),
        Duration.ofNanos(tokens.fillNanos(nowNanos)));
  }
}
