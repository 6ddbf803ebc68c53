package dev.strongroom.agent.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.agent.Fault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentMainTest {
  @TempDir private Path directory;

  private record Said(int status, String out, String err) {}

  private static Said execute(List<String> arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int status =
        AgentMain.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments.toArray(String[]::new));
    return new Said(status, out.toString(), err.toString());
  }

  /// A complete command line whose files do not exist, then what differs.
  private List<String> run(String... more) {
    var line =
        new ArrayList<>(
            List.of(
                "run",
                "--broker=https://127.0.0.1:1",
                "--broker-ca=" + directory.resolve("ca.pem"),
                "--ticket=" + directory.resolve("ticket"),
                "--owner-key=" + directory.resolve("owner.pem"),
                "--model-dir=" + directory,
                "--evidence=none",
                "--address=10.0.0.1",
                "--state=" + directory.resolve("state")));
    line.addAll(Arrays.asList(more));
    return line;
  }

  @Test
  void helpShowsOptionsExitStatusAndAnExample() {
    var said = execute(List.of("run", "--help"));

    assertThat(said.status()).isZero();
    assertThat(said.out()).contains("--evidence-option", "Exit status:", "Examples:", "{weights}");
    for (var fault : Fault.values()) {
      assertThat(said.out()).containsPattern("(?m)^ *" + fault.exitStatus() + " ");
    }
  }

  @Test
  void namesTheOptionThatIsMissing() {
    assertThat(execute(List.of("run")))
        .satisfies(said -> assertThat(said.status()).isEqualTo(2))
        .satisfies(said -> assertThat(said.err()).contains("--broker=URL", "--ticket=JSON"));
  }

  @Test
  void whatCannotBeReadIsOneLineWithACodeAndWhereHelpIs() {
    for (var option : List.of("--patience=5", "--broker=a b", "--ready-timeout=PT9999999999999H")) {
      var said = execute(run(option, "--", "/serve", "{weights}"));

      assertThat(said.status()).isEqualTo(2);
      assertThat(said.err().lines()).as(said.err()).hasSize(2);
      assertThat(said.err())
          .startsWith("agent: agent.usage: Invalid value for option '" + option.split("=", -1)[0])
          .contains("want a")
          .endsWith("See 'strongroom agent run --help'.\n")
          .doesNotContain("java");
    }
  }

  @Test
  void helpCallsItAsTheCheckoutDoes() {
    for (var words :
        List.of(List.of("--help"), List.of("run", "--help"), List.of("collect", "-h"))) {
      assertThat(execute(words).out())
          .contains("strongroom agent ")
          .doesNotContain("strongroom-agent");
    }
  }

  @Test
  void refusesAnAddressThatIsNone() {
    for (var address : List.of("127.0.0.1", "127.0.0.1:70000", "::1:80", ":80", "a:b:1")) {
      var said = execute(run("--listen=" + address, "--", "/serve", "{weights}"));

      assertThat(said.status()).as(address).isEqualTo(2);
      assertThat(said.err()).contains("want HOST:PORT");
    }
  }

  @Test
  void wantsToKnowHowGatewaysReachAWildcard() {
    var said = execute(run("--listen=0.0.0.0:0", "--", "/serve", "{weights}"));

    assertThat(said.status()).isEqualTo(2);
    assertThat(said.err()).contains("--endpoint");
  }

  @Test
  void saysWhichFileCannotBeRead() {
    var said = execute(run("--", "/serve", "{weights}"));

    assertThat(said.status()).isEqualTo(2);
    assertThat(said.err())
        .startsWith("agent: agent.usage: --owner-key " + directory.resolve("owner.pem"));
  }

  @Test
  void saysWhatIsNoKey() throws Exception {
    Files.writeString(directory.resolve("owner.pem"), "hello");

    assertThat(execute(run("--", "/serve", "{weights}")).err()).contains("is not a PEM public key");
  }

  @Test
  void clockGoesForward() {
    var clock = new BootClock();
    long before = clock.getAsLong();

    assertThat(clock.getAsLong()).isGreaterThanOrEqualTo(before);
  }
}
