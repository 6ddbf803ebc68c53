package dev.strongroom.wire.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorTableTest {
  @TempDir Path directory;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @BeforeEach
  void aCheckoutBesideVectors() throws IOException {
    Files.createDirectories(directory.resolve("vectors/cpu/snp"));
    Files.createDirectories(directory.resolve("vectors/kbs"));
    Files.createDirectories(directory.resolve("root/a/b/target"));
  }

  private void rows(String... rows) throws IOException {
    Files.writeString(
        directory.resolve("root/a/b/target/vectors.tsv"), String.join("\n", rows) + "\n");
  }

  private int table(String name) throws IOException {
    var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return VectorTable.run(directory.resolve("root"), directory.resolve("vectors"), name, out);
  }

  private String text() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  @Test
  void showsWhatIsAsExpectedAndWhatIsStillToCome() throws IOException {
    rows("cpu/snp/milan\tauthentic\tauthentic");

    assertThat(table("all")).isZero();
    assertThat(text())
        .contains("cpu/snp/milan", "not yet  kbs", "1 as expected, 0 wrong, 1 folder not yet");
  }

  @Test
  void namesEntriesWithoutARowBesideOthers() throws IOException {
    Files.createDirectories(directory.resolve("vectors/cpu/snp/milan"));
    Files.createDirectories(directory.resolve("vectors/cpu/snp/idblock"));
    Files.createFile(directory.resolve("vectors/cpu/snp/VECTORS.md"));
    rows("cpu/snp/milan\tauthentic\tauthentic");

    assertThat(table("cpu")).isZero();
    assertThat(text())
        .contains("no row   cpu/snp/idblock", "1 without a row")
        .doesNotContain("VECTORS");
  }

  @Test
  void failsOnAWrongVerdictAndShowsBoth() throws IOException {
    rows("cpu/snp/milan\tauthentic\trejected: report.signature");

    assertThat(table("cpu")).isEqualTo(1);
    assertThat(text())
        .contains("expected: authentic", "got:      rejected: report.signature", "1 wrong");
  }

  @Test
  void looksAtTheNamedFolderAlone() throws IOException {
    rows("cpu/snp/milan\tauthentic\trejected");

    assertThat(table("kbs")).isZero();
    assertThat(text()).contains("not yet  kbs").doesNotContain("cpu");
  }

  @Test
  void failsOnAnUnknownFolderAndNamesThoseThatAre() throws IOException {
    assertThat(table("gpus")).isEqualTo(2);
    assertThat(text()).contains("unknown folder 'gpus'", "[cpu, kbs]");
  }

  @Test
  void failsWithoutVectors() throws IOException {
    assertThat(
            VectorTable.run(
                directory, directory.resolve("none"), "all", new PrintStream(printed, true)))
        .isEqualTo(2);
  }
}
