package dev.strongroom.detector.attribution;

import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.protocol.network.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which address held which model from when to when, and the models as the broker last described
/// them. Addresses are used again by others, so a flow is attributed by its own time, not by the
/// present. While the broker is silent the last known leases count as live: nothing goes unwatched
/// because a question was not answered. Immutable.
public final class Holdings {
  /// Ended holdings are kept this long: the budget's window and a day.
  private static final Duration MEMORY = Duration.ofDays(31);

  private final long revision;
  private final Map<ModelKey, WatchedModel> models;
  private final List<Holding> all;
  private final Map<IpAddress, List<Holding>> byAddress;
  private final List<String> problems;

  private Holdings(
      long revision, Map<ModelKey, WatchedModel> models, List<Holding> all, List<String> problems) {
    this.revision = revision;
    this.models = Map.copyOf(models);
    this.all = List.copyOf(all);
    this.problems = List.copyOf(problems);
    var index = new HashMap<IpAddress, List<Holding>>();
    for (var holding : all) {
      index.computeIfAbsent(holding.address(), _ -> new ArrayList<>()).add(holding);
    }
    this.byAddress = index;
  }

  /// What an earlier run remembered; the broker will say what of it still holds.
  public static Holdings remembered(List<WatchedModel> models, List<Holding> holdings) {
    var byKey = new HashMap<ModelKey, WatchedModel>();
    models.forEach(model -> byKey.put(model.key(), model));
    return new Holdings(0, byKey, holdings, List.of());
  }

  /// Takes in what the broker says now. Leases that it no longer lists ended now.
  public Holdings next(Fleet fleet, Instant now) {
    var problems = new ArrayList<String>();
    var watched = new HashMap<ModelKey, WatchedModel>();
    for (var model : fleet.models()) {
      var key = new ModelKey(model.owner(), model.model());
      watched.put(
          key,
          new WatchedModel(
              key,
              model.weightBytes(),
              model.egressBudgetBytes(),
              model.allowedDestinations(),
              model.frozen()));
    }
    var present = new LinkedHashSet<Holding>();
    for (var holder : fleet.holders()) {
      var key = new ModelKey(holder.model().owner(), holder.model().model());
      if (holder.addresses().isEmpty()) {
        problems.add(
            "lease "
                + holder.leaseId()
                + " of "
                + key
                + " has no address; its traffic cannot be attributed");
      }
      for (var address : holder.addresses()) {
        present.add(new Holding(holder.leaseId(), key, address, holder.issuedAt(), Holding.LIVE));
      }
    }
    return new Holdings(fleet.revision(), watched, merge(present, now), problems);
  }

  private List<Holding> merge(Set<Holding> present, Instant now) {
    var merged = new ArrayList<Holding>();
    var known = new HashSet<Holding>();
    for (var holding : all) {
      if (!holding.lives()) {
        if (holding.end().plus(MEMORY).isAfter(now)) {
          merged.add(holding);
        }
      } else if (present.contains(holding)) {
        merged.add(holding);
        known.add(holding);
      } else {
        merged.add(holding.endedAt(now));
      }
    }
    present.stream().filter(holding -> !known.contains(holding)).forEach(merged::add);
    return merged;
  }

  /// Holdings of `address` during the interval. Where there is none, the last one that ended at
  /// most `linger` before: weights may stay in memory a little longer than their lease.
  public List<Holding> of(IpAddress address, Instant start, Instant end, Duration linger) {
    var candidates = byAddress.get(address);
    if (candidates == null) {
      return List.of();
    }
    var found = new ArrayList<Holding>();
    Holding last = null;
    for (var holding : candidates) {
      if (holding.overlaps(start, end)) {
        found.add(holding);
      } else if (!holding.end().isAfter(start)
          && holding.end().plus(linger).isAfter(start)
          && (last == null || holding.end().isAfter(last.end()))) {
        last = holding;
      }
    }
    return found.isEmpty() && last != null ? List.of(last) : found;
  }

  /// The model as the broker last described it.
  public Optional<WatchedModel> model(ModelKey key) {
    return Optional.ofNullable(models.get(key));
  }

  /// All enrolled models, by name.
  public List<WatchedModel> models() {
    return models.values().stream().sorted((a, b) -> a.key().compareTo(b.key())).toList();
  }

  /// Every holding that is remembered.
  public List<Holding> all() {
    return all;
  }

  /// Holdings whose lease lives.
  public List<Holding> live() {
    return all.stream().filter(Holding::lives).toList();
  }

  /// Revision of the broker's answer, 0 before the first.
  public long revision() {
    return revision;
  }

  /// What in the broker's answer could not be used, one line each.
  public List<String> problems() {
    return problems;
  }
}
