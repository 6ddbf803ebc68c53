package dev.strongroom.broker.edge;

import dev.strongroom.broker.release.ReleaseObserver;
import dev.strongroom.broker.release.ReleaseStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;

/// Stops every release at one step for good, after making a file, so that a test can kill the
/// process there. Only the simulation profile gets one.
record FailpointObserver(Settings.Failpoint failpoint) implements ReleaseObserver {
  @Override
  public void reached(ReleaseStep step) {
    if (step != failpoint.step()) {
      return;
    }
    try {
      Files.writeString(failpoint.file(), step.name());
      new CountDownLatch(1).await();
    } catch (IOException e) {
      throw new UncheckedIOException("failpoint file cannot be made", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
