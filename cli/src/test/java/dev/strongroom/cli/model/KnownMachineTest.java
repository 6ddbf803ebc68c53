package dev.strongroom.cli.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.cli.Shell;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.json.StrictJson;
import dev.strongroom.wire.testing.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom policy new --from-evidence` on genuine Evidence.
@Tag("vectors")
class KnownMachineTest {
  private static final String SNP = "cpu/snp/";

  @TempDir Path directory;

  @BeforeEach
  void anOwner() {
    assertThat(Shell.run("init", "--owner", "acme", "--directory", directory).status()).isZero();
  }

  private Shell policy(Object... more) {
    var words =
        new ArrayList<Object>(
            List.of(
                "policy",
                "new",
                "--key",
                directory.resolve("acme.key"),
                "--profile",
                "production",
                "--owner",
                "acme",
                "--model",
                "demo",
                "--accelerator",
                "GH100=1",
                "--out",
                directory.resolve("policy.json")));
    words.addAll(List.of(more));
    return Shell.run(words.toArray());
  }

  private Object[] from(String folder, String leaf) {
    return new Object[] {
      "--from-evidence",
      Vectors.path(SNP + folder + "/report.bin"),
      Vectors.path(SNP + folder + "/" + leaf),
      "--collateral",
      Vectors.path(SNP + "certs"),
      "--at",
      "2026-06-01T00:00:00Z"
    };
  }

  private ReleasePolicy written() throws Exception {
    var envelope =
        Envelope.parse(Bytes.copyOf(Files.readAllBytes(directory.resolve("policy.json"))));
    return StrictJson.read(envelope.payload(), ReleasePolicy.class);
  }

  @Test
  void measurementAndFloorAreTheMachines() throws Exception {
    var shell = policy(from("genoa-v3-azure-aci", "vcek.pem"));

    assertThat(shell.status()).as(shell.err()).isZero();
    var policy = written();
    assertThat(policy.measurements()).hasSize(1);
    assertThat(policy.measurements().getFirst().hex()).startsWith("5fee");
    assertThat(policy.minimumTcb()).isEqualTo(new ReleasePolicy.Tcb(0, 10, 0, 23, 84));
    assertThat(policy.chips()).isEmpty();
    assertThat(shell.out())
        .contains("measurement 5fee", "lowest TCB: fmc 0 bootloader 10", "warning snp.crl.absent");
  }

  @Test
  void genuineEvidenceMakesNoSimulatedPolicy() {
    var words = new ArrayList<Object>(List.of(from("genoa-v3-azure-aci", "vcek.pem")));
    words.addAll(List.of("--profile", "simulation"));
    words.addAll(0, List.of("policy", "new", "--key", directory.resolve("acme.key")));
    words.addAll(List.of("--owner", "acme", "--model", "demo", "--accelerator", "GH100=1"));
    words.addAll(List.of("--out", directory.resolve("policy.json")));
    var shell = Shell.run(words.toArray());

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).contains("genuine Evidence is for --profile production");
    assertThat(directory.resolve("policy.json")).doesNotExist();
  }

  @Test
  void ofAMilanTheChipIsListed() throws Exception {
    var shell = policy(from("milan-v3-azure-aci", "vcek.pem"));

    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(written().chips()).hasSize(1);
  }

  @Test
  void aFloorThatIsGivenCounts() throws Exception {
    var words = new ArrayList<Object>(List.of(from("genoa-v3-azure-aci", "vcek.pem")));
    words.addAll(List.of("--minimum-tcb", "1,2,3,4,5"));

    assertThat(policy(words.toArray()).status()).isZero();
    assertThat(written().minimumTcb()).isEqualTo(new ReleasePolicy.Tcb(1, 2, 3, 4, 5));
  }

  @Test
  void aMachineThatWouldGetNoKeyMakesNoPolicy() {
    var shell = policy(from("milan-v2-debug", "vcek.der"));

    assertThat(shell.status()).isEqualTo(11);
    assertThat(shell.err()).contains("no key under any policy").endsWith("[snp.debug]\n");
    assertThat(directory.resolve("policy.json")).doesNotExist();
  }

  @Test
  void anotherSchemeMakesNoReleasePolicy() {
    var folder = "cpu/tdx/v5-relaunch-advised/";
    var shell =
        policy(
            "--from-evidence",
            Vectors.path(folder + "quote.bin"),
            Vectors.path(folder + "collateral.json"),
            "--at",
            "2025-03-10T00:00:00Z");

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).contains("'policy draft' makes an appraisal policy");
  }

  @Test
  void somethingMustSayWhatIsMeasured() {
    var shell = policy();

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).contains("--measurement and --minimum-tcb, or --from-evidence");
  }
}
