package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.cli.terminal.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          evidence verify x --at yesterday        | '--at': got 'yesterday', want
          evidence verify x --format xml          | expected one of [HUMAN, JSON]
          policy new --lease 30                   | '--lease': got '30', want
          policy new --heartbeat soon             | '--heartbeat': got 'soon', want
          policy new --policy-version one         | '--policy-version': got 'one', want
          policy new --minimum-tcb 1,2,x,4        | got 'x', want
          policy new --minimum-tcb 1,2,3          | '--minimum-tcb': got '1,2,3', want 4 numbers
          policy new --minimum-tcb 1,2,3,256      | got '1,2,3,256', want numbers from 0 to 255
          policy new --minimum-tcb 1,2 --minimum-tcb 3,4 | '--minimum-tcb': got '1,2', want 4 numbers
          policy new --minimum-tcb 1,2,3,4 --minimum-tcb 1,2,3,4 | should be specified only once
          policy new --accelerator GH100          | '--accelerator': got 'GH100', want CLASS=COUNT
          policy new --accelerator GH100=one      | got 'one', want a whole number
          policy new --profile real               | expected one of [PRODUCTION, SIMULATION]
          model seal x --workers many             | '--workers': got 'many', want
          model enrol x --egress-budget much      | '--egress-budget': got 'much', want
          ticket sign --env A                     | '--env': got 'A', want NAME=VALUE
          audit tail --from start                 | '--from': got 'start', want
          audit tail --broker localhost           | '--broker': got 'localhost', want
          audit tail --broker https://a_b:x       | '--broker': got 'https://a_b:x', want
          fleet ls --broker http://127.0.0.1:8443 | use https
          fleet ls --broker 127.0.0.1:8443        | '--broker': got '127.0.0.1:8443', want
          """)
  void aWrongValueIsNamedInOneLineWithoutTheNamesOfOurTypes(String line, String words) {
    var shell = Shell.run((Object[]) line.split(" +", -1));

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err().lines().findFirst().orElse("")).contains(words).endsWith("[usage]");
    assertThat(shell.err()).doesNotContain("java", "Exception", "<String=");
    assertThat(shell.err().lines()).hasSize(2);
  }

  @Test
  void anEgressBudgetIsANumberOfBytes() {
    var line =
        "model enrol none --egress-budget 5 --key k --model-key k --policy p --ca c"
            + " --broker https://127.0.0.1:1";

    var shell = Shell.run((Object[]) line.split(" ", -1));

    assertThat(shell.err()).contains("no directory none");
  }

  @Test
  void withoutACommandItNamesTheCommands() {
    assertThat(Shell.run().err()).contains("needs a command: init, model, policy", "[usage]");
    assertThat(Shell.run("model").err())
        .contains("'strongroom model' needs a command: seal, enrol, inspect", "--help");
    assertThat(Shell.run("fleet").err())
        .contains("'strongroom fleet' needs a command: ls", "[usage]");
    assertThat(Shell.run("serve").err()).contains("no command 'strongroom serve'; there are: init");
  }

  @ParameterizedTest
  @CsvSource({
    "owner --help, no command 'strongroom owner'",
    "key --help, no command 'strongroom key'",
    "--help owner, no command 'strongroom owner'",
    "model nonsense --help, no command 'strongroom model nonsense'",
    "help owner, no command 'strongroom owner'",
    "help model nonsense, no command 'strongroom model nonsense'",
  })
  void askedForTheHelpOfNoCommandItSaysSo(String line, String words) {
    var shell = Shell.run((Object[]) line.split(" ", -1));

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).contains(words, "there are: ", "[usage]");
    assertThat(shell.out()).isEmpty();
  }

  @Test
  void helpIsACommandToo() {
    var help = Shell.run("help");

    assertThat(help.status()).isZero();
    assertThat(help.out()).isEqualTo(Shell.run("--help").out());
    assertThat(Shell.run("help", "model", "seal").out())
        .isEqualTo(Shell.run("model", "seal", "--help").out())
        .contains("strongroom model seal");
  }

  @Test
  void theTableOfStatusesHasEveryStatusOnce() {
    var table = Shell.run("--help").out().split("Exit status:", -1)[1];

    for (var kind : Failure.Kind.values()) {
      assertThat(table).containsPattern("(?m)(^|   )(  )?" + kind.exitStatus() + " [a-zA-Z]");
    }
    assertThat(table).contains("11 Evidence authentic but contraindicated");
  }

  @Test
  void whatTheUserTypedCannotBeginAnotherLine() {
    var shell = Shell.run("model", "inspect", "a\nstrongroom: fine", "--owner-key", "x");

    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.err()).contains("a\\nstrongroom: fine", "[file.missing]");
  }

  @Test
  void theVersionIsTheBuilds() throws IOException {
    var said = Shell.run("--version").out().strip();

    assertThat(said).startsWith("strongroom ");
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<version>" + said.substring("strongroom ".length()) + "</version>");
  }
}
