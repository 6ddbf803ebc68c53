package dev.strongroom.broker.edge;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// How often one peer may say hello: [#BURST] at once, one more every [#EVERY]. Within the longest
/// life of a nonce that is fewer than the challenges that a ticket may have open, so that no peer
/// alone pushes out what another has just been given. Many nodes behind one address share its pace.
///
/// For each peer one number is kept, the time at which it has its whole burst again (the generic
/// cell rate algorithm, ITU-T I.371 appendix I). Thread-safe.
final class HelloPace {
  static final int BURST = 64;
  static final Duration EVERY = Duration.ofMillis(500);

  /// Peers that are remembered; once all of them are busy, further ones are refused.
  static final int MAX_PEERS = 65_536;

  private static final long STEP = EVERY.toNanos();
  private static final long LONGEST_DEBT = (BURST - 1) * STEP;

  private final LongSupplier ticker;
  private final Map<String, Long> restedAt = new HashMap<>();

  /// @param ticker nanoseconds
  HelloPace(LongSupplier ticker) {
    this.ticker = ticker;
  }

  /// True if `peer` may say hello now; counts it.
  synchronized boolean admits(String peer) {
    long now = ticker.getAsLong();
    if (restedAt.size() >= MAX_PEERS && !restedAt.containsKey(peer)) {
      restedAt.values().removeIf(rested -> rested - now <= 0);
      if (restedAt.size() >= MAX_PEERS) {
        return false;
      }
    }
    long debt = Math.max(0, restedAt.getOrDefault(peer, now) - now);
    if (debt > LONGEST_DEBT) {
      return false;
    }
    restedAt.put(peer, now + debt + STEP);
    return true;
  }
}
