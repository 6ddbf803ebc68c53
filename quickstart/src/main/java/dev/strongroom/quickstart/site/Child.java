package dev.strongroom.quickstart.site;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// One of the site's processes: its output goes to a log file, its lines can be waited for, and it
/// ends with the demonstration. Thread-safe.
public final class Child implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(8);

  private final String name;
  private final Path log;
  private final Process process;
  private final long startedNanos = System.nanoTime();
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  private Child(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
    Thread.ofVirtual().name(name + " output").start(this::pump);
  }

  /// A line that a process printed.
  ///
  /// @param text the line
  /// @param after since the process was started
  public record Line(String text, Duration after) {}

  /// Starts `command`; output, errors included, goes to `log` as well.
  ///
  /// @throws IOException if it cannot be started
  public static Child start(String name, List<String> command, Path log) throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new Child(name, log, process);
  }

  private void pump() {
    try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        var file =
            Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        file.write(line);
        file.newLine();
        file.flush();
        synchronized (this) {
          lines.add(line);
          notifyAll();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      synchronized (this) {
        ended = true;
        notifyAll();
      }
    }
  }

  /// Waits for the first line that matches.
  ///
  /// @throws TourException if the process ends first, or `limit` is over; names its log
  public synchronized Line await(Predicate<String> wanted, Duration limit) throws TourException {
    long deadline = System.nanoTime() + limit.toNanos();
    int seen = 0;
    while (true) {
      for (; seen < lines.size(); seen++) {
        if (wanted.test(lines.get(seen))) {
          return new Line(lines.get(seen), Duration.ofNanos(System.nanoTime() - startedNanos));
        }
      }
      long left = deadline - System.nanoTime();
      if (ended) {
        throw end();
      }
      if (left <= 0) {
        throw new TourException(
            name + " was not ready within " + limit.toSeconds() + " s; its log is " + log);
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new TourException("interrupted", e);
      }
    }
  }

  /// The first line so far that matches.
  public synchronized Optional<String> find(Predicate<String> wanted) {
    return lines.stream().filter(wanted).findFirst();
  }

  /// All lines so far that match.
  public synchronized List<String> all(Predicate<String> wanted) {
    return lines.stream().filter(wanted).toList();
  }

  /// True once it has ended and all that it printed is there.
  synchronized boolean hasEnded() {
    return ended;
  }

  /// That it ended, with its last words.
  synchronized TourException end() {
    var last = lines.isEmpty() ? "it printed nothing" : lines.getLast();
    return new TourException(name + " ended: " + last + "; its log is " + log);
  }

  /// Types a line, as a person would.
  public void type(String line) throws IOException {
    var input = process.outputWriter(StandardCharsets.UTF_8);
    input.write(line);
    input.newLine();
    input.flush();
  }

  /// Its process id.
  public long pid() {
    return process.pid();
  }

  /// Waits for its end; empty if it still runs after `limit`.
  public OptionalInt exitStatus(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
        ? OptionalInt.of(process.exitValue())
        : OptionalInt.empty();
  }

  /// Ends it at once, as a crash would.
  public void kill() {
    process.destroyForcibly();
  }

  /// Asks it to end, without waiting for that.
  void askToEnd() {
    // Not Process.destroy(): that closes our end of its output, and its last words with it.
    process.toHandle().destroy();
  }

  /// Ends it: politely first, then by force.
  @Override
  public void close() {
    askToEnd();
    try {
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
