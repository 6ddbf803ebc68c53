package dev.strongroom.quickstart.site;

import dev.strongroom.collateral.bundle.Manifest;
import dev.strongroom.quickstart.evidence.VendorCollateral;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Keeps the broker's collateral fresh for as long as the site stays up: its answers hold for a
/// day, and the broker refuses by stale ones. Looks at the clock once a minute, because a machine
/// may sleep.
final class CollateralRenewal implements AutoCloseable {
  static final Duration PERIOD = Duration.ofHours(6);
  private static final Duration AFTER_FAILURE = Duration.ofMinutes(10);

  private final VendorCollateral collateral;
  private final Path bundle;
  private final Manifest first;
  private final ScheduledExecutorService turns =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("collateral").factory());
  private Instant due;

  private CollateralRenewal(VendorCollateral collateral, Path bundle, Manifest first, Instant now) {
    this.collateral = collateral;
    this.bundle = bundle;
    this.first = first;
    this.due = now.plus(PERIOD);
  }

  /// Writes the first bundle, without renewing it by itself.
  static CollateralRenewal begin(VendorCollateral collateral, Path bundle, Instant now)
      throws IOException {
    return new CollateralRenewal(collateral, bundle, collateral.write(bundle, now), now);
  }

  /// Renews it from now on.
  void start() {
    var _ = turns.scheduleWithFixedDelay(() -> turn(Instant.now()), 1, 1, TimeUnit.MINUTES);
  }

  /// Writes another bundle if it is time. Never fails.
  void turn(Instant now) {
    if (now.isBefore(due)) {
      return;
    }
    try {
      var _ = collateral.write(bundle, now);
      due = now.plus(PERIOD);
    } catch (IOException | RuntimeException e) {
      System.err.println("strongroom: the broker's collateral was not renewed: " + e.getMessage());
      due = now.plus(AFTER_FAILURE);
    }
  }

  /// What the first bundle holds.
  Manifest first() {
    return first;
  }

  @Override
  public void close() {
    turns.shutdownNow();
  }
}
