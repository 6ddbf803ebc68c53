package dev.strongroom.wire.testing;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Prints what [Vectors#compare] recorded in all modules as one table: folder, expected, got.
/// Folders for which nothing was recorded are listed as not yet supported, and what lies without a
/// row beside entries that have one. Exits 1 on a wrong verdict, 2 on an unknown folder or without
/// the vectors.
public final class VectorTable {
  private VectorTable() {}

  /// One comparison.
  private record Row(String folder, String expected, String got) {
    boolean isBelow(String path) {
      return folder.equals(path) || folder.startsWith(path + "/") || folder.startsWith(path + " ");
    }
  }

  /// Prints the table.
  ///
  /// @param args root of the checkout, folder of the vectors, name of one of its folders or `all`
  public static void main(String[] args) throws IOException {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.exit(run(Path.of(args[0]), Path.of(args[1]), args[2], out));
  }

  static int run(Path root, Path vectors, String name, PrintStream out) throws IOException {
    if (!Files.isDirectory(vectors)) {
      out.println("no vectors at " + vectors.normalize() + ": nothing was checked");
      return 2;
    }
    var folders = folders(vectors, 1);
    if (!name.equals("all") && !folders.contains(name)) {
      out.println("unknown folder '" + name + "'; there are " + folders);
      return 2;
    }
    var wanted = name.equals("all") ? folders : List.of(name);
    var rows = new ArrayList<Row>();
    for (var row : recorded(root)) {
      if (wanted.stream().anyMatch(row::isBelow)) {
        rows.add(row);
      }
    }
    int wrong = print(rows, out);
    int missing = 0;
    var cases = new ArrayList<>(folders(vectors, 2));
    folders.stream()
        .filter(folder -> cases.stream().noneMatch(path -> path.startsWith(folder + "/")))
        .forEach(cases::add);
    for (var folder : cases) {
      if (wanted.contains(folder.split("/", -1)[0])
          && rows.stream().noneMatch(row -> row.isBelow(folder))) {
        out.println("not yet  " + folder);
        missing++;
      }
    }
    int rowless = 0;
    for (var entry : rowless(vectors, rows)) {
      out.println("no row   " + entry);
      rowless++;
    }
    out.printf(
        "%d as expected, %d wrong, %d %s not yet, %d without a row%n",
        rows.size() - wrong, wrong, missing, missing == 1 ? "folder" : "folders", rowless);
    return wrong == 0 ? 0 : 1;
  }

  /// Entries without a row in folders of which other entries have one.
  private static List<String> rowless(Path vectors, List<Row> rows) throws IOException {
    var found = new ArrayList<String>();
    for (var folder : folders(vectors, 2)) {
      if (rows.stream().noneMatch(row -> row.folder().startsWith(folder + "/"))) {
        continue;
      }
      try (var entries = Files.list(vectors.resolve(folder))) {
        entries
            .filter(entry -> !entry.getFileName().toString().endsWith(".md"))
            .map(entry -> folder + "/" + entry.getFileName())
            .filter(entry -> rows.stream().noneMatch(row -> row.isBelow(entry)))
            .sorted()
            .forEach(found::add);
      }
    }
    return found;
  }

  private static int print(List<Row> rows, PrintStream out) {
    int wrong = 0;
    out.printf("%-8s %-44s %s%n", "", "FOLDER", "EXPECTED AND GOT");
    for (var row : rows) {
      if (row.expected().equals(row.got())) {
        out.printf("ok       %-44s %s%n", row.folder(), row.got());
      } else {
        wrong++;
        out.printf("WRONG    %-44s expected: %s%n", row.folder(), row.expected());
        out.printf("         %-44s got:      %s%n", "", row.got());
      }
    }
    return wrong;
  }

  private static List<Row> recorded(Path root) throws IOException {
    try (var walk = Files.walk(root, 4)) {
      var rows = new ArrayList<Row>();
      for (var file : walk.filter(path -> path.endsWith("target/vectors.tsv")).sorted().toList()) {
        for (var line : Files.readAllLines(file)) {
          var cells = line.split("\t", -1);
          rows.add(new Row(cells[0], cells[1], cells[2]));
        }
      }
      rows.sort(Comparator.comparing(Row::folder));
      return rows;
    }
  }

  private static List<String> folders(Path vectors, int depth) throws IOException {
    try (var walk = Files.walk(vectors, depth)) {
      return walk.filter(Files::isDirectory)
          .map(vectors::relativize)
          .filter(path -> path.getNameCount() == depth && !path.toString().isEmpty())
          .map(Path::toString)
          .sorted()
          .toList();
    }
  }
}
