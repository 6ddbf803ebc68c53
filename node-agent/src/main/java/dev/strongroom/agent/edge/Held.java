package dev.strongroom.agent.edge;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// What the agent holds, closed in reverse order, every one of them whatever the others do. Used by
/// one thread.
final class Held implements AutoCloseable {
  private record Thing(String name, AutoCloseable it) {}

  private final Deque<Thing> things = new ArrayDeque<>();
  private final Consumer<String> progress;

  Held(Consumer<String> progress) {
    this.progress = progress;
  }

  /// Holds `it`.
  <T extends AutoCloseable> T add(String name, T it) {
    things.push(new Thing(name, it));
    return it;
  }

  @Override
  public void close() {
    // A mark of interruption would cut short what is closed here; it goes up again afterwards.
    boolean interrupted = Thread.interrupted();
    while (!things.isEmpty()) {
      var thing = things.pop();
      try {
        thing.it().close();
      } catch (Exception e) {
        interrupted |= e instanceof InterruptedException;
        progress.accept(thing.name() + " did not close: " + e.getMessage());
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
