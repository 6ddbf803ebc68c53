package dev.strongroom.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/// One line that fills up: share, size, rate and time left. On a terminal it is redrawn at most ten
/// times a second; elsewhere it grows by a word at every quarter. Thread-safe.
public final class ProgressBar implements AutoCloseable {
  private static final int WIDTH = 16;
  private static final int QUARTERS = 4;
  private static final Duration REDRAW = Duration.ofMillis(100);
  private static final double MIB = 1 << 20;
  private static final double GIB = 1 << 30;

  private final ProgressDisplay display;
  private final String label;
  private final long startedNanos = System.nanoTime();
  private long drawnNanos;
  private long drawnDone;
  private int drawnLength;
  private int quarters;
  private long done;
  private long total = 1;

  /// @param display where to draw
  /// @param label what is going on, such as `sealing`
  public ProgressBar(ProgressDisplay display, String label) {
    this.display = display;
    this.label = label;
  }

  /// Says how far the work is.
  ///
  /// @param doneBytes bytes finished
  /// @param totalBytes bytes in all
  public synchronized void advanced(long doneBytes, long totalBytes) {
    done = Math.max(done, doneBytes);
    total = Math.max(1, totalBytes);
    if (display.terminal()) {
      redraw(System.nanoTime());
    } else {
      grow();
    }
  }

  private void redraw(long now) {
    boolean finished = done >= total && drawnDone < total;
    if (drawnLength == 0 || now - drawnNanos > REDRAW.toNanos() || finished) {
      drawnNanos = now;
      drawnDone = done;
      var line = display.indent() + line(now);
      // Blanks wipe what a longer line left behind.
      display.out().print("\r" + line + " ".repeat(Math.max(0, drawnLength - line.length())));
      display.out().flush();
      drawnLength = line.length();
    }
  }

  private void grow() {
    int reached = (int) (QUARTERS * done / total);
    if (reached == quarters) {
      return;
    }
    if (drawnLength == 0) {
      var start = display.indent() + label + " " + size(total) + ":";
      display.out().print(start);
      drawnLength = start.length();
    }
    while (quarters < reached) {
      quarters++;
      display.out().print(" " + 100 * quarters / QUARTERS + " %");
    }
    display.out().flush();
  }

  private String line(long now) {
    int filled = (int) (WIDTH * done / total);
    double seconds = (now - startedNanos) / 1e9;
    double rate = done / MIB / Math.max(seconds, 1e-3);
    double left = done == 0 ? 0 : seconds * (total - done) / done;
    return String.format(
        Locale.ROOT,
        "%s [%s%s] %3d %% of %s  %.0f MiB/s  %.0f s left",
        label,
        "#".repeat(filled),
        ".".repeat(WIDTH - filled),
        100 * done / total,
        size(total),
        rate,
        left);
  }

  private static String size(long bytes) {
    if (bytes < MIB) {
      return Lines.count(bytes, "byte");
    }
    return bytes < GIB
        ? String.format(Locale.ROOT, "%.1f MiB", bytes / MIB)
        : String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
  }

  /// Ends the line, if there is one.
  @Override
  public synchronized void close() {
    if (drawnLength > 0) {
      display.out().println();
      display.out().flush();
      drawnLength = 0;
    }
  }
}
