package dev.strongroom.collateral.cache;

import java.time.Duration;

/// When collateral is fetched anew.
///
/// @param lead so long before its end it is due, or when a quarter of its life is left if that is
///   later
/// @param maxAge a revisable item is due when it is so old, whatever its end: vendors publish
///   recoveries and revocations before the last list ends
/// @param minAge nothing is fetched twice within this, unless it is stale: a vendor who still
///   serves the old one is not asked every time
public record RefreshRules(Duration lead, Duration maxAge, Duration minAge) {
  public RefreshRules {
    if (lead.isNegative() || minAge.isNegative() || maxAge.compareTo(minAge) < 0) {
      throw new IllegalArgumentException("want 0 <= lead and 0 <= minAge <= maxAge");
    }
  }

  /// A week before the end, every day for what may be revised, at most once an hour.
  public static RefreshRules standard() {
    return new RefreshRules(Duration.ofDays(7), Duration.ofDays(1), Duration.ofHours(1));
  }
}
