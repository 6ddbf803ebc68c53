package dev.strongroom.quickstart.site;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One of the three services as a process.
public final class Service {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String QUARKUS_STARTED = "Listening on:";

  private final Child child;
  private @Nullable Duration readyAfter;

  Service(Child child) {
    this.child = child;
  }

  /// Waits until it serves.
  ///
  /// @return how long after its start that was
  public Duration awaitReady() throws TourException {
    if (readyAfter == null) {
      readyAfter = child.await(line -> line.contains(QUARKUS_STARTED), LIMIT).after();
    }
    return readyAfter;
  }
}
