package dev.strongroom.collateral.fetch;

import java.time.Duration;

/// How patient a fetcher is.
///
/// @param attempts requests for an item before giving up, at least 1
/// @param firstBackoff pause after the first failure where the service names none; doubles with
///   each further one
/// @param longestWait a service that wants a longer pause is given up at once
public record FetchRules(int attempts, Duration firstBackoff, Duration longestWait) {
  public FetchRules {
    if (attempts < 1 || firstBackoff.isNegative() || longestWait.isNegative()) {
      throw new IllegalArgumentException("want at least one attempt and no negative pause");
    }
  }

  /// Four attempts, pauses of 1, 2 and 4 seconds, at most two minutes where the service asks.
  public static FetchRules standard() {
    return new FetchRules(4, Duration.ofSeconds(1), Duration.ofMinutes(2));
  }

  /// The pause after failure number `failures`, from 1.
  Duration backoff(int failures) {
    return firstBackoff.multipliedBy(1L << Math.min(failures - 1, 20));
  }
}
