package dev.strongroom.broker.edge;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// A bounded number of places, of which one peer gets a share only: whoever takes all that it can
/// get keeps nobody else out. Thread-safe.
final class Places {
  private final int limit;
  private final int share;
  private final Map<String, Integer> held = new HashMap<>();
  private int total;

  /// @param limit places in all
  /// @param share places of one peer
  Places(int limit, int share) {
    this.limit = limit;
    this.share = share;
  }

  /// A place that is taken until it is closed; closing it again does nothing.
  final class Place implements AutoCloseable {
    private final String peer;
    private final AtomicBoolean open = new AtomicBoolean(true);

    private Place(String peer) {
      this.peer = peer;
    }

    @Override
    public void close() {
      if (open.getAndSet(false)) {
        giveBack(peer);
      }
    }
  }

  /// Takes a place for `peer`; empty if there is none, or none of its share.
  synchronized Optional<Place> take(String peer) {
    int own = held.getOrDefault(peer, 0);
    if (total >= limit || own >= share) {
      return Optional.empty();
    }
    held.put(peer, own + 1);
    total++;
    return Optional.of(new Place(peer));
  }

  /// How many are taken.
  synchronized int taken() {
    return total;
  }

  private synchronized void giveBack(String peer) {
    int rest = held.getOrDefault(peer, 0) - 1;
    if (rest > 0) {
      held.put(peer, rest);
    } else {
      held.remove(peer);
    }
    total--;
  }
}
