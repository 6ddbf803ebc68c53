package dev.strongroom.broker.edge;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Has files read again, once a minute, until it is closed.
final class Refreshing implements AutoCloseable {
  private static final long PERIOD_SECONDS = 60;

  private final ScheduledExecutorService turns =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("files").factory());

  /// Runs `refresh`, which never fails, once a minute from now on.
  void add(Runnable refresh) {
    var _ = turns.scheduleWithFixedDelay(refresh, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    turns.shutdownNow();
  }
}
