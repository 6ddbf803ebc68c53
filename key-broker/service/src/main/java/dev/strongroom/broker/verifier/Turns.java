package dev.strongroom.broker.verifier;

import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Lets a bounded number of appraisals run at a time: hostile Evidence costs processor time before
/// anything is known of its sender. Thread-safe.
public final class Turns {
  private static final Duration WAIT = Duration.ofSeconds(5);

  private final Semaphore places;
  private final Duration wait;

  /// @param limit how many at a time
  public Turns(int limit) {
    this(limit, WAIT);
  }

  /// @param wait how long one waits for its turn
  Turns(int limit, Duration wait) {
    this.places = new Semaphore(limit);
    this.wait = wait;
  }

  /// An appraisal.
  public interface Appraisal<T> {
    /// The verdict.
    T run() throws MalformedException;
  }

  /// Runs `appraisal` when it is its turn.
  ///
  /// @throws UnavailableException if that takes too long; nothing was run
  public <T> T take(Appraisal<T> appraisal) throws MalformedException, UnavailableException {
    try {
      if (!places.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new UnavailableException("too much Evidence is being appraised: ask again later");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("the broker is stopping", e);
    }
    try {
      return appraisal.run();
    } finally {
      places.release();
    }
  }
}
