package dev.strongroom.agent.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.agent.Fault;
import dev.strongroom.agent.collect.EvidenceException;
import dev.strongroom.agent.collect.nvidia.NvidiaDevices;
import dev.strongroom.agent.testkit.FakeNscq;
import dev.strongroom.agent.testkit.FakeNvml;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/// `collect` with GPUs that are made up, see [FakeNvml].
class CollectCommandTest {
  private static final String REPORT = "nvmlDeviceGetConfComputeGpuAttestationReport";
  private static final String NONCE = "00112233445566778899aabbccddeeff".repeat(2);

  @TempDir private Path home;

  private final FakeNvml nvml = FakeNvml.withGpus(2);
  private final FakeNscq nscq = FakeNscq.withSwitches(2);

  private record Said(int status, String out, String err) {}

  @AfterEach
  void letGo() {
    nvml.release();
    nscq.release();
  }

  private Said collect(String... options) {
    return collect(patience -> new NvidiaDevices(nvml, () -> nscq, patience), options);
  }

  private Said collect(CollectCommand.Machine machine, String... options) {
    var out = new StringWriter();
    var err = new StringWriter();
    var words = new ArrayList<>(List.of(options));
    if (words.stream().noneMatch(word -> word.startsWith("--out="))) {
      words.add("--out=" + home.resolve("evidence"));
    }
    int status =
        AgentMain.withComplaints(new CommandLine(new CollectCommand(machine)))
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(words.toArray(String[]::new));
    return new Said(status, out.toString(), err.toString());
  }

  private Bytes kept(String name) throws IOException {
    return Bytes.copyOf(Files.readAllBytes(home.resolve("evidence").resolve(name)));
  }

  @Test
  void reportsAndChainsAreKeptAsTheyCame() throws Exception {
    var said = collect("--nonce=" + NONCE);

    assertThat(said.status()).as(said.err()).isZero();
    var request = FakeNvml.request(Bytes.ofHex("nonce", NONCE));
    for (int index = 0; index < 2; index++) {
      var folder = "gpu-" + index + "/";
      assertThat(kept(folder + "report.bin"))
          .isEqualTo(request.concat(Bytes.utf8("response of GPU " + index)));
      assertThat(kept(folder + "cert-chain.pem")).isEqualTo(Bytes.utf8("chain of GPU " + index));
    }
    var summary = StrictJson.read(kept("collected.json"), CollectCommand.Collected.class);
    assertThat(summary.nonce()).isEqualTo(NONCE);
    assertThat(summary.gpus().get(1).report().sha256())
        .isEqualTo(kept("gpu-1/report.bin").sha256().hex());
  }

  @Test
  void stateIsPrintedAndWhatToDoNext() {
    var said = collect("--nonce=" + NONCE);

    assertThat(said.out())
        .contains(
            "driver 580.95.05; confidential computing on, DevTools off",
            "the GPUs take no work yet (the guest sets this, no report vouches for it)",
            "GPU 1: NVIDIA H100 80GB HBM3, Hopper, VBIOS 96.00.9F.00.01, GPU-00000001",
            "GPU 1: report of 54 bytes, chain of 14 bytes",
            "evidence devices " + home.resolve("evidence/devices.json") + " --nonce " + NONCE);
  }

  @Test
  void switchesOfAProtectedBoardAreKeptBesideItsGpus() throws Exception {
    nvml.multiGpuMode = 1;
    nvml.ccFeature = 0;

    var said = collect("--nonce=" + NONCE);

    assertThat(said.status()).as(said.err()).isZero();
    assertThat(said.out())
        .contains(
            "NVSwitch 1: Protected PCIe locked, SWX-00000001",
            "NVSwitch 1: report of 57 bytes, chain of 17 bytes");
    var report = FakeNvml.request(Bytes.ofHex("nonce", NONCE)).concat(nscq.nvSwitch(1).response);
    assertThat(kept("switch-1/report.bin")).isEqualTo(report);
    assertThat(kept("switch-1/cert-chain.pem")).isEqualTo(nscq.nvSwitch(1).chain);
    var summary = StrictJson.read(kept("collected.json"), CollectCommand.Collected.class);
    assertThat(summary.switches().get(1).report().sha256()).isEqualTo(report.sha256().hex());
    var devices = StrictJson.read(kept("devices.json"), CollectCommand.Device[].class);
    assertThat(devices).hasSize(4);
    assertThat(devices[3])
        .isEqualTo(
            new CollectCommand.Device(report.base64(), nscq.nvSwitch(1).chain.base64(), NONCE));
  }

