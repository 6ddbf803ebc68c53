package dev.strongroom.tenancy.limit;

import java.time.Duration;

/// What a limiter says to a request.
public sealed interface Decision {
  /// There is room, and it is taken. Whoever is admitted must settle it.
  ///
  /// @param reservation the room taken
  record Admitted(Reservation reservation) implements Decision {}

  /// No room now; nothing was taken.
  ///
  /// @param limit which limit said so
  /// @param retryAfter when the same request would find room, if nobody else comes
  record Throttled(Limit limit, Duration retryAfter) implements Decision {}

  /// More than the limit can ever hold: trying again cannot help.
  ///
  /// @param wanted tokens that the request would reserve
  /// @param limit tokens a minute
  record Oversized(long wanted, long limit) implements Decision {}

  /// The limits.
  enum Limit {
    REQUESTS,
    TOKENS,
    CONCURRENCY,
  }
}
