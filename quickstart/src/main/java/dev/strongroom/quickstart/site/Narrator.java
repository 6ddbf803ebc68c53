package dev.strongroom.quickstart.site;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/// Tells the tour on the terminal: one heading a step, figures below it, its time at the end.
public final class Narrator {
  private final PrintStream out;
  private final int steps;
  private final long startedNanos = System.nanoTime();
  private int step;

  /// @param out where to tell
  /// @param steps how many there are
  public Narrator(PrintStream out, int steps) {
    this.out = out;
    this.steps = steps;
  }

  /// Work of one step.
  @FunctionalInterface
  public interface Step {
    /// Does it.
    void run() throws Exception;
  }

  /// Tells and times one step.
  public void step(String title, Step work) throws Exception {
    step++;
    out.printf("%n%d/%d  %s%n", step, steps, title);
    long before = System.nanoTime();
    work.run();
    out.printf(
        Locale.ROOT, "      step took %s%n", seconds(Duration.ofNanos(System.nanoTime() - before)));
  }

  /// One line below the heading.
  public void say(String format, Object... arguments) {
    out.printf(Locale.ROOT, "      " + format + "%n", arguments);
  }

  /// A line outside of steps.
  public void announce(String line) {
    out.println(line);
  }

  /// Since the tour began.
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startedNanos);
  }

  /// A duration for people: milliseconds below ten seconds.
  public static String seconds(Duration duration) {
    return duration.toSeconds() < 10
        ? duration.toMillis() + " ms"
        : String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
