package dev.strongroom.wire.testing;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Lists which clause of which specification is enforced where, and which tests exercise it.
///
/// In main sources a marker stands above the line that enforces a clause:
///
/// ```
/// // spec: AMD 56860 4.3 POLICY bit 17: is reserved and must be one
/// ```
///
/// What is before the first colon and space is the key: two words for the document, the rest for
/// the clause. A test repeats the key alone, above its annotations, one line a key:
///
/// ```
/// // spec: AMD 56860 4.3 POLICY bit 17
/// @Test
/// void refusesAZeroInBit17() …
/// ```
///
/// A marker without a test, a test of a clause that no marker names, a key that says two different
/// things and a key that stands above no test are findings.
public final class SpecTable {
  private static final Pattern MARKER = Pattern.compile("^\\s*///? spec: (.+)$");
  private static final Pattern TEST =
      Pattern.compile("^\\s*@(Test|TestFactory|ParameterizedTest|RepeatedTest|Nested)\\b.*$");
  private static final Pattern DECLARATION =
      Pattern.compile("^\\s*[\\w<>\\[\\] ,?.]*?(?:\\bclass (\\w+)\\b|\\b(\\w+)\\().*$");
  private static final Pattern CLASS =
      Pattern.compile("^(\\s*)(?:\\w+ )*(?:class|record|enum|interface) (\\w+)\\b.*$");
  private static final String TEXT = ": ";
  private static final String MAIN = "src/main/java";
  private static final String TESTS = "src/test/java";

  /// Where a key was read.
  ///
  /// @param place a file and line, or a test
  /// @param text what the marker says of its clause; nothing in a test
  private record Marker(String place, String text) {}

  private final TreeMap<String, List<Marker>> enforced = new TreeMap<>();
  private final TreeMap<String, List<Marker>> exercised = new TreeMap<>();
  private final List<String> findings = new ArrayList<>();

  private SpecTable() {}

  /// Prints the table.
  ///
  /// @param args root of the checkout
  public static void main(String[] args) throws IOException {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.exit(run(Path.of(args[0]), out).isEmpty() ? 0 : 1);
  }

  /// Prints the table of all sources below `root` and returns what is wrong with it.
  public static List<String> run(Path root, PrintStream out) throws IOException {
    var table = new SpecTable();
    for (var file : sources(root)) {
      var name = root.relativize(file).toString();
      if (name.contains(MAIN)) {
        table.readMain(name, Files.readAllLines(file));
      } else if (name.contains(TESTS)) {
        table.readTest(name, Files.readAllLines(file));
      }
    }
    table.judge();
    table.print(out);
    return List.copyOf(table.findings);
  }

  private static List<Path> sources(Path root) throws IOException {
    var found = new ArrayList<Path>();
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            var name = directory.getFileName().toString();
            boolean skipped =
                !directory.equals(root) && (name.startsWith(".") || name.equals("target"));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    found.sort(null);
    return found;
  }

