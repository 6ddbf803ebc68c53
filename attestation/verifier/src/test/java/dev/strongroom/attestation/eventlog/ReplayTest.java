package dev.strongroom.attestation.eventlog;

import static dev.strongroom.attestation.eventlog.DigestAlgorithm.SHA256;
import static dev.strongroom.attestation.eventlog.DigestAlgorithm.SHA384;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.finding.EventLogRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.wire.Bytes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReplayTest {
  private static Bytes extended(Bytes register, String... events) {
    var value = register;
    for (var event : events) {
      value = value.concat(Bytes.utf8(event).sha256()).sha256();
    }
    return value;
  }

  private static Bytes zeros() {
    return Bytes.zeros(32);
  }

  private static Replay replay(FakeLog log, Map<Integer, Bytes> pcrs) throws Exception {
    return Replay.of(EventLog.parse(log.bytes()), MeasurementRegisters.pcrs(SHA256, pcrs));
  }

  // spec: TPM 2.0 Part 1, 17.4
  @Test
  void vouchesForEventsOfRegistersThatAgree() throws Exception {
    var log = new FakeLog(SHA256).event(7, "a").event(8, "b").event(7, "c");
    var replay =
        replay(log, Map.of(7, extended(zeros(), "a", "c"), 8, extended(zeros(), "b"), 9, zeros()));

    assertThat(replay.agrees()).isTrue();
    assertThat(replay.vouched())
        .extracting(event -> event.text().orElseThrow())
        .containsExactly("a", "b", "c");
    assertThat(replay.registers()).containsOnlyKeys(7, 8, 9);
  }

  @Test
  @DisplayName("a mismatch names its register, and nothing of that register is vouched for")
  void namesTheRegisterThatDisagrees() throws Exception {
    var log = new FakeLog(SHA256).event(7, "a").event(8, "b");
    var replay = replay(log, Map.of(7, extended(zeros(), "a"), 8, extended(zeros(), "x")));

    assertThat(replay.findings())
        .containsExactly(
            new Finding(
                EventLogRule.MISMATCH,
                "PCR8 " + extended(zeros(), "x") + ", as quoted",
                "PCR8 " + extended(zeros(), "b") + ", as the log replays"));
    assertThat(replay.vouched()).extracting(MeasuredEvent::register).containsExactly(7);
  }

  // spec: TPM 2.0 Part 1, 17.4
  @Test
  void orderOfEventsMatters() throws Exception {
    var log = new FakeLog(SHA256).event(7, "b").event(7, "a");
    assertThat(replay(log, Map.of(7, extended(zeros(), "a", "b"))).findings())
        .extracting(Finding::rule)
        .containsExactly(EventLogRule.MISMATCH);
  }

  @Test
  @DisplayName("a register that was extended and that the log omits fails")
  void refusesLogThatOmitsARegister() throws Exception {
    var log = new FakeLog(SHA256).event(7, "a");
    var replay = replay(log, Map.of(7, extended(zeros(), "a"), 8, extended(zeros(), "b")));

    assertThat(replay.findings())
        .extracting(Finding::rule)
        .containsExactly(EventLogRule.REGISTER_OMITTED);
    assertThat(replay.findings().getFirst().actual()).isEqualTo("no event of PCR8");
  }

  @Test
  @DisplayName("a register that the log need not explain is a warning of its own, never silent")
  void warnsOfRegistersThatOthersExtend() throws Exception {
    var log = EventLog.parse(new FakeLog(SHA256).event(7, "a").bytes());
    var quoted =
        MeasurementRegisters.pcrs(
            SHA256, Map.of(7, extended(zeros(), "a"), 10, extended(zeros(), "ima"), 11, zeros()));
    var replay = Replay.of(log, quoted, Set.of(0, 7));
    assertThat(replay.findings())
        .extracting(Finding::rule)
        .containsExactly(EventLogRule.REGISTER_UNEXPLAINED);
    assertThat(replay.findings().getFirst().actual()).isEqualTo("no event of PCR10");
    assertThat(replay.agrees()).isTrue();
    assertThat(Replay.of(log, quoted, Set.of(10)).agrees()).isFalse();
    assertThat(Replay.of(log, quoted).findings())
        .extracting(Finding::rule)
        .containsExactly(EventLogRule.REGISTER_OMITTED);
  }

  @Test
  void refusesAnEmptyLog() throws Exception {
    assertThat(replay(new FakeLog(SHA256), Map.of(7, extended(zeros(), "a"))).findings())
        .extracting(Finding::rule)
        .containsExactly(EventLogRule.REGISTER_OMITTED);
  }

  @Test
  @DisplayName(
      "CVE-2022-0317 (go-attestation): events of registers that the quote does not cover are"
          + " refused and never vouched for")
  void refusesEventsOfUnquotedRegisters() throws Exception {
    var log = new FakeLog(SHA256).event(7, "secure boot on").event(8, "b");
    var replay = replay(log, Map.of(8, extended(zeros(), "b")));

    assertThat(replay.findings())
        .extracting(Finding::rule)
        .containsExactly(EventLogRule.REGISTER_UNQUOTED);
    assertThat(replay.vouched()).extracting(MeasuredEvent::register).containsExactly(8);
    assertThatThrownBy(() -> MeasurementRegisters.pcrs(SHA256, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // spec: TCG PFP 10.4.5
  @Test
  @DisplayName("TCG PFP 10.4.5: EV_NO_ACTION does not extend")
  void informingEventsDoNotExtend() throws Exception {
    var log = new FakeLog(SHA256).event(7, FakeLog.EV_NO_ACTION, Bytes.utf8("a"));
    var replay = replay(log, Map.of(7, zeros()));
    assertThat(replay.agrees()).isTrue();
    assertThat(replay.vouched()).isEmpty();
  }

  // spec: TCG PFP 3.3.2.1
  @Test
  @DisplayName("TCG PFP 3.3.2.1: PCR 0 starts as the startup locality, no other register does")
  void startsRegisterZeroAtTheLocality() throws Exception {
    var log =
        new FakeLog(SHA256)
            .event(0, FakeLog.EV_NO_ACTION, Bytes.utf8("StartupLocality\0\u0003"))
            .event(0, "crtm")
            .event(1, "crtm");
    var three = Bytes.zeros(31).concat(Bytes.utf8("\u0003"));
    assertThat(
            replay(log, Map.of(0, extended(three, "crtm"), 1, extended(zeros(), "crtm"))).agrees())
        .isTrue();
    assertThat(replay(log, Map.of(0, extended(zeros(), "crtm"), 1, zeros())).findings())
        .extracting(Finding::rule)
        .containsExactly(EventLogRule.MISMATCH, EventLogRule.MISMATCH);
  }

  // spec: TCG PTP 4.6.1, table 6
  @Test
  @DisplayName("TCG PTP 4.6.1: PCR 17 to 22 are all ones until a dynamic launch")
  void dynamicRegistersStartAtOnes() throws Exception {
    var ones = new byte[32];
    Arrays.fill(ones, (byte) 0xff);
    var values = new TreeMap<Integer, Bytes>();
    for (int i = 16; i < 24; i++) {
      values.put(i, i == 16 || i == 23 ? zeros() : Bytes.copyOf(ones));
    }
    assertThat(replay(new FakeLog(SHA256), values).agrees()).isTrue();
    values.put(17, zeros());
    assertThat(replay(new FakeLog(SHA256), values).findings()).hasSize(1);
  }

  @Test
  void refusesLogOfAnotherBank() throws Exception {
    var replay =
        replay(new FakeLog(DigestAlgorithm.SHA1, SHA384).event(7, "a"), Map.of(7, zeros()));
    assertThat(replay.findings())
        .containsExactly(
            new Finding(
                EventLogRule.BANK,
                "digests of the quoted bank, SHA-256",
                "a log with [SHA1, SHA384]"));
    assertThat(replay.vouched()).isEmpty();
  }

  // spec: UEFI 2.10 38.4.1
  @Test
  @DisplayName("UEFI 38.4.1: CCEL index n is RTMR n-1; index 0, MRTD, is not extended at run time")
  void mapsIndexesOfTrustDomains() throws Exception {
    var extended = Bytes.zeros(48).concat(Bytes.utf8("a").sha384()).sha384();
    var zero = Bytes.zeros(48);
    var log = EventLog.parse(new FakeLog(SHA384).event(4, "a").bytes());
    assertThat(Replay.of(log, rtmrs(zero, zero, zero, extended)).agrees()).isTrue();
    assertThat(Replay.of(log, rtmrs(extended, zero, zero, zero)).findings())
        .extracting(Finding::actual)
        .anySatisfy(actual -> assertThat(actual).isEqualTo("no event of RTMR0"))
        .anySatisfy(actual -> assertThat(actual).startsWith("RTMR3 "));
    for (int index : new int[] {0, 5}) {
      var foreign = EventLog.parse(new FakeLog(SHA384).event(index, "a").bytes());
      assertThat(Replay.of(foreign, rtmrs(zero, zero, zero, zero)).findings())
          .extracting(Finding::rule)
          .containsExactly(EventLogRule.REGISTER_UNQUOTED);
    }
  }

  private static MeasurementRegisters rtmrs(Bytes... values) {
    return MeasurementRegisters.rtmrs(List.of(values));
  }

  @Test
  void registersHaveTheLengthOfTheirBank() {
    assertThatThrownBy(() -> MeasurementRegisters.pcrs(SHA256, Map.of(0, Bytes.zeros(20))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rtmrs(Bytes.zeros(48), Bytes.zeros(48), Bytes.zeros(48)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
