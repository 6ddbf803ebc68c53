package dev.strongroom.benchmarks.peers;

import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// One comparison: the same files, one thread, several rounds in which each has its turn.
///
/// @param work folder for what it writes
/// @param pages what the vectors' pages say of each case, by its name
/// @param programs around the libraries of others
/// @param iterations verifications that a program measures in a turn, and before them the same
///   number that it does not
record PeerRun(
    Path work, SequencedMap<String, String> pages, List<PeerProgram> programs, int iterations) {
  /// Turns that everyone takes, so that a busy spell of the machine spoils one turn and no result.
  static final int ROUNDS = 5;

  PeerRun {
    pages = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(pages));
    programs = List.copyOf(programs);
  }

  /// What the pages say, by name and in the order of the cases.
  static <C> SequencedMap<String, String> pages(Map<C, String> cases, Function<C, String> name) {
    var pages = new LinkedHashMap<String, String>();
    cases.forEach((input, page) -> pages.put(name.apply(input), page));
    return pages;
  }

  /// Writes a list of cases as programs take it.
  static Path list(Path file, Collection<?> cases) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    return Files.write(file, cases.stream().map(PeerRun::line).toList());
  }

  /// Runs everyone's turns, and leaves table and every single result below [#work].
  ///
  /// @param list of the cases, from [#list]
  /// @param ours our own turn
  /// @return the table
  String table(Path list, Supplier<List<PeerResult>> ours)
      throws IOException, InterruptedException, MalformedException {
    var results = new ArrayList<PeerResult>();
    for (int round = 1; round <= ROUNDS; round++) {
      System.err.println("round " + round + " of " + ROUNDS);
      results.addAll(ours.get());
      for (var program : programs) {
        results.addAll(program.run(list, iterations, iterations));
      }
    }
    Files.write(work.resolve("results.jsonl"), results.stream().map(PeerRun::line).toList());
    var table = new PeerTable(pages, results).markdown();
    Files.writeString(work.resolve("table.md"), table);
    return table;
  }

  private static String line(Object value) {
    return StrictJson.write(value).utf8();
  }
}
