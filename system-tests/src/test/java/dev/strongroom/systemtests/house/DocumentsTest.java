package dev.strongroom.systemtests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Documents name tests and files; those must be there.
class DocumentsTest {
  private static final Path ROOT = Path.of(System.getProperty("strongroom.root")).normalize();

  /// `FooTest`, `FooTest.method`, or `.method` of the test named before it in the same line.
  private static final Pattern TEST =
      Pattern.compile("`(?:([A-Z][A-Za-z0-9]+Test)(?:\\.(\\w+))?|\\.(\\w+))`");

  /// Under which an attack or a mistake was published.
  private static final Pattern PUBLISHED =
      Pattern.compile("CVE-\\d{4}-\\d+|GHSA(?:-\\w{4}){3}|AMD-SB-\\d+|arXiv \\d+\\.\\d+|#\\d+");

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
      var source = "";
      var named = TEST.matcher(line);
      while (named.find()) {
        if (named.group(1) != null) {
          source = sourceOf(named.group(1));
        }
        var method = named.group(2) == null ? named.group(3) : named.group(2);
        if (source.isEmpty() || (method != null && !source.contains(" " + method + "("))) {
          missing.add(named.group());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void attacksAreTriedUnderTheirIdentifiers() throws IOException {
    var missing = new ArrayList<String>();
    for (var line : Files.readAllLines(ROOT.resolve("docs/attestation/attacks.md"))) {
      var sources = new StringBuilder();
      TEST.matcher(line)
          .results()
          .map(named -> named.group(1))
          .filter(Objects::nonNull)
          .distinct()
          .forEach(name -> sources.append(sourceOf(name)));
      PUBLISHED
          .matcher(line)
          .results()
          .map(MatchResult::group)
          .filter(id -> sources.indexOf(id) < 0)
          .forEach(missing::add);
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

  private static String sourceOf(String test) {
    try {
      for (var file : testSources()) {
        if (file.endsWith(test + ".java")) {
          return Files.readString(file);
        }
      }
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> testSources() throws IOException {
    try (var walk = Files.walk(ROOT)) {
      return walk.filter(path -> path.toString().contains("/src/test/java/")).toList();
    }
  }
}
