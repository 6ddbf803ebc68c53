package dev.strongroom.broker.lease;

import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/// Answers "tell me when it changed": at once if it has, otherwise as soon as it does, otherwise
/// when the wait is over. A bounded number wait at a time; none holds a database connection while
/// it waits. Thread-safe.
final class Waiting {
  private final ChangeSignal signal;
  private final LongSupplier ticker;
  private final Semaphore places;

  Waiting(ChangeSignal signal, LongSupplier ticker, int limit) {
    this.signal = signal;
    this.ticker = ticker;
    this.places = new Semaphore(limit);
  }

  /// What to look at.
  interface Look<T> {
    T now() throws RefusedException, UnavailableException;
  }

  /// Looks until the revision differs from `seen`, or `wait` is over.
  ///
  /// @throws UnavailableException if too many wait already, or the look fails
  <T> T beyond(long seen, Duration wait, ToLongFunction<T> revision, Look<T> look)
      throws RefusedException, UnavailableException {
    if (!places.tryAcquire()) {
      throw new UnavailableException("too many callers wait for changes: ask again later");
    }
    try {
      long deadline =
          ticker.getAsLong() + Math.min(Math.max(0, wait.toNanos()), ChangeSignal.MAX_WAIT_NANOS);
      while (true) {
        long epoch = signal.epoch();
        var value = look.now();
        long left = deadline - ticker.getAsLong();
        if (revision.applyAsLong(value) != seen || left <= 0) {
          return value;
        }
        signal.awaitBeyond(epoch, left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("the broker is stopping", e);
    } finally {
      places.release();
    }
  }
}
