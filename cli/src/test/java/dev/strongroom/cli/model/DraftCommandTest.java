package dev.strongroom.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.cli.Shell;
import dev.strongroom.cli.evidence.SimulatedTdx;
import dev.strongroom.wire.testing.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `strongroom policy draft` from the Evidence of a simulated TDX machine and of a genuine debug
/// guest.
class DraftCommandTest {
  @TempDir Path directory;

  private SimulatedTdx machine;
  private Path quote;

  @BeforeEach
  void aMachine() throws Exception {
    machine = new SimulatedTdx(directory);
    quote = machine.quote(SimulatedTdx.good());
  }

  private Shell draft(Object... more) throws Exception {
    var words = new ArrayList<Object>(List.of("policy", "draft", "--from-evidence", quote));
    words.addAll(List.of(machine.collateral(), "--simulated-roots", machine.roots()));
    words.addAll(List.of("--at", SimulatedTdx.NOW));
    words.addAll(List.of(more));
    return Shell.run(words.toArray());
  }

  @Test
  void pinsWhatTheMachineShowsAndSaysWhatIsLeftToDo() throws Exception {
    var file = directory.resolve("policy.json");

    var shell = draft("--name", "first", "--days", "30", "-o", file);

    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(shell.out())
        .contains(
            "drafted first, version 1, for simulation, until 2026-12-23T12:00:00Z, in " + file)
        .contains("To fill in before production takes it:", "policy.profile")
        .doesNotContain("does not affirm this very machine");
    assertThat(Files.readString(file))
        .contains("\"cpu.tdx.mrtd\"", "744e2f2b", "cpu.tdx.tcb.status == 'UpToDate'");
  }

  @Test
  void withoutAFileThePolicyAloneIsOnStandardOutput() throws Exception {
    var shell = draft("--name", "first");

    assertThat(shell.out()).startsWith("{").endsWith("}\n").doesNotContain("drafted");
    assertThat(shell.err()).contains("drafted first, version 1");
  }

  @Test
  void theCaseThatComesWithItPassesAndCatchesLaterChanges() throws Exception {
    var folder = Files.createDirectories(directory.resolve("policy"));
    var policy = folder.resolve("policy.json");
    Files.createDirectories(folder.resolve("cases"));
    draft("--name", "first", "-o", policy, "--case", folder.resolve("cases/first.json"));

    var before = Shell.run("policy", "test", folder);
    Files.writeString(policy, Files.readString(policy).replace("'UpToDate'", "'Revoked'"));
    var after = Shell.run("policy", "test", folder);

    assertThat(before.status()).as(before.out()).isZero();
    assertThat(before.out()).contains("pass  first.json");
    assertThat(after.status()).isEqualTo(9);
    assertThat(after.out())
        .contains("FAIL  first.json", "want affirming []", "got  contraindicated")
        .contains("policy.tcb-up-to-date");
  }

  @Test
  void aMachineThatItsOwnDraftRefusesIsSaidSo() {
    var folder = "cpu/snp/milan-v2-debug/";

    var shell =
        Shell.run(
            "policy",
            "draft",
            "--from-evidence",
            Vectors.path(folder + "report.bin"),
            Vectors.path(folder + "vcek.der"),
            "--collateral",
            Vectors.path("cpu/snp/certs/milan"),
            "--at",
            "2024-01-01T00:00:00Z",
            "--name",
            "milan");

    assertThat(shell.status()).isZero();
    assertThat(shell.err().replaceAll("\\s+", " "))
        .contains("As it stands it does not affirm this very machine:", "- snp.debug: got POLICY")
        .contains("- policy.no-debug: got cpu.snp.policy.debug true", "- snp.crl.absent")
        .contains("Or accept it by name, in acceptedWarnings.")
        .doesNotContain("policy.warning-unaccepted");
  }

  @ParameterizedTest
  @CsvSource({
    "First Fleet, 30, no name",
    "first, 0, '--days: got 0, want 1 to 3650'",
    "first, 4000, want 1 to 3650",
  })
  void badOptionsAreOneLineWithACode(String name, String days, String message) throws Exception {
    var shell = draft("--name", name, "--days", days);

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.err()).contains(message, "[usage]");
  }

  @Test
  void nothingIsOverwritten() throws Exception {
    var file = Files.writeString(directory.resolve("policy.json"), "mine");

    var shell = draft("--name", "first", "-o", file);

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).contains("[file.exists]");
    assertThat(Files.readString(file)).isEqualTo("mine");
  }

  @Test
  void missingEvidenceIsNamed() {
    var shell =
        Shell.run("policy", "draft", "--from-evidence", directory.resolve("no.bin"), "--name", "a");

    assertThat(shell.status()).isEqualTo(4);
    assertThat(shell.err()).contains("no.bin", "[file.missing]");
  }

  @Test
  void aManifestThatIsNoneIsNotSigned() throws Exception {
    var file = Files.writeString(directory.resolve("values.json"), "{\"name\": \"x\"}");

    var shell =
        Shell.run(
            "policy",
            "references",
            "sign",
            file,
            "--key",
            directory.resolve("no.key"),
            "--out",
            directory.resolve("out.json"));

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err())
        .contains("values.json is no manifest of reference values", "[malformed]");
  }
}
