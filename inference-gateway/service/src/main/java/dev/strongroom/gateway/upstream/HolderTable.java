package dev.strongroom.gateway.upstream;

import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.containment.Fleet;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The broker's last word on who holds what. Each new word replaces the old one whole: a holder
/// that is not named any more is gone. Times are nanoseconds of one monotonic clock. Thread-safe.
public final class HolderTable {
  private final Profile profile;
  private volatile List<LiveHolder> holders = List.of();

  /// @param profile the only one that is believed
  public HolderTable(Profile profile) {
    this.profile = profile;
  }

  /// Takes over what the broker said.
  ///
  /// @param askedNanos when it was asked, not when it answered: an answer that was held up on its
  ///   way prolongs nothing
  /// @return false, and nobody is live any more, if it speaks for another profile
  public boolean replace(Fleet fleet, long askedNanos) {
    if (fleet.profile() != profile) {
      holders = List.of();
      return false;
    }
    var next = new ArrayList<LiveHolder>();
    for (var holder : fleet.holders()) {
      endpoint(holder.endpoint())
          .ifPresent(
              endpoint ->
                  next.add(
                      new LiveHolder(
                          new LiveHolder.Pool(holder.leaseId(), holder.identityKey(), endpoint),
                          holder.model(),
                          askedNanos + holder.remaining().toNanos())));
    }
    holders = List.copyOf(next);
    return true;
  }

  /// Nodes that may serve the newest version of the model that anyone holds, in the broker's order.
  public List<LiveHolder> live(String owner, String model, long nowNanos) {
    long newest = 0;
    var found = new ArrayList<LiveHolder>();
    for (var holder : holders) {
      var held = holder.model();
      if (!held.owner().equals(owner)
          || !held.model().equals(model)
          || holder.deadlineNanos() <= nowNanos
          || held.version() < newest) {
        continue;
      }
      if (held.version() > newest) {
        newest = held.version();
        found.clear();
      }
      found.add(holder);
    }
    return found;
  }

  /// Every pool that may have connections now.
  public Set<LiveHolder.Pool> livePools(long nowNanos) {
    var pools = new HashSet<LiveHolder.Pool>();
    for (var holder : holders) {
      if (holder.deadlineNanos() > nowNanos) {
        pools.add(holder.pool());
      }
    }
    return pools;
  }

  /// When the next lease ends, if any is live.
  public Optional<Long> nextDeadline(long nowNanos) {
    return holders.stream()
        .map(LiveHolder::deadlineNanos)
        .filter(deadline -> deadline > nowNanos)
        .min(Long::compare);
  }

  /// A node that does not serve has an empty endpoint; one that names no TLS endpoint serves
  /// nobody.
  private static Optional<URI> endpoint(String text) {
    try {
      var endpoint = new URI(text);
      return "https".equals(endpoint.getScheme()) && endpoint.getHost() != null
          ? Optional.of(endpoint)
          : Optional.empty();
    } catch (java.net.URISyntaxException _) {
      return Optional.empty();
    }
  }
}
