package dev.strongroom.cli.terminal;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// One line that fills up: share, size, rate and time left. Draws only on a terminal, at most ten
/// times a second. Thread-safe.
public final class ProgressBar implements AutoCloseable {
  private static final int WIDTH = 30;
  private static final Duration REDRAW = Duration.ofMillis(100);
  private static final double MIB = 1024 * 1024;

  private final PrintWriter out;
  private final String label;
  private final boolean drawn;
  private final long startedNanos = System.nanoTime();
  private long drawnNanos;
  private long done;
  private long total = 1;

  /// @param out where to draw; nothing is drawn without a terminal
  /// @param label what is going on, such as `sealing`
  public ProgressBar(PrintWriter out, String label) {
    this.out = out;
    this.label = label;
    this.drawn = Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  /// Says how far the work is.
  ///
  /// @param doneBytes bytes finished
  /// @param totalBytes bytes in all
  public synchronized void advanced(long doneBytes, long totalBytes) {
    done = Math.max(done, doneBytes);
    total = Math.max(1, totalBytes);
    long now = System.nanoTime();
    if (drawn && (now - drawnNanos > REDRAW.toNanos() || done >= total)) {
      drawnNanos = now;
      out.print("\r" + line(now));
      out.flush();
    }
  }

  private String line(long now) {
    int filled = (int) (WIDTH * done / total);
    double seconds = (now - startedNanos) / 1e9;
    double rate = done / MIB / Math.max(seconds, 1e-3);
    double left = done == 0 ? 0 : seconds * (total - done) / done;
    return String.format(
        Locale.ROOT,
        "%s [%s%s] %3d %%  %.1f of %.1f MiB  %.0f MiB/s  %.0f s left ",
        label,
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        100 * done / total,
        done / MIB,
        total / MIB,
        rate,
        left);
  }

  /// Time since it was made.
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  @Override
  public synchronized void close() {
    if (drawn) {
      out.println();
      out.flush();
    }
  }
}
