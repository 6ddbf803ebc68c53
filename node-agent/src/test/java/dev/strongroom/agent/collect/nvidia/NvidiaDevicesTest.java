package dev.strongroom.agent.collect.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.agent.collect.EvidenceException;
import dev.strongroom.agent.testkit.FakeNvml;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.testing.Vectors;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Collecting from GPUs through a library that is called as NVIDIA's is, see [FakeNvml].
class NvidiaDevicesTest extends TwoGpusAndSwitches {
  private static final String SETTINGS = "nvmlSystemGetConfComputeSettings";

  @Nested
  @DisplayName("Two GPUs in confidential-computing mode")
  class Whole {
    // spec: NVML API nvmlConfComputeGpuAttestationReport_t nonce
    @Test
    void eachGivesAReportMadeWithTheNonceAndItsOwnChain() throws Exception {
      assertThat(devices().devices(NONCE))
          .containsExactly(
              new Evidence(
                  Scheme.NVIDIA_GPU,
                  FakeNvml.request(NONCE).concat(Bytes.utf8("response of GPU 0")),
                  Bytes.utf8("chain of GPU 0")),
              new Evidence(
                  Scheme.NVIDIA_GPU,
                  FakeNvml.request(NONCE).concat(Bytes.utf8("response of GPU 1")),
                  Bytes.utf8("chain of GPU 1")));
    }

    @Test
    void theLibraryIsInitialisedOnceAndShutDownLast() throws Exception {
      devices().devices(NONCE);

      assertThat(nvml.calls())
          .startsWith("nvmlInit_v2")
          .endsWith("nvmlShutdown")
          .containsOnlyOnce("nvmlInit_v2", "nvmlShutdown");
      assertThat(nvml.calls()).filteredOn(REPORT::equals).hasSize(2);
    }

    @Test
    void allAreAskedAtTheSameTime() throws Exception {
      nvml.meeting = Optional.of(new CyclicBarrier(2));

      assertThat(devices().devices(NONCE)).hasSize(2);
    }

    @Test
    void theDriversWordIsKeptForPeople() throws Exception {
      nvml.readyState = 1;

      var platform = devices().platform();

      platform.requireConfidential();
      assertThat(platform.driverVersion()).isEqualTo("580.95.05");
      assertThat(platform.settings().text())
          .isEqualTo(
              "confidential computing on, DevTools off, multi-GPU mode none, environment"
                  + " production");
      assertThat(platform.readiness()).isEqualTo("take work");
      assertThat(platform.gpus())
          .containsExactly(
              new Gpu(0, "GPU-00000000", "NVIDIA H100 80GB HBM3", 9, "96.00.9F.00.01"),
              new Gpu(1, "GPU-00000001", "NVIDIA H100 80GB HBM3", 9, "96.00.9F.00.01"));
      assertThat(nvml.calls()).endsWith("nvmlShutdown").doesNotContain(REPORT, CERTIFICATE);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "gpu/hopper/h100-535.86.09",
          "gpu/hopper/h100-550.90.07",
          "gpu/hopper/h100-580.159.03",
          "gpu/blackwell/b200-575.32"
        })
    void genuineBytesAreHandedOnUntouched(String folder) throws Exception {
      var report = Vectors.read(folder + "/report.bin");
      var chain = Vectors.read(folder + "/cert-chain.pem");
      nvml.card(1).report = Optional.of(report);
      nvml.card(1).chain = chain;

      assertThat(devices().devices(NONCE).get(1))
          .isEqualTo(new Evidence(Scheme.NVIDIA_GPU, report, chain));
    }

    @Test
    void buffersMayBeFullToTheLastByte() throws Exception {
      nvml.card(0).report = Optional.of(Bytes.zeros(8191).concat(Bytes.utf8("r")));
      nvml.card(0).chain = Bytes.zeros(5119).concat(Bytes.utf8("c"));

      var full = devices().devices(NONCE).getFirst();

      assertThat(full.report()).isEqualTo(nvml.card(0).report.get());
      assertThat(full.chain()).isEqualTo(nvml.card(0).chain);
    }

    @Test
    void aNonceOfAnotherLengthIsNoNonce() {
      assertThatIllegalArgumentException().isThrownBy(() -> devices().devices(Bytes.zeros(31)));
      assertThat(nvml.calls()).isEmpty();
    }

