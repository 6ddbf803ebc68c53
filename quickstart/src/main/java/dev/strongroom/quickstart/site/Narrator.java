package dev.strongroom.quickstart.site;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/// Tells the tour on the terminal: one heading a step, figures below it, its time at the end. Used
/// by one thread, but for [#fallSilent].
public final class Narrator {
  /// What each line below a heading begins with.
  public static final String INDENT = "      ";

  private final PrintStream out;
  private final int steps;
  private final long startedNanos = System.nanoTime();
  private final long[] waitedFor;
  private volatile boolean silent;
  private long waitedNanos;
  private int step;

  /// @param out where to tell
  /// @param steps how many there are
  public Narrator(PrintStream out, int steps) {
    this.out = out;
    this.steps = steps;
    this.waitedFor = new long[steps + 1];
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
    announce("\n%d/%d  %s".formatted(step, steps, title));
    waitedNanos = 0;
    long before = System.nanoTime();
    work.run();
    long own = System.nanoTime() - before - waitedNanos;
    long earlier = waitedFor[step];
    say(
        "step took %s%s",
        seconds(Duration.ofNanos(own + earlier)),
        earlier == 0
            ? ""
            : ", " + seconds(Duration.ofNanos(earlier)) + " of it while an earlier step waited");
  }

  /// Waits inside this step for something that step `later` is about: the time counts there.
  public void waitOnBehalfOf(int later, String what, Step wait) throws Exception {
    long before = System.nanoTime();
    wait.run();
    long waited = System.nanoTime() - before;
    leaveOut(Duration.ofNanos(waited));
    waitedFor[later] += waited;
    say("waited %s for %s (counted in step %d)", seconds(Duration.ofNanos(waited)), what, later);
  }

  /// Does not count `wait` in this step.
  public void leaveOut(Duration wait) {
    waitedNanos += wait.toNanos();
  }

  /// One line below the heading.
  public void say(String format, Object... arguments) {
    announce(String.format(Locale.ROOT, INDENT + format, arguments));
  }

  /// A line outside of steps.
  public void announce(String line) {
    if (!silent) {
      out.println(line);
    }
  }

  /// Tells nothing from here on: somebody has ended the tour.
  public void fallSilent() {
    silent = true;
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
