package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @Test
  void helpShowsEveryCommandAndTheExitStatuses() {
    var shell = Shell.run("--help");

    assertThat(shell.status()).isZero();
    assertThat(shell.out())
        .contains("init", "model", "policy", "ticket", "evidence", "fleet", "contain", "audit")
        .contains("Exit status", "quickstart");
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonsense", "model nonsense", "init", "--nonsense", "audit verify"})
  void wrongUsageIsOneLineWithCodeAndStatus2(String line) {
    var shell = Shell.run((Object[]) line.split(" ", -1));

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err().lines().findFirst().orElse(""))
        .startsWith("strongroom: ")
        .endsWith("[usage]");
    assertThat(shell.err()).contains("--help");
  }
}
