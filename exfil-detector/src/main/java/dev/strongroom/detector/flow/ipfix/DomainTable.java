package dev.strongroom.detector.flow.ipfix;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The observation domains of one exporter, no more than a bound. Anyone can name a domain in the
/// exporter's name, so one gets a place only once it has something to be kept for, and a full table
/// gives the place of the least worth to a newcomer worth no less: first of those that only hold
/// sets without templates, then of those that have templates, each time the one that was of use the
/// longest time ago. A domain that gave flows keeps its place while it is of use. Not thread-safe.
final class DomainTable {
  /// An exporter repeats its templates within this; a domain that was of no use for so long goes
  /// for any newcomer.
  private static final Duration LIFE = Duration.ofMinutes(30);

  private final Map<Long, Domain> domains = new HashMap<>();
  private final int limit;

  DomainTable(int limit) {
    this.limit = limit;
  }

  @Nullable Domain get(long id) {
    return domains.get(id);
  }

  Iterable<Domain> all() {
    return domains.values();
  }

  int size() {
    return domains.size();
  }

  /// True if domain `id` has a place.
  boolean has(long id) {
    return domains.containsKey(id);
  }

  boolean isFull() {
    return domains.size() >= limit;
  }

  /// Gives `domain` the place of `id`, which it has or for which there is room.
  void put(long id, Domain domain) {
    domains.put(id, domain);
  }

  Optional<Domain> remove(long id) {
    return Optional.ofNullable(domains.remove(id));
  }

  /// The domain whose place `newcomer` may take.
  Optional<Long> leastWorth(Domain newcomer, Instant arrival) {
    return domains.entrySet().stream()
        .filter(entry -> yields(entry.getValue(), newcomer, arrival))
        .min(
            Comparator.comparing(
                Map.Entry::getValue,
                Comparator.comparingInt(Domain::rank).thenComparing(Domain::lastUseful)))
        .map(Map.Entry::getKey);
  }

  private static boolean yields(Domain present, Domain newcomer, Instant arrival) {
    return present.lastUseful().plus(LIFE).isBefore(arrival)
        || (!present.isProven() && present.rank() <= newcomer.rank());
  }
}
