package dev.strongroom.benchmarks.peers;

import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/// Compares our verifier of accelerators with the programs given, in one run: first many
/// verifications in one process, then whole processes.
///
/// usage: `GpuPeers VECTORS WORK PROGRAM…`
public final class GpuPeers {
  private static final int OUR_ITERATIONS = 200;

  /// Theirs take ten times as long.
  private static final int ITERATIONS = 20;

  private GpuPeers() {}

  /// Prints the table and how long processes took, and leaves both with every single result below
  /// `WORK`.
  public static void main(String... arguments)
      throws IOException, InterruptedException, MalformedException {
    if (arguments.length < 3) {
      throw new IllegalArgumentException("usage: GpuPeers VECTORS WORK PROGRAM…");
    }
    var work = Path.of(arguments[1]);
    var cases = GpuCases.of(Path.of(arguments[0]), work.resolve("evidence"));
    var list = PeerRun.list(work.resolve("cases.jsonl"), cases.keySet());
    var programs = Arrays.stream(arguments).skip(2).map(PeerProgram::of).toList();
    var run = new PeerRun(work, PeerRun.pages(cases, GpuCase::name), programs, ITERATIONS);
    var table =
        run.table(
            list,
            () ->
                cases.keySet().stream()
                    .map(input -> OurGpu.run(input, OUR_ITERATIONS, OUR_ITERATIONS))
                    .toList());
    System.out.print(table);
    var processes = processes(work, cases.keySet().iterator().next(), programs);
    System.out.print(processes);
    Files.writeString(work.resolve("table.md"), processes, StandardOpenOption.APPEND);
  }

  /// Whole processes that verify one case once: start, libraries, files, verdict, exit.
  private static String processes(Path work, GpuCase input, List<PeerProgram> programs)
      throws IOException, InterruptedException, MalformedException {
    var one = PeerRun.list(work.resolve("one.jsonl"), List.of(input));
    var out = new StringBuilder("\nWhole processes, " + input.name() + ", best of rounds:\n\n");
    double ours = best(GpuProgram.fresh(), one);
    out.append("- ours: %.0f ms%n".formatted(1000 * ours));
    for (var program : programs) {
      double theirs = best(program, one);
      out.append(
          "- %s: %.0f ms, %.2f times ours%n"
              .formatted(
                  Path.of(program.command().getFirst()).getFileName(),
                  1000 * theirs,
                  theirs / ours));
    }
    return out.toString();
  }

  private static double best(PeerProgram program, Path list)
      throws IOException, InterruptedException, MalformedException {
    double best = Double.POSITIVE_INFINITY;
    for (int round = 0; round < PeerRun.ROUNDS; round++) {
      best = Math.min(best, program.seconds(list));
    }
    return best;
  }
}
