package dev.strongroom.detector.budget;

import dev.strongroom.protocol.network.IpAddress;
import java.util.HashMap;
import java.util.Map;

/// Bytes by destination. At most [#MAX_KEYS] destinations are told apart; bytes to any further one
/// are summed in `others`, so that the sum of all stays exact. Immutable; new keys go to the small
/// `fresh` map first, so that adding does not copy everything.
///
/// @param settled bytes by destination
/// @param fresh bytes to add to these
/// @param others bytes to destinations that are not told apart
public record Tally(Map<IpAddress, Long> settled, Map<IpAddress, Long> fresh, long others) {
  /// Destinations told apart.
  public static final int MAX_KEYS = 1024;

  /// No bytes.
  public static final Tally EMPTY = new Tally(Map.of(), Map.of(), 0);

  private static final int MAX_FRESH = 32;

  public Tally {
    settled = Map.copyOf(settled);
    fresh = Map.copyOf(fresh);
  }

  Tally plus(IpAddress destination, long bytes) {
    boolean known = fresh.containsKey(destination) || settled.containsKey(destination);
    if (!known && settled.size() + fresh.size() >= MAX_KEYS) {
      return new Tally(settled, fresh, Math.addExact(others, bytes));
    }
    var changed = new HashMap<>(fresh);
    changed.merge(destination, bytes, Math::addExact);
    return changed.size() <= MAX_FRESH
        ? new Tally(settled, changed, others)
        : new Tally(merged(settled, changed), Map.of(), others);
  }

  void addTo(Map<IpAddress, Long> sums) {
    settled.forEach((key, bytes) -> sums.merge(key, bytes, Math::addExact));
    fresh.forEach((key, bytes) -> sums.merge(key, bytes, Math::addExact));
  }

  private static Map<IpAddress, Long> merged(
      Map<IpAddress, Long> settled, Map<IpAddress, Long> fresh) {
    var all = new HashMap<>(settled);
    fresh.forEach((key, bytes) -> all.merge(key, bytes, Math::addExact));
    return all;
  }
}
