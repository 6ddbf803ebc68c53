package dev.strongroom.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.policy.PolicyDraft;
import dev.strongroom.cli.Shell;
import dev.strongroom.wire.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom policy test` on a policy drafted from the claims of one node.
class PolicyTestCommandTest {
  private static final String CLAIMS =
      """
      {"simulated": true, "cpu": {"scheme": "snp", "snp": {"product": "Genoa"}}, "findings": []}
      """;

  @TempDir Path directory;

  @BeforeEach
  void aPolicy() throws Exception {
    var draft =
        PolicyDraft.from(
            ClaimsTree.parse(Bytes.utf8(CLAIMS)), "first", Instant.parse("2030-01-01T00:00:00Z"));
    Files.writeString(directory.resolve("policy.json"), draft.pretty());
    Files.createDirectories(directory.resolve("cases"));
  }

  private void writeCase(String name, String at, String verdict, String findings) throws Exception {
    Files.writeString(
        directory.resolve("cases").resolve(name),
        """
        {"at": "%s", "claims": %s, "manifests": [],
         "expected": {"verdict": "%s", "findings": [%s]}}
        """
            .formatted(at, CLAIMS, verdict, findings));
  }

  private Shell test() {
    return Shell.run("policy", "test", directory);
  }

  @Test
  void aCaseThatComesToSomethingElseFailsAndSaysToWhat() throws Exception {
    writeCase("late.json", "2031-01-01T00:00:00Z", "affirming", "");

    var shell = test();

    assertThat(shell.status()).isEqualTo(9);
    assertThat(shell.out()).contains("FAIL  late.json", "want ", "got ", "policy.expired");
    assertThat(shell.err()).contains("1 of 1 case came to something else", "[policy.cases]");
  }

  @Test
  void casesThatCannotBeReadFail() throws Exception {
    Files.writeString(directory.resolve("cases/broken.json"), "{");

    assertThat(test().status()).isEqualTo(9);
  }

  @Test
  void aCaseThatComesToWhatIsWrittenPasses() throws Exception {
    writeCase("late.json", "2031-01-01T00:00:00Z", "affirming", "");
    var seen = test().out();
    var findings =
        Pattern.compile("[a-z]+\\.[a-z-]+(?=[,\\] ]|$)", Pattern.MULTILINE)
            .matcher(seen.substring(seen.indexOf("got ")))
            .results()
            .map(match -> "\"" + match.group() + "\"")
            .collect(Collectors.joining(", "));
    writeCase("late.json", "2031-01-01T00:00:00Z", "contraindicated", findings);

    var shell = test();

    assertThat(shell.status()).as(shell.out()).isZero();
    assertThat(shell.out()).contains("pass  late.json", "1 case, all as written");
  }

  @Test
  void noCaseIsNoSuccess() {
    assertThat(test().status()).isEqualTo(2);
    assertThat(test().err()).contains("holds no case", "[malformed]");
  }

  @Test
  void aPolicyThatCannotBeReadIsNamed() throws Exception {
    Files.writeString(directory.resolve("policy.json"), "{}");

    assertThat(test().status()).isEqualTo(2);
    assertThat(test().err()).contains("policy.json", "[malformed]");
  }
}
