package dev.strongroom.agent.collect.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.agent.collect.EvidenceException;
import dev.strongroom.agent.testkit.FakeNscq;
import dev.strongroom.agent.testkit.FakeNvml;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.testing.Vectors;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Collecting from a board in Protected PCIe mode, with its switches, see [FakeNscq].
class ProtectedBoardTest extends TwoGpusAndSwitches {
  @BeforeEach
  void protectedPcie() {
    nvml.multiGpuMode = 1;
    // As drivers from 570 on say it.
    nvml.ccFeature = 0;
    nvml.environment = 0;
  }

  private void refuses(String... words) {
    assertThat(refusal()).contains(words);
    assertThat(nvml.calls()).endsWith("nvmlShutdown").doesNotContain(REPORT);
    assertThat(nscq.calls()).noneMatch(call -> call.endsWith(FakeNscq.REPORT));
  }

  private String path(int index, String what) {
    return "/" + nscq.nvSwitch(index).label + what;
  }

  // spec: nscq_attestation.h nscq_session_set_input
  @Test
  void eachSwitchGivesAReportMadeWithTheNonceAndItsOwnChainBehindTheGpus() throws Exception {
    assertThat(devices().devices(NONCE))
        .hasSize(4)
        .endsWith(
            new Evidence(
                Scheme.NVIDIA_GPU,
                FakeNvml.request(NONCE).concat(Bytes.utf8("response of switch 0")),
                Bytes.utf8("chain of switch 0")),
            new Evidence(
                Scheme.NVIDIA_GPU,
                FakeNvml.request(NONCE).concat(Bytes.utf8("response of switch 1")),
                Bytes.utf8("chain of switch 1")));
  }

  @Test
  void theSessionIsOneAndIsEnded() throws Exception {
    devices().devices(NONCE);

    assertThat(nscq.calls())
        .startsWith("nscq_session_create", FakeNscq.UUIDS)
        .endsWith("nscq_session_destroy")
        .containsOnlyOnce("nscq_session_create", "nscq_session_destroy")
        .containsSubsequence(
            path(1, FakeNscq.MODE),
            "nscq_session_set_input",
            path(0, FakeNscq.REPORT),
            path(0, FakeNscq.CHAIN),
            "nscq_session_set_input",
            path(1, FakeNscq.REPORT),
            path(1, FakeNscq.CHAIN));
  }

  @Test
  void switchesAreAskedBesideTheGpus() throws Exception {
    var meeting = new CyclicBarrier(3);
    nvml.meeting = Optional.of(meeting);
    nscq.meeting = Optional.of(meeting);
    var alone = FakeNscq.withSwitches(1);
    alone.meeting = nscq.meeting;

    assertThat(new NvidiaDevices(nvml, () -> alone, LONG).devices(NONCE)).hasSize(3);
  }

  @Test
  void switchesAreToldOfByTheirNames() throws Exception {
    nscq.nvSwitch(0).label = "SWX-B";
    nscq.nvSwitch(1).label = "SWX-A";

    assertThat(devices().platform().switches())
        .containsExactly(new NvSwitch(0, "SWX-A", 3), new NvSwitch(1, "SWX-B", 3));
    assertThat(devices().collect(NONCE).switches().getFirst().evidence().chain())
        .isEqualTo(Bytes.utf8("chain of switch 1"));
  }

  @Test
  void genuineBytesAreHandedOnUntouched() throws Exception {
    var report = Vectors.read("gpu/nvswitch/ls10-96.10.55.00.01/report.bin");
    var chain = Vectors.read("gpu/nvswitch/ls10-96.10.55.00.01/cert-chain.pem");
    nscq.nvSwitch(1).report = Optional.of(report);
    nscq.nvSwitch(1).chain = chain;

    assertThat(devices().devices(NONCE).getLast())
        .isEqualTo(new Evidence(Scheme.NVIDIA_GPU, report, chain));
  }

