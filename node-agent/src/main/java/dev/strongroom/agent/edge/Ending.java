package dev.strongroom.agent.edge;

import dev.strongroom.agent.AgentException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Why the agent ends: whoever says so first is heard, and the main thread is woken wherever it is,
/// so that it clears up. Thread-safe.
final class Ending {
  /// Longer than the workload's grace, shorter than a supervisor's patience.
  private static final long CLEARING_SECONDS = 8;

  private sealed interface Cause {
    record Failed(AgentException reason) implements Cause {}

    record Signalled() implements Cause {}
  }

  private final Thread main;
  private final AtomicReference<@Nullable Cause> cause = new AtomicReference<>();
  private final CountDownLatch said = new CountDownLatch(1);
  private final CountDownLatch cleared = new CountDownLatch(1);

  /// @param main the thread that works and clears up
  Ending(Thread main) {
    this.main = main;
  }

  /// Ends for `reason`.
  void because(AgentException reason) {
    say(new Cause.Failed(reason));
  }

  /// Ends because the process is told to. Returns when all is cleared up, or takes too long.
  void signalled() {
    say(new Cause.Signalled());
    try {
      var _ = cleared.await(CLEARING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void say(Cause why) {
    if (cause.compareAndSet(null, why)) {
      said.countDown();
      main.interrupt();
    }
  }

  /// Waits for whatever comes first.
  void await() throws InterruptedException {
    said.await();
  }

  /// All is cleared up.
  void cleared() {
    cleared.countDown();
  }

  /// True if the process is being told to end: its status is then the signal's.
  boolean isSignalled() {
    return cause.get() instanceof Cause.Signalled;
  }

  /// The reason that was said first, or else `consequence`.
  AgentException reasonOr(AgentException consequence) {
    return cause.get() instanceof Cause.Failed(var reason) ? reason : consequence;
  }
}
