package dev.strongroom.agent.lease;

import java.time.Duration;

/// Where a lease stands, as its holder sees it. Times are nanoseconds of one monotonic clock, only
/// ever compared by difference.
public sealed interface LeaseState {
  /// May the model be used?
  sealed interface Live extends LeaseState {
    /// When the right to hold the model ends without a renewal.
    long deadline();

    /// Number of the last heartbeat that was sent, 0 before the first.
    long sequence();

    /// Number of the last heartbeat that was answered, 0 before the first.
    long answered();

    /// When time alone makes something happen.
    long wakeAt();
  }

  /// Nothing is asked.
  ///
  /// @param sequence of the last heartbeat, 0 before the first
  /// @param beatAt when the next is due
  record Resting(long deadline, long sequence, long beatAt) implements Live {
    @Override
    public long answered() {
      return sequence;
    }

    @Override
    public long wakeAt() {
      return earlier(deadline, beatAt);
    }
  }

  /// A heartbeat is under way.
  ///
  /// @param sequence its number
  /// @param sentAt when it was *first* sent: from there its answer counts, so that an answer kept
  ///   back, or a repetition, wins no time
  /// @param repeatAt when it is sent again
  /// @param again whether something changed meanwhile, so that another must follow at once
  record Renewing(long deadline, long sequence, long sentAt, long repeatAt, boolean again)
      implements Live {
    @Override
    public long answered() {
      return sequence - 1;
    }

    @Override
    public long wakeAt() {
      return earlier(deadline, repeatAt);
    }
  }

  /// The model must not be used any more. Final.
  record Over(LeaseEnd end) implements LeaseState {}

  private static long earlier(long a, long b) {
    return a - b < 0 ? a : b;
  }

  /// A lease that was just granted. Its first heartbeat is due at once: it tells the broker that
  /// the key arrived.
  ///
  /// @param askedAt when the request was first sent that was answered with the lease
  static LeaseState granted(long askedAt, Duration ttl) {
    return new Resting(askedAt + ttl.toNanos(), 0, askedAt);
  }
}
