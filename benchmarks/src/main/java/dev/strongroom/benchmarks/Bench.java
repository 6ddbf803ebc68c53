package dev.strongroom.benchmarks;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Runs the benchmarks of one name and prints times and ratios of that one run.
public final class Bench {
  /// Which class a name stands for, and which of its benchmarks are compared.
  ///
  /// @param warmups seconds until the slowest of them is compiled, half of it for an impression
  private record Suite(Class<?> benchmarks, int warmups, List<Ratio> ratios, List<Limit> limits) {}

  /// What one benchmark may take.
  ///
  /// @param aim microseconds
  private record Limit(String name, double aim) {}

  /// One benchmark beside others.
  ///
  /// @param yardstick how many of which make what it is compared with
  /// @param aim the ratio that is asked for; empty where none is
  private record Ratio(String name, SortedMap<String, Integer> yardstick, OptionalDouble aim) {
    static Ratio of(String name, int times, String beside, double aim) {
      return new Ratio(name, new TreeMap<>(Map.of(beside, times)), OptionalDouble.of(aim));
    }

    static Ratio shown(String name, Map<String, Integer> yardstick) {
      return new Ratio(name, new TreeMap<>(yardstick), OptionalDouble.empty());
    }

    double of(Map<String, Times> times) {
      double whole = 0;
      for (var part : yardstick.entrySet()) {
        whole += part.getValue() * median(times, part.getKey());
      }
      return median(times, name) / whole;
    }

    String text() {
      return name
          + " / "
          + yardstick.entrySet().stream()
              .map(part -> part.getValue() + " × " + part.getKey())
              .collect(Collectors.joining(" + "));
    }
  }

  /// Of one benchmark, in microseconds. Medians are compared: on a machine with other work a mean
  /// says how often the thread had to wait.
  private record Times(double median, double worstOfHundred) {}

  private static final Map<String, Suite> SUITES =
      Map.of(
          "attestation",
          new Suite(
              AttestationBenchmark.class,
              4,
              List.of(
                  Ratio.of("snpWarm", 1, "bareP384", 1.25),
                  Ratio.of("snpKept", 1, "bareP384", 1.25),
                  Ratio.of("tdxWarm", 2, "bareP256", 1.3),
                  Ratio.of("tdxKept", 2, "bareP256", 1.3),
                  Ratio.shown("snpCold", Map.of("bareP384", 1, "bareRsa4096", 2)),
                  Ratio.shown("tdxCold", Map.of("bareP256", 10))),
              List.of(
                  new Limit("snpParse", 20),
                  new Limit("snpChainParse", 20),
                  new Limit("tdxParse", 20),
                  new Limit("tdxChainParse", 20))),
          "gpu",
          new Suite(
              GpuBenchmark.class,
              12,
              List.of(
                  Ratio.shown("gpuCold", Map.of("bareP384", 5)),
                  Ratio.shown("gpuNew", Map.of("bareP384", 3)),
                  Ratio.shown("gpuKnown", Map.of("bareP384", 1)),
                  Ratio.shown("hgxCold", Map.of("bareP384", 39)),
                  Ratio.shown("hgxNew", Map.of("bareP384", 36)),
                  Ratio.shown("hgxKnown", Map.of("bareP384", 12)),
                  Ratio.shown("wholeCold", Map.of("bareP384", 27)),
                  Ratio.shown("wholeKnown", Map.of("bareP384", 1))),
              List.of(
                  new Limit("gpuCold", 15_000),
                  new Limit("wholeCold", 15_000),
                  new Limit("wholeKnown", 800),
                  new Limit("gpuNew", 800),
                  new Limit("gpuKnown", 800),
                  new Limit("hgxNew", 10_000),
                  new Limit("hgxKnown", 10_000))));

  private Bench() {}

  /// Runs and prints.
  ///
  /// @param args name of the suite; `--quick` for a first impression: one fork, short iterations
  public static void main(String[] args) throws RunnerException {
    var suite = args.length == 0 ? null : SUITES.get(args[0]);
    boolean quick = args.length == 2 && args[1].equals("--quick");
    if (suite == null || args.length > 2 || (args.length == 2 && !quick)) {
      System.err.println("want one of " + SUITES.keySet() + ", and perhaps --quick");
      System.exit(2);
      return;
    }
    print(times(suite, quick), suite, System.out);
  }

  private static Map<String, Times> times(Suite suite, boolean quick) throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(suite.benchmarks().getName())
            .forks(quick ? 1 : 3)
            .warmupIterations(quick ? suite.warmups() / 2 : suite.warmups())
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(quick ? 3 : 6)
            .measurementTime(TimeValue.seconds(1))
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    var times = new TreeMap<String, Times>();
    for (RunResult result : new Runner(options).run()) {
      var primary = result.getPrimaryResult();
      var samples = primary.getStatistics();
      times.put(
          primary.getLabel(), new Times(samples.getPercentile(50), samples.getPercentile(99)));
    }
    return times;
  }

  private static void print(Map<String, Times> times, Suite suite, PrintStream out) {
    out.printf("ECDSA by %s%n%n", BareEcdsa.library());
    out.printf("%-18s %12s %12s%n", "BENCHMARK, µs", "MEDIAN", "99 %");
    times.forEach(
        (name, time) ->
            out.printf("%-18s %12.2f %12.2f%n", name, time.median(), time.worstOfHundred()));
    out.println();
    out.printf("%-46s %8s %8s%n", "COMPARED", "SEEN", "AIM");
    for (var ratio : suite.ratios()) {
      line(out, ratio.text(), ratio.of(times), ratio.aim());
    }
    for (var limit : suite.limits()) {
      line(out, limit.name() + ", µs", median(times, limit.name()), OptionalDouble.of(limit.aim()));
    }
  }

  private static void line(PrintStream out, String what, double seen, OptionalDouble aim) {
    if (aim.isEmpty()) {
      out.printf("%-46s %8.2f%n", what, seen);
      return;
    }
    var met = seen <= aim.getAsDouble() ? "met" : "MISSED";
    out.printf("%-46s %8.2f %8.2f  %s%n", what, seen, aim.getAsDouble(), met);
  }

  private static double median(Map<String, Times> times, String name) {
    var seen = times.get(name);
    if (seen == null) {
      throw new IllegalStateException("not measured: " + name);
    }
    return seen.median();
  }
}
