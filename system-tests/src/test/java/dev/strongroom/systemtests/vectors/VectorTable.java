package dev.strongroom.systemtests.vectors;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Prints the table for one folder of the vectors, or for all. Exits 1 on a wrong verdict, 2 on an
/// unknown folder.
public final class VectorTable {
  private static final Map<String, Suite> SUITES =
      new TreeMap<>(
          Map.of(
              "cpu", EvidenceSuite.cpu(),
              "gpu", EvidenceSuite.gpu(),
              "flows", new FlowSuite(),
              "gateway", new GatewaySuite()));

  private VectorTable() {}

  public static void main(String[] args) throws IOException {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.exit(run(Path.of(System.getProperty("strongroom.vectors")), args[0], out));
  }

  static int run(Path vectors, String name, PrintStream out) throws IOException {
    if (!Files.isDirectory(vectors)) {
      out.println("no vectors at " + vectors.normalize() + ": nothing was checked");
      return 2;
    }
    List<String> folders;
    try (var list = Files.list(vectors)) {
      folders =
          list.filter(Files::isDirectory).map(p -> p.getFileName().toString()).sorted().toList();
    }
    if (!name.equals("all") && !folders.contains(name)) {
      out.println("unknown folder '" + name + "'; there are " + folders);
      return 2;
    }
    var rows = new ArrayList<Row>();
    for (var folder : name.equals("all") ? folders : List.of(name)) {
      rows.addAll(rows(vectors.resolve(folder)));
    }
    return print(rows, out);
  }

  private static List<Row> rows(Path folder) throws IOException {
    var name = folder.getFileName().toString();
    var suite = SUITES.get(name);
    if (suite == null) {
      return List.of(Row.notYet(name));
    }
    return suite.rows(folder).stream()
        .map(row -> new Row(name + "/" + row.folder(), row.expected(), row.got()))
        .toList();
  }

  private static int print(List<Row> rows, PrintStream out) {
    int wrong = 0;
    int ok = 0;
    for (var row : rows) {
      switch (row.state()) {
        case OK -> {
          ok++;
          out.printf("ok       %-46s %s%n", row.folder(), row.got());
        }
        case WRONG -> {
          wrong++;
          out.printf("WRONG    %-46s expected: %s%n", row.folder(), row.expected());
          out.printf("         %-46s got:      %s%n", "", row.got());
        }
        case NOT_YET -> out.printf("not yet  %s%n", row.folder());
      }
    }
    out.printf("%d as expected, %d wrong, %d not yet%n", ok, wrong, rows.size() - ok - wrong);
    return wrong == 0 ? 0 : 1;
  }
}