  @Test
  void withoutANonceEachTimeAnotherIsMade() throws Exception {
    collect();
    var first = kept("gpu-0/report.bin");
    collect("--out=" + home.resolve("again"));

    var second = Bytes.copyOf(Files.readAllBytes(home.resolve("again/gpu-0/report.bin")));
    assertThat(second).isNotEqualTo(first);
    assertThat(second.length()).isEqualTo(first.length());
  }

  @Test
  void stateIsPrintedEvenWhereItProvesNothing() {
    nvml.ccFeature = 0;
    nvml.environment = 0;

    var said = collect();

    assertThat(said.status()).isEqualTo(Fault.NO_TEE.exitStatus());
    assertThat(said.out()).contains("confidential computing off");
    assertThat(said.err())
        .startsWith("agent: agent.no-tee: confidential computing is off on the GPUs");
    assertThat(home.resolve("evidence")).doesNotExist();
  }

  @Test
  void aMachineWithoutAGpuSaysWhatIsMissing() {
    var said =
        collect(
            _ -> {
              throw new EvidenceException("there is no library");
            });

    assertThat(said.status()).isEqualTo(Fault.NO_TEE.exitStatus());
    assertThat(said.out()).isEmpty();
    assertThat(said.err().lines()).containsExactly("agent: agent.no-tee: there is no library");
  }

  @Test
  void nothingIsKeptWhereOneGpuFails() {
    nvml.card(1).failures.put(REPORT, 15);

    var said = collect();

    assertThat(said.status()).isEqualTo(Fault.EVIDENCE.exitStatus());
    assertThat(said.err()).startsWith("agent: agent.evidence: GPU 1 (GPU-00000001): ");
    assertThat(home.resolve("evidence")).doesNotExist();
  }

  @Test
  void patienceEnds() throws Exception {
    // The first calls of all take long, because the JVM makes the code for them.
    new NvidiaDevices(nvml, () -> nscq, Duration.ofSeconds(30)).platform();
    nvml.hanging.add(REPORT);

    var said = collect("--patience=PT1S");

    assertThat(said.status()).isEqualTo(Fault.EVIDENCE.exitStatus());
    assertThat(said.err()).contains("no answer within PT1S of GPU 0");
  }

  @ParameterizedTest
  @CsvSource({
    "--nonce=00, 'got 1 byte, want 32'",
    "--nonce=0011, 'got 2 bytes, want 32'",
    "--nonce=xyz, hexadecimal",
    "--patience=PT0S, want more than zero",
    "--patience=soon, 'got ''soon'', want a duration'",
    "--patience=5, 'got ''5'', want a duration'",
    "--patience=PT9223372036854776S, want a duration of at most a year",
    "--patience=P106751991168D, want a duration of at most a year",
    "--patience=P99999999999999999D, want a duration",
    "--out=/proc/none/evidence, cannot be written",
    "--out=/proc, nothing is overwritten"
  })
  void namesWhatIsWrong(String option, String words) {
    var said = collect(option);

    assertThat(said.status()).isEqualTo(Fault.USAGE.exitStatus());
    assertThat(said.err()).startsWith("agent: agent.usage: ").contains(words);
    assertThat(said.err()).doesNotContain("java", "Usage:");
    assertThat(said.err().lines()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void helpNamesEveryStatusThatThereIs() {
    var said = collect("--help");

    assertThat(said.status()).isZero();
    for (var fault : List.of(Fault.USAGE, Fault.NO_TEE, Fault.EVIDENCE)) {
      assertThat(said.out()).containsPattern("(?m)^ *" + fault.exitStatus() + " ");
    }
  }
}
