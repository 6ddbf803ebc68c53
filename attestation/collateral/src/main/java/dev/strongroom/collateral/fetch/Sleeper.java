package dev.strongroom.collateral.fetch;

import java.time.Duration;

/// Lets time pass. Tests advance a clock instead.
@FunctionalInterface
public interface Sleeper {
  /// Returns when `duration` is over.
  void sleep(Duration duration) throws InterruptedException;
}
