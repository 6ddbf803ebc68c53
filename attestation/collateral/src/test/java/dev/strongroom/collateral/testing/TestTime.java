package dev.strongroom.collateral.testing;

import dev.strongroom.collateral.fetch.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// A clock that only moves when somebody sleeps by it, or the test says so.
public final class TestTime implements InstantSource, Sleeper {
  private final List<Duration> pauses = new ArrayList<>();
  private Instant now;

  public TestTime(Instant now) {
    this.now = now;
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public synchronized void sleep(Duration duration) {
    pauses.add(duration);
    now = now.plus(duration);
  }

  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }

  public synchronized List<Duration> pauses() {
    return List.copyOf(pauses);
  }
}