  @Test
  void buffersMayBeFullToTheLastByte() throws Exception {
    nscq.nvSwitch(0).report = Optional.of(Bytes.zeros(8191).concat(Bytes.utf8("r")));
    nscq.nvSwitch(0).chain = Bytes.zeros(5119).concat(Bytes.utf8("c"));

    var full = devices().collect(NONCE).switches().getFirst().evidence();

    assertThat(full.report()).isEqualTo(nscq.nvSwitch(0).report.get());
    assertThat(full.chain()).isEqualTo(nscq.nvSwitch(0).chain);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void elsewhereNoSwitchIsAskedAndNoLibraryNeeded(int multiGpuMode) throws Exception {
    nvml.multiGpuMode = multiGpuMode;
    nvml.ccFeature = 1;
    nvml.environment = 2;
    NvidiaDevices.Library none =
        () -> {
          throw new EvidenceException("asked for");
        };

    assertThat(new NvidiaDevices(nvml, none, LONG).devices(NONCE)).hasSize(2);
  }

  @Test
  void withoutTheLibraryThereIsNoSet() {
    NvidiaDevices.Library none = () -> NvidiaDevices.load("libnvidia-nscq.so.none", "install it");

    assertThat(refusal(new NvidiaDevices(nvml, none, LONG)))
        .isEqualTo("libnvidia-nscq.so.none cannot be loaded: install it");
    assertThat(nvml.calls()).endsWith("nvmlShutdown").doesNotContain(REPORT);
  }

  @Test
  void anOldLibraryIsNamedByWhatItLacks() {
    nscq.missing.add("nscq_session_set_input");

    refuses("the NSCQ here: lacks nscq_session_set_input; want libnvidia-nscq of the driver's");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -6   | NSCQ error -6; library and kernel driver are of different releases
          -7   | NSCQ error -7; the switch's driver refused
          -8   | NSCQ error -8; the switch did not answer its driver
          -2   | NSCQ error -2; run this as a user, and in a container
          -3   | NSCQ error -3; run this as a user, and in a container
          -128 | NSCQ error -128; look at the lines of nvswitch in dmesg
          """)
  void aSessionThatIsNotGivenIsAdvisedOn(int code, String advice) {
    nscq.failures.put("nscq_session_create", code);

    refuses("nscq_session_create: " + advice);
    assertThat(nscq.calls()).containsExactly("nscq_session_create");
  }

  @Test
  void aWarningIsNoSuccess() {
    nscq.failures.put("nscq_session_create", 1);

    refuses("nscq_session_create: NSCQ warning 1;");
    assertThat(nscq.calls()).containsExactly("nscq_session_create", "nscq_session_destroy");
  }

  @Test
  void successWithoutASessionIsNone() {
    nscq.sessionless = true;

    refuses("nscq_session_create: success without a session");
  }

  @Test
  void withoutASwitchThereIsNoSet() {
    var none = FakeNscq.withSwitches(0);

    assertThat(refusal(new NvidiaDevices(nvml, () -> none, LONG)))
        .contains("knows no NVSwitch; pass every switch of the board through");
  }

  @Test
  void moreThanAMachinesEvidenceHasRoomFor() {
    var many = FakeNscq.withSwitches(23);

    assertThat(refusal(new NvidiaDevices(nvml, () -> many, LONG)))
        .contains("NVML counts 2 GPUs and NSCQ 23 switches, and a machine's Evidence has room");
  }

  // spec: nscq_attestation.h NSCQ_DEVICE_TNVL_MODE_LOCKED
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -1 | unknown, want locked; have the host set the mode
          0  | disabled, want locked; have the host set the mode
          1  | enabled, not locked, want locked; start NVIDIA's Fabric Manager
          2  | failed, want locked; have the host
          4  | in state 4, which is not known here, want locked
          """)
  void aSwitchThatIsNotLocked(int mode, String words) throws Exception {
    nscq.nvSwitch(1).mode = mode;

    refuses("NVSwitch 1 (SWX-00000001): Protected PCIe is " + words);
    assertThat(devices().platform().switches().get(1).mode()).isEqualTo(mode);
  }

  @Test
  void devToolsOn() {
    nvml.devToolsMode = 1;

    refuses("DevTools mode is on");
  }

  @ParameterizedTest
  @ValueSource(strings = {FakeNscq.REPORT, FakeNscq.CHAIN})
  void oneThatFailsFailsTheSet(String what) {
    nscq.nvSwitch(1).failures.put(what, -7);

    assertThat(refusal())
        .isEqualTo(
            "NVSwitch 1 (SWX-00000001): %s: NSCQ error -7; the switch's driver refused: look at the lines of nvswitch in dmesg"
                .formatted(what));
    assertThat(nscq.calls()).endsWith("nscq_session_destroy");
  }

  @ParameterizedTest
  @ValueSource(strings = {FakeNscq.REPORT, FakeNscq.CHAIN, FakeNscq.MODE})
  void noReturnCodeOfAPathIsPassedOver(String what) {
    nscq.failures.put(path(0, what), 1);

    assertThat(refusal())
        .startsWith("NVSwitch 0 (SWX-00000000): " + path(0, what) + ": NSCQ warning 1;");
  }

  @ParameterizedTest
  @ValueSource(strings = {FakeNscq.UUIDS, "nscq_uuid_to_label"})
  void noReturnCodeOfTheSessionIsPassedOver(String call) {
    nscq.failures.put(call, -5);

    refuses(call + ": NSCQ error -5;");
    assertThat(nscq.calls()).endsWith("nscq_session_destroy");
  }

  @Test
  void aNonceThatIsNotTakenFailsTheSet() {
    nscq.failures.put("nscq_session_set_input", -4);

    assertThat(refusal())
        .contains("NVSwitch 0 (SWX-00000000): nscq_session_set_input: NSCQ error -4")
        .contains("NVSwitch 1 (SWX-00000001): nscq_session_set_input: NSCQ error -4");
  }

  @ParameterizedTest
  @CsvSource({"0, no answer", "2, several answers"})
  void oneAnswerIsWantedNoMoreAndNoFewer(int answers, String got) {
    nscq.nvSwitch(0).answers.put(FakeNscq.REPORT, answers);

    assertThat(refusal())
        .isEqualTo("NVSwitch 0 (SWX-00000000): /config/attestation_report: " + got + ", want 1");
  }

  @Test
  void theAnswerOfAnotherSwitchIsNotTaken() {
    nscq.nvSwitch(0).answersAs = Optional.of(1);

    refuses("NVSwitch 0 (SWX-00000000): /config/pcie_mode: another switch answered");
  }

  @Test
  void theAnswerOfNobodyIsNotTaken() {
    nscq.nvSwitch(0).anonymous = true;

    refuses("NVSwitch 0 (SWX-00000000): /config/pcie_mode: another switch answered");
  }

  @Test
  void aSwitchWithoutAUuidIsNone() {
    nscq.uuidless = true;

    refuses("a switch without a UUID");
  }

  @Test
  void theSameSwitchTwiceIsNotTwo() {
    nscq.nvSwitch(1).answers.put(FakeNscq.UUIDS, 2);

    refuses("the same switch twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "../x", "SWX\u001b", "{nvswitch}"})
  void aNameThatWouldBeAnotherPathIsRefused(String label) {
    nscq.nvSwitch(0).label = label;

    refuses("nscq_uuid_to_label: got '", "want a name of letters, digits and hyphens");
  }

  @Test
  void aNameWithoutAnEndIsRefused() {
    nscq.nvSwitch(0).label = "x".repeat(64);

    refuses("nscq_uuid_to_label: got 'xxx");
  }

  @ParameterizedTest
  @CsvSource({"8193", "0", "-1", "2147483647"})
  void aReportOfASizeThatCannotBe(int size) {
    nscq.nvSwitch(1).reportSize = Optional.of(size);

    assertThat(refusal())
        .contains(
            "NVSwitch 1",
            "report_size: got " + Integer.toUnsignedString(size) + ", want 1 to 8192");
  }

  @ParameterizedTest
  @CsvSource({"5121", "0", "-1"})
  void aChainOfASizeThatCannotBe(int size) {
    nscq.nvSwitch(1).chainSize = Optional.of(size);

    assertThat(refusal())
        .contains(
            "NVSwitch 1",
            "cert_chain_size: got " + Integer.toUnsignedString(size) + ", want 1 to 5120");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aSwitchThatHangsIsNamedAndNothingIsShutDownBesideIt(int index) {
    nscq.hanging.add(path(index, FakeNscq.REPORT));

    assertThat(refusal(devices(SHORT)))
        .isEqualTo(
            "no answer within PT1S of NVSwitch %d (SWX-0000000%d); look at the lines of NVRM and nvswitch in dmesg"
                .formatted(index, index));
    assertThat(nscq.calls()).doesNotContain("nscq_session_destroy");
    assertThat(nvml.calls()).doesNotContain("nvmlShutdown");
  }

  @Test
  void aLibraryThatHangsAtTheStartIsToldFromTheGpus() {
    nscq.hanging.add("nscq_session_create");

    assertThat(refusal(devices(SHORT))).startsWith("no answer within PT1S of the switches' driver");
  }

  @Test
  void whoGaveUpIsNotFollowedByAnother() {
    nscq.hanging.add(path(0, FakeNscq.REPORT));
    var devices = devices(SHORT);

    assertThat(refusal(devices)).startsWith("no answer within PT1S");
    assertThat(refusal(devices)).startsWith("an earlier call into NVIDIA's libraries has not");
  }

  @Test
  void nothingMoreIsAskedOfSwitchesOnceNobodyWaits() throws Exception {
    nscq.hanging.add(path(0, FakeNscq.REPORT));
    refusal(devices(SHORT));

    nscq.release();

    while (!nvml.calls().contains("nvmlShutdown")) {
      Thread.onSpinWait();
    }
    assertThat(nscq.calls())
        .endsWith("nscq_session_destroy")
        .doesNotContain(path(1, FakeNscq.REPORT));
  }

  @Test
  void anAnswerThatComesLateIsHeardByNobody() throws Exception {
    nscq.answersLate = true;

    assertThat(devices().devices(NONCE)).hasSize(4);
    assertThat(devices().devices(NONCE)).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {FakeNscq.UUIDS, FakeNscq.REPORT})
  void whatIsToldWithoutSuccessIsNotRead(String what) {
    nscq.nvSwitch(0).failures.put(what, -7);

    assertThat(refusal()).contains(what + ": NSCQ error -7");
  }

  @Test
  void aGpuThatFailsIsToldBesideASwitchThatDoes() {
    nvml.card(0).failures.put(REPORT, 15);
    nscq.nvSwitch(0).failures.put(FakeNscq.REPORT, -8);

    assertThat(refusal()).contains("GPU 0 (GPU-00000000): ", "NVSwitch 0 (SWX-00000000): ");
  }
}