  private void readMain(String file, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      var match = MARKER.matcher(lines.get(i));
      if (!match.matches() || isExample(lines, i)) {
        continue;
      }
      var place = file + ":" + (i + 1);
      int colon = match.group(1).indexOf(TEXT);
      if (colon < 0) {
        findings.add(place + ": want '// spec: DOCUMENT CLAUSE: what it says' on one line");
        continue;
      }
      add(
          enforced,
          match.group(1).substring(0, colon),
          new Marker(place, text(match.group(1).substring(colon + TEXT.length()), lines, i)));
    }
  }

  /// A marker inside of a Markdown comment's code block shows the form.
  private static boolean isExample(List<String> lines, int at) {
    return lines.get(at).strip().startsWith("/// // ");
  }

  /// The statement, with the comment lines that it goes on in.
  private static String text(String first, List<String> lines, int at) {
    var text = new StringBuilder(first);
    var slashes = lines.get(at).strip().startsWith("///") ? "/// " : "// ";
    for (int i = at + 1; i < lines.size(); i++) {
      var line = lines.get(i).strip();
      if (!line.startsWith(slashes) || line.startsWith(slashes + "spec: ")) {
        break;
      }
      text.append(' ').append(line.substring(slashes.length()));
    }
    return text.toString();
  }

  private void readTest(String file, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      var match = MARKER.matcher(lines.get(i));
      if (!match.matches()) {
        continue;
      }
      var test = testBelow(lines, i + 1);
      if (test.isEmpty()) {
        findings.add(file + ":" + (i + 1) + ": a clause stands above no test");
      } else {
        var place = file.substring(file.lastIndexOf('/') + 1).replace(".java", "") + test;
        add(exercised, match.group(1), new Marker(place, ""));
      }
    }
  }

  /// The name of the test that comments and annotations from line `from` on belong to, behind the
  /// nested classes that it is in; nothing where that is no test.
  private static String testBelow(List<String> lines, int from) {
    boolean test = false;
    boolean inAnnotation = false;
    for (int i = from; i < lines.size(); i++) {
      var line = lines.get(i);
      var bare = line.strip();
      test |= TEST.matcher(line).matches();
      boolean opens = bare.startsWith("@") && bare.contains("(");
      if (bare.startsWith("//") || (bare.startsWith("@") && !opens)) {
        continue;
      }
      if (opens || inAnnotation) {
        inAnnotation = !bare.endsWith(")");
        continue;
      }
      var named = DECLARATION.matcher(line);
      if (!named.matches()) {
        return "";
      }
      boolean outermost = named.group(1) != null && !line.startsWith(" ");
      if (outermost) {
        return " (whole class)";
      }
      var name = named.group(1) == null ? named.group(2) : named.group(1);
      return test ? nesting(lines, i) + "." + name : "";
    }
    return "";
  }

  /// The nested classes around line `at`, outermost first, by their indentation.
  private static String nesting(List<String> lines, int at) {
    int indentation = indentation(lines.get(at));
    var names = "";
    for (int i = at - 1; i >= 0 && indentation > 0; i--) {
      var match = CLASS.matcher(lines.get(i));
      if (match.matches() && match.group(1).length() < indentation) {
        indentation = match.group(1).length();
        names = indentation == 0 ? names : "." + match.group(2) + names;
      }
    }
    return names;
  }

  private static int indentation(String line) {
    return line.length() - line.stripLeading().length();
  }

  private static void add(Map<String, List<Marker>> to, String key, Marker marker) {
    to.computeIfAbsent(key, _ -> new ArrayList<>()).add(marker);
  }

  private void judge() {
    enforced.forEach(
        (key, markers) -> {
          var first = markers.getFirst();
          for (var marker : markers) {
            if (!marker.text().equals(first.text())) {
              findings.add(
                  "%s: '%s' says something else than at %s: name the clauses apart"
                      .formatted(marker.place(), key, first.place()));
            }
            if (!exercised.containsKey(key)) {
              findings.add("%s: '%s' has no test".formatted(marker.place(), key));
            }
          }
        });
    exercised.forEach(
        (key, tests) -> {
          if (!enforced.containsKey(key)) {
            findings.add("%s: no marker names '%s'".formatted(tests.getFirst().place(), key));
          }
        });
  }

  private void print(PrintStream out) {
    var document = "";
    int markers = 0;
    for (var entry : enforced.entrySet()) {
      var words = entry.getKey().split(" ", 3);
      var here = words.length < 2 ? words[0] : words[0] + " " + words[1];
      if (!here.equals(document)) {
        document = here;
        out.println(document);
      }
      out.printf(
          "  %s: %s%n",
          entry.getKey().substring(here.length()).strip(), entry.getValue().getFirst().text());
      for (var marker : entry.getValue()) {
        out.println("    at   " + marker.place());
        markers++;
      }
      for (var test : exercised.getOrDefault(entry.getKey(), List.of())) {
        out.println("    test " + test.place());
      }
    }
    findings.forEach(finding -> out.println("WRONG " + finding));
    out.printf(
        "%d markers of %d clauses, %d findings%n", markers, enforced.size(), findings.size());
  }
}
