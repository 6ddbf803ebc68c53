package dev.strongroom.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressBarTest {
  private static final long MIB = 1 << 20;

  private final StringWriter shown = new StringWriter();

  private ProgressBar bar(boolean terminal) {
    return new ProgressBar(new ProgressDisplay(new PrintWriter(shown), terminal, "  "), "sealing");
  }

  @Test
  void growsOneLineByAWordAtEveryQuarterWhereNobodyWatches() {
    try (var bar = bar(false)) {
      for (long done = 0; done <= 8; done++) {
        bar.advanced(done * MIB, 8 * MIB);
        bar.advanced(done * MIB, 8 * MIB);
      }
    }
    assertThat(shown.toString())
        .isEqualTo("  sealing 8.0 MiB: 25 % 50 % 75 % 100 %" + System.lineSeparator());
  }

  @Test
  void namesEveryQuarterWhenOneStepPassesSeveral() {
    try (var bar = bar(false)) {
      bar.advanced(7, 8);
    }
    assertThat(shown.toString()).contains("25 % 50 % 75 %").doesNotContain("100");
  }

  @Test
  void redrawsOneLineOnATerminalAndWipesTheLongerOne() {
    try (var bar = bar(true)) {
      bar.advanced(1, 100_000 * MIB);
      bar.advanced(100_000 * MIB, 100_000 * MIB);
    }
    var lines = shown.toString().strip().split("\r", -1);
    assertThat(shown.toString().lines()).hasSizeLessThanOrEqualTo(3);
    assertThat(lines[0]).contains("sealing [................]   0 % of 97.7 GiB");
    assertThat(lines[1]).contains("sealing [################] 100 % of 97.7 GiB");
    assertThat(("\r  " + lines[1]).length()).isGreaterThanOrEqualTo(lines[0].length());
  }

  @Test
  void saysNothingWhenNothingWasDone() {
    bar(false).close();
    bar(true).close();

    assertThat(shown.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/dev/pts/3,true", "/dev/tty1,true", "/dev/null,false", "/tmp/log,false"})
  void tellsATerminalByItsDevice(Path device, boolean terminal) {
    assertThat(ProgressDisplay.isTerminal(device)).isEqualTo(terminal);
  }
}
