package dev.strongroom.quickstart;

import dev.strongroom.quickstart.site.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/// Ends the site and removes its files, once, however the demonstration ends. Thread-safe.
final class Cleaning {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final Path root;
  private boolean keep;
  private boolean done;
  private volatile boolean begun;
  private Optional<Site> site = Optional.empty();

  /// @param root directory of the site
  /// @param keep true if its files stay
  Cleaning(Path root, boolean keep) {
    this.root = root;
    this.keep = keep;
  }

  Path root() {
    return root;
  }

  /// From here on, ends `started` too.
  synchronized Site cover(Site started) {
    site = Optional.of(started);
    if (done) {
      started.close();
    }
    return started;
  }

  /// Something went wrong: the logs are worth a look.
  synchronized void keepFiles() {
    if (!done && !keep) {
      keep = true;
      System.err.println("strongroom: the site's files and logs are kept in " + root);
    }
  }

  /// True once [#run] was called: what fails from then on fails because the site is ending.
  boolean hasBegun() {
    return begun;
  }

  void run() {
    begun = true;
    end();
  }

  private synchronized void end() {
    if (done) {
      return;
    }
    done = true;
    site.ifPresent(Site::close);
    if (!keep) {
      delete();
    }
  }

  /// A step that was under way may still write: what is there again is deleted again.
  private void delete() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        deleteOnce();
        return;
      } catch (IOException | UncheckedIOException e) {
        if (System.nanoTime() > deadline) {
          System.err.println("strongroom: could not remove " + root + ": " + e.getMessage());
          return;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private void deleteOnce() throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (var walk = Files.walk(root)) {
      for (var path : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
