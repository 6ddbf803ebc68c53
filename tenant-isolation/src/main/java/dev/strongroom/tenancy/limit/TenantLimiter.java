package dev.strongroom.tenancy.limit;

import java.time.Duration;
import java.util.LinkedHashSet;

/// One tenant's limits on one node: requests and tokens a minute, and requests in flight. A request
/// is admitted as soon as it is known whose it is, before any work is done for it, and reserves
/// tokens once it is known how many it may use. Each step is judged and taken under one lock, so
/// any number of parallel requests is taken as if they had come one by one; a step that is refused
/// takes nothing. A request that was admitted counts against the requests a minute whatever becomes
/// of it, or else malformed ones would be free of charge without end.
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

  /// Takes a place for one request. Never [Decision.Oversized].
  public synchronized Decision admit(long nowNanos) {
    if (inFlight.size() >= limits.concurrentRequests()) {
      return new Decision.Throttled(Decision.Limit.CONCURRENCY, CONCURRENCY_RETRY);
    }
    long wait = requests.waitNanos(1, nowNanos);
    if (wait > 0) {
      return new Decision.Throttled(Decision.Limit.REQUESTS, Duration.ofNanos(wait));
    }
    requests.take(1, nowNanos);
    var reservation = new Reservation();
    inFlight.add(reservation);
    return new Decision.Admitted(reservation);
  }

  /// Takes up to `wanted` tokens for an admitted request, once. It keeps its place also when there
  /// is no room, until it is settled.
  ///
  /// @param wanted prompt estimate and the most completion tokens, at least 0
  public synchronized Decision reserve(Reservation admitted, long wanted, long nowNanos) {
    if (wanted < 0) {
      throw new IllegalArgumentException("wanted: got " + wanted + ", want at least 0");
    }
    if (!inFlight.contains(admitted) || admitted.tokens() > 0) {
      throw new IllegalStateException("tokens are reserved once, for a request that is admitted");
    }
    if (wanted > limits.tokensPerMinute()) {
      return new Decision.Oversized(wanted, limits.tokensPerMinute());
    }
    long wait = tokens.waitNanos(wanted, nowNanos);
    if (wait > 0) {
      return new Decision.Throttled(Decision.Limit.TOKENS, Duration.ofNanos(wait));
    }
    admitted.take(wanted, tokens.take(wanted, nowNanos));
    return new Decision.Admitted(admitted);
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
