package dev.strongroom.wire.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecTableTest {
  // Not written in one piece: the table of this repository would read it.
  private static final String SPEC = "// " + "spec: ";

  @TempDir Path root;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void aModule() throws IOException {
    Files.createDirectories(root.resolve("a/src/main/java"));
    Files.createDirectories(root.resolve("a/src/test/java"));
  }

  private void main(String... lines) throws IOException {
    Files.writeString(root.resolve("a/src/main/java/Code.java"), String.join("\n", lines));
  }

  private void test(String... lines) throws IOException {
    Files.writeString(root.resolve("a/src/test/java/CodeTest.java"), String.join("\n", lines));
  }

  private List<String> findings() throws IOException {
    return SpecTable.run(root, new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void namesTheTestOfAClauseByItsNestedClass() throws IOException {
    main("class Code {", "  " + SPEC + "AMD 56860 4.3 bit 17: is one, in", "  // every report");
    test(
        "class CodeTest {",
        "  @Nested",
        "  class Policy {",
        "    " + SPEC + "AMD 56860 4.3 bit 17",
        "    @DisplayName(",
        "        \"bit (17)\")",
        "    @Test",
        "    void refusesZero() throws Exception {",
        "    }",
        "  }",
        "}");

    assertThat(findings()).isEmpty();
    assertThat(text())
        .contains(
            "AMD 56860\n  4.3 bit 17: is one, in every report\n",
            "    at   a/src/main/java/Code.java:2\n",
            "    test CodeTest.Policy.refusesZero\n",
            "1 markers of 1 clauses, 0 findings");
  }

  @Test
  void acceptsNestedAndWholeClassesAndFactories() throws IOException {
    main(SPEC + "RFC 1 1: x", SPEC + "RFC 1 2: y", SPEC + "RFC 1 3: z");
    test(
        SPEC + "RFC 1 1",
        "class CodeTest {",
        "  " + SPEC + "RFC 1 2",
        "  @Nested",
        "  class Inner {",
        "    " + SPEC + "RFC 1 3",
        "    @TestFactory",
        "    Stream<DynamicTest> all() {");

    assertThat(findings()).isEmpty();
    assertThat(text())
        .contains("CodeTest (whole class)", "CodeTest.Inner\n", "CodeTest.Inner.all\n");
  }

  @Test
  void findsAMarkerWithoutATest() throws IOException {
    main(SPEC + "RFC 1 1: x");

    assertThat(findings()).containsExactly("a/src/main/java/Code.java:1: 'RFC 1 1' has no test");
  }

  @Test
  void findsATestOfAClauseThatIsGone() throws IOException {
    main("class Code {}");
    test("class CodeTest {", "  " + SPEC + "RFC 1 1", "  @Test", "  void works() {");

    assertThat(findings()).containsExactly("CodeTest.works: no marker names 'RFC 1 1'");
  }

  @Test
  void findsAClauseAboveWhatIsNoTest() throws IOException {
    main(SPEC + "RFC 1 1: x");
    test(
        "class CodeTest {",
        "  " + SPEC + "RFC 1 1",
        "  void helps() {",
        "    " + SPEC + "RFC 1 1",
        "    assertThat(1).isOne();");

    assertThat(findings())
        .containsExactly(
            "a/src/test/java/CodeTest.java:2: a clause stands above no test",
            "a/src/test/java/CodeTest.java:4: a clause stands above no test",
            "a/src/main/java/Code.java:1: 'RFC 1 1' has no test");
  }

  @Test
  void findsAMarkerThatSaysNothing() throws IOException {
    main(SPEC + "RFC 1 1 step 3");

    assertThat(findings()).singleElement().asString().contains("Code.java:1: want");
  }

  @Test
  void findsOneKeyForTwoStatementsAndAcceptsOneStatementTwice() throws IOException {
    main(SPEC + "RFC 1 1: x", "", SPEC + "RFC 1 1: x", "", SPEC + "RFC 1 1: other");
    test("class CodeTest {", "  " + SPEC + "RFC 1 1", "  @Test", "  void works() {");

    assertThat(findings())
        .singleElement()
        .asString()
        .contains("Code.java:5: 'RFC 1 1' says something else than at a/src/main/java/Code.java:1");
  }
}
