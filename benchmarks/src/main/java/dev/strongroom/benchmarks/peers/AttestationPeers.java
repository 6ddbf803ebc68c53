package dev.strongroom.benchmarks.peers;

import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Compares our verifier with the programs given, in one run: the same files, one thread, several
/// rounds in which each has its turn.
///
/// usage: `AttestationPeers VECTORS WORK PROGRAM…`
public final class AttestationPeers {
  /// Turns that everyone takes, so that a busy spell of the machine spoils one turn and no result.
  private static final int ROUNDS = 5;

  /// Verifications measured in a turn, and before them the same number that are not.
  private static final int ITERATIONS = 200;

  private AttestationPeers() {}

  /// Prints the table, and leaves it with every single result below `WORK`.
  public static void main(String... arguments)
      throws IOException, InterruptedException, MalformedException {
    if (arguments.length < 3) {
      throw new IllegalArgumentException("usage: AttestationPeers VECTORS WORK PROGRAM…");
    }
    var work = Path.of(arguments[1]);
    Files.createDirectories(work);
    var cases = VectorCases.of(Path.of(arguments[0]), work.resolve("collateral"));
    var list = work.resolve("cases.jsonl");
    Files.write(list, cases.keySet().stream().map(AttestationPeers::line).toList());
    var programs = Arrays.stream(arguments).skip(2).map(Path::of).map(PeerProgram::new).toList();

    var results = new ArrayList<PeerResult>();
    for (int round = 1; round <= ROUNDS; round++) {
      System.err.println("round " + round + " of " + ROUNDS);
      results.addAll(ours(List.copyOf(cases.keySet())));
      for (var program : programs) {
        results.addAll(program.run(list, ITERATIONS, ITERATIONS));
      }
    }
    Files.write(
        work.resolve("results.jsonl"), results.stream().map(AttestationPeers::line).toList());
    var table = new PeerTable(cases, results).markdown();
    Files.writeString(work.resolve("table.md"), table);
    System.out.print(table);
  }

  private static List<PeerResult> ours(List<PeerCase> cases) {
    return cases.stream().map(c -> OurVerifier.run(c, ITERATIONS, ITERATIONS)).toList();
  }

  private static String line(Object value) {
    return StrictJson.write(value).utf8();
  }
}
