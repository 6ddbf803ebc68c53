package dev.strongroom.systemtests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Documents name tests and files; those must be there.
class DocumentsTest {
  private static final Path ROOT = Path.of(System.getProperty("strongroom.root")).normalize();
  private static final Pattern TEST = Pattern.compile("`([A-Z][A-Za-z0-9]+Test)(?:\\.(\\w+))?`");
  private static final Pattern MORE = Pattern.compile("`\\.(\\w+)`");
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(?:#[^)]*)?\\)");

  static Stream<Path> documents() throws IOException {
    try (var docs = Files.walk(ROOT.resolve("docs"));
        var top = Files.list(ROOT)) {
      return Stream.concat(docs, top)
          .filter(path -> path.toString().endsWith(".md"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("documents")
  void namesTestsThatExist(Path document) throws IOException {
    var missing = new ArrayList<String>();
    for (var line : Files.readAllLines(document)) {
      var named = TEST.matcher(line);
      var source = "";
      while (named.find()) {
        source = sourceOf(named.group(1));
        if (source.isEmpty() || !hasMethod(source, named.group(2))) {
          missing.add(named.group());
        }
      }
      var more = MORE.matcher(line);
      while (more.find()) {
        if (!hasMethod(source, more.group(1))) {
          missing.add(more.group());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void linksToFilesThatExist(Path document) throws IOException {
    var missing = new ArrayList<String>();
    var link = LINK.matcher(Files.readString(document));
    while (link.find()) {
      if (!Files.exists(document.resolveSibling(link.group(1)))) {
        missing.add(link.group(1));
      }
    }
    assertThat(missing).isEmpty();
  }

  private static boolean hasMethod(String source, @org.jspecify.annotations.Nullable String name) {
    return name == null || source.contains("void " + name + "(");
  }

  private static String sourceOf(String test) throws IOException {
    for (var file : testSources()) {
      if (file.endsWith(test + ".java")) {
        return Files.readString(file);
      }
    }
    return "";
  }

  private static List<Path> testSources() throws IOException {
    try (var walk = Files.walk(ROOT)) {
      return walk.filter(path -> path.toString().contains("/src/test/java/")).toList();
    }
  }
}
