package dev.strongroom.quickstart.site;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One of the three services as a process.
public final class Service {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String QUARKUS_STARTED = "Listening on:";

  private final Child child;
  private final List<Ports.Listener> listeners;
  private @Nullable Duration readyAfter;

  /// @param listeners the ports that it is told to listen on
  Service(Child child, List<Ports.Listener> listeners) {
    this.child = child;
    this.listeners = List.copyOf(listeners);
  }

  /// Waits until it serves.
  ///
  /// @return how long after its start that was
  /// @throws TourException if it ends before; names the port and its option where that is why
  public Duration awaitReady() throws TourException {
    if (readyAfter == null) {
      try {
        readyAfter = child.await(line -> line.contains(QUARKUS_STARTED), LIMIT).after();
      } catch (TourException e) {
        throw explained(e);
      }
    }
    return readyAfter;
  }

  /// Fails if it ended, so that nobody waits for what cannot come.
  void requireRunning() throws TourException {
    if (child.hasEnded()) {
      throw explained(child.end());
    }
  }

  private TourException explained(TourException failure) {
    if (!child.hasEnded()) {
      return failure;
    }
    for (var listener : listeners) {
      if (child.find(listener::isMissedIn).isPresent()) {
        return listener.taken(failure);
      }
    }
    // It may have died of it without a word that we know.
    return listeners.stream()
        .filter(listener -> !listener.isFree())
        .findFirst()
        .map(listener -> listener.taken(failure))
        .orElse(failure);
  }
}