    @Test
    void nvlinkEncryptionIsConfidentialComputingOfSeveralGpus() throws Exception {
      nvml.multiGpuMode = 2;

      assertThat(devices().devices(NONCE)).hasSize(2);
    }
  }

  @Nested
  @DisplayName("A machine that can prove nothing")
  class NoGpu {
    @Test
    void noLibraryIsSaidInOneSentence() {
      assertThatThrownBy(() -> NvidiaDevices.load("libnvidia-ml.so.none", "no driver"))
          .isInstanceOf(EvidenceException.class)
          .hasMessage("libnvidia-ml.so.none cannot be loaded: no driver");
    }

    @Test
    void anOldLibraryIsNamedByWhatItLacks() {
      nvml.missing.add(SETTINGS);
      nvml.missing.add(REPORT);

      assertThat(refusal())
          .isEqualTo(
              "the NVML here: lacks "
                  + SETTINGS
                  + ", "
                  + REPORT
                  + "; want a driver of release 550 or later");
      assertThat(nvml.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            9   | modprobe nvidia
            4   | may open every /dev/nvidia*
            17  | may open every /dev/nvidia*
            18  | of different releases
            28  | pass a GPU through
            999 | NVRM in dmesg
            """)
    void aDriverThatDoesNotStartIsAdvisedOn(int code, String advice) {
      nvml.failures.put("nvmlInit_v2", code);

      assertThat(refusal())
          .startsWith("nvmlInit_v2: GPU is\\u000alost (NVML code " + code + "); ")
          .contains(advice);
      assertThat(nvml.calls()).containsExactly("nvmlInit_v2");
    }

    @Test
    void aDriverWithoutAGpuSaysSo() {
      nvml.count = Optional.of(0);

      assertThat(refusal()).contains("knows no GPU").contains("pass one through");
      assertThat(nvml.calls()).endsWith("nvmlShutdown");
    }

    @ParameterizedTest
    @ValueSource(ints = {25, -1})
    void moreGpusThanAnyMachineHasAreRefused(int count) {
      nvml.count = Optional.of(count);

      assertThat(refusal()).contains("NVML counts " + Integer.toUnsignedString(count) + " GPUs");
    }

    @Test
    void gpusWithoutTheFeatureAreAdvisedOn() {
      nvml.failures.put(SETTINGS, 3);

      assertThat(refusal()).contains(SETTINGS, "knows no confidential computing");
    }
  }

  @Nested
  @DisplayName("A state in which a report would prove nothing, or not all")
  class State {
    private void refuses(String words) {
      assertThat(refusal()).contains(words);
      assertThat(nvml.calls()).endsWith("nvmlShutdown").doesNotContain(REPORT);
    }

    @Test
    void confidentialComputingOff() throws Exception {
      nvml.ccFeature = 0;
      nvml.environment = 0;

      refuses("confidential computing is off on the GPUs; have the host set it");
      assertThat(devices().platform().settings().text())
          .contains("confidential computing off", "environment unavailable");
    }

    @Test
    void devToolsOn() {
      nvml.devToolsMode = 1;
      nvml.environment = 1;

      refuses("DevTools mode is on");
    }

    @Test
    void simulation() {
      nvml.environment = 1;

      refuses("environment is simulation, want production");
    }

    @Test
    void aModeThatIsNotKnown() {
      nvml.multiGpuMode = 3;

      refuses("multi-GPU mode 3, which is not known here");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        textBlock =
            """
            0 | take no work yet
            1 | take work
            2 | are in ready state 2
            """)
    void readinessIsANoteAndRefusesNothing(int state, String words) throws Exception {
      nvml.readyState = state;

      assertThat(devices().platform().readiness()).startsWith(words);
      assertThat(devices().devices(NONCE)).hasSize(2);
    }

    @Test
    void readinessThatIsNotSaidRefusesNothing() throws Exception {
      nvml.failures.put("nvmlSystemGetConfComputeGpusReadyState", 3);

      assertThat(devices().platform().readiness()).startsWith("do not say whether they take work");
      assertThat(devices().devices(NONCE)).hasSize(2);
    }
  }

  @Nested
  @DisplayName("One GPU of two")
  class Part {
    @ParameterizedTest
    @ValueSource(strings = {REPORT, CERTIFICATE})
    void failsTheSetWhereItFails(String function) {
      nvml.card(1).failures.put(function, 15);

      assertThat(refusal())
          .isEqualTo(
              "GPU 1 (GPU-00000001): %s: GPU is\\u000alost (NVML code 15); start the guest anew, which resets its GPUs"
                  .formatted(function));
      assertThat(nvml.calls()).endsWith("nvmlShutdown");
    }

    // spec: NVML API nvmlDeviceGetCount_v2
    @Test
    void failsTheSetWhereItMayNotBeOpened() {
      nvml.card(1).failures.put("nvmlDeviceGetHandleByIndex_v2", 4);

      assertThat(refusal()).startsWith("GPU 1: ").contains("(NVML code 4)", "/dev/nvidia*");
    }

    @Test
    void isNotAloneWhereBothFail() {
      nvml.failures.put(REPORT, 999);

      assertThat(refusal()).contains("GPU 0 (GPU-00000000): ").contains("GPU 1 (GPU-00000001): ");
    }

    @ParameterizedTest
    @CsvSource({"8193", "0", "-1", "2147483647"})
    void givesAReportOfASizeThatCannotBe(int size) {
      nvml.card(1).reportSize = Optional.of(size);

      assertThat(refusal())
          .contains(
              "GPU 1",
              "attestationReportSize: got " + Integer.toUnsignedString(size) + ", want 1 to 8192");
    }

    @ParameterizedTest
    @CsvSource({"5121", "0", "-1"})
    void givesAChainOfASizeThatCannotBe(int size) {
      nvml.card(0).chainSize = Optional.of(size);

      assertThat(refusal())
          .contains(
              "GPU 0",
              "attestationCertChainSize: got "
                  + Integer.toUnsignedString(size)
                  + ", want 1 to 5120");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "nvmlDeviceGetUUID",
          "nvmlDeviceGetName",
          "nvmlDeviceGetVbiosVersion",
          "nvmlDeviceGetArchitecture"
        })
    void noReturnCodeOfAGpuIsPassedOver(String function) {
      nvml.card(1).failures.put(function, 999);

      assertThat(refusal()).startsWith("GPU 1: " + function + ": ").contains("(NVML code 999)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nvmlSystemGetDriverVersion", "nvmlDeviceGetCount_v2", "nvmlShutdown"})
    void noReturnCodeOfTheDriverIsPassedOver(String function) {
      nvml.failures.put(function, 999);

      assertThat(refusal()).startsWith(function + ": ").contains("(NVML code 999)");
    }
  }
}
