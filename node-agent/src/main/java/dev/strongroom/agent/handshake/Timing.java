package dev.strongroom.agent.handshake;

import java.time.Duration;

/// Time as the handshake needs it.
public interface Timing {
  /// Monotonic nanoseconds, running on while the machine sleeps where it can tell.
  long nanoTime();

  /// Waits.
  ///
  /// @throws InterruptedException if the agent is told to end
  void pause(Duration duration) throws InterruptedException;
}
