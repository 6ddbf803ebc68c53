package dev.strongroom.benchmarks.peers;

import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/// Compares our verifiers of CPUs' Evidence with the programs given, in one run.
///
/// usage: `AttestationPeers VECTORS WORK PROGRAM…`
public final class AttestationPeers {
  private static final int ITERATIONS = 200;

  private AttestationPeers() {}

  /// Prints the table, and leaves it with every single result below `WORK`.
  public static void main(String... arguments)
      throws IOException, InterruptedException, MalformedException {
    if (arguments.length < 3) {
      throw new IllegalArgumentException("usage: AttestationPeers VECTORS WORK PROGRAM…");
    }
    var work = Path.of(arguments[1]);
    var cases = VectorCases.of(Path.of(arguments[0]), work.resolve("collateral"));
    var list = PeerRun.list(work.resolve("cases.jsonl"), cases.keySet());
    var programs = Arrays.stream(arguments).skip(2).map(PeerProgram::of).toList();
    var run = new PeerRun(work, PeerRun.pages(cases, PeerCase::name), programs, ITERATIONS);
    System.out.print(
        run.table(
            list,
            () ->
                cases.keySet().stream()
                    .map(input -> OurVerifier.run(input, ITERATIONS, ITERATIONS))
                    .toList()));
  }
}
