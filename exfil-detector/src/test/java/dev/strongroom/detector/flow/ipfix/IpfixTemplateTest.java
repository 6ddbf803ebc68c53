package dev.strongroom.detector.flow.ipfix;

import static dev.strongroom.detector.flow.ipfix.IpfixFixture.NODE;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.NOW;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.OUTSIDE;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.flow;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.message;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.set;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7011, sections 3.4 and 8: templates, and changes of them.
class IpfixTemplateTest {
  private final IpfixFixture ipfix = new IpfixFixture();

  @Nested
  @DisplayName("RFC 7011 3.4, 8: templates")
  class Templates {
    @Test
    void refusesRecordsOfNoBytes() {
      assertThatThrownBy(() -> ipfix.decode(message(0, set(2, template(256, 8, 0, 12, 0)))))
          .hasMessageContaining("records of 0 bytes");
    }

    @Test
    void refusesMoreFieldsThanTheSetHolds() {
      var bad = new BinaryWriter().u16be(256).u16be(65535).zeros(8).toBytes();
      assertThatThrownBy(() -> ipfix.decode(message(0, set(2, bad))))
          .hasMessageContaining("Field Count");
    }

    // spec: RFC 7011 3.4.2.2
    @Test
    void refusesOptionsWithoutScope() {
      var bad = new BinaryWriter().u16be(256).u16be(1).u16be(0).u16be(34).u16be(4).toBytes();
      assertThatThrownBy(() -> ipfix.decode(message(0, set(3, bad))))
          .hasMessageContaining("Scope Field Count");
    }

    @Test
    void keepsNoMoreThanItsBound() throws Exception {
      for (int id = 256; id < 256 + 2000; id++) {
        ipfix.decode(message(0, set(2, template(id, 8, 4))));
      }
      assertThat(ipfix.state().summary().templates()).isEqualTo(Limits.DEFAULT.templates());
      assertThat(ipfix.notices(Notice.Kind.TABLE_FULL)).isEqualTo(2000 - 1024);
    }

    // spec: RFC 7011 3.4.1, 8
    @Test
    void domainsDoNotShareTemplates() throws Exception {
      ipfix.decode(ipfix.writer().templates(NOW));
      var other = new IpfixWriter(8);
      assertThat(ipfix.decode(other.data(NOW, List.of(flow(OUTSIDE, 5))).getFirst()).records())
          .isEmpty();
    }

    // spec: RFC 7011 8.4
    @Test
    void ignoresWithdrawalOverUdp() throws Exception {
      ipfix.decode(ipfix.writer().templates(NOW));
      ipfix.decode(message(0, set(2, new BinaryWriter().u16be(2).u16be(0).toBytes())));
      ipfix.decode(message(0, set(2, new BinaryWriter().u16be(256).u16be(0).toBytes())));
      assertThat(ipfix.state().summary().templates()).isEqualTo(3);
      assertThat(ipfix.notices(Notice.Kind.WITHDRAWAL_IGNORED)).isEqualTo(2);
    }
  }

  @Nested
  @DisplayName("RFC 7011 8.4: a template redefined over UDP")
  class Redefined {
    private static final int[] USED = {8, 4, 12, 4, 1, 4};

    /// The same record, read with source and destination exchanged.
    private static final int[] OTHER = {12, 4, 8, 4, 1, 4};

    private static Bytes template(Instant exported, int... fields) {
      return message(exported, 0, set(2, IpfixFixture.template(256, fields)));
    }

    private static Bytes records(int octets) {
      return set(
          256, new BinaryWriter().u32be(NODE.low()).u32be(OUTSIDE.low()).u32be(octets).toBytes());
    }

    private List<FlowRecord> data(int octets) throws MalformedException {
      return ipfix.decode(message(0, records(octets))).records();
    }

    @Test
    void oneForgedTemplateBlindsNobody() throws Exception {
      ipfix.decode(template(NOW, USED));
      ipfix.decode(template(NOW.plusSeconds(1), OTHER));
      assertThat(ipfix.notices(Notice.Kind.TEMPLATE_HELD)).isEqualTo(1);
      assertThat(ipfix.state().summary().heldChanges()).isEqualTo(1);
      assertThat(data(7))
          .extracting(FlowRecord::source, FlowRecord::octets)
          .containsExactly(tuple(NODE, 7L));
      assertThat(ipfix.notices(Notice.Kind.TEMPLATE_CHANGED)).isZero();
    }

    @Test
    void oneThatMakesRecordsMalformedBlindsNobodyEither() throws Exception {
      ipfix.decode(template(NOW, USED));
      ipfix.decode(template(NOW.plusSeconds(1), 82, 65535, 83, 65535));
      assertThat(data(7)).hasSize(1);
      assertThat(ipfix.state().summary().malformed()).isZero();
    }

    @Test
    void isInUseOnceItCameAgainLater() throws Exception {
      ipfix.decode(template(NOW, USED));
      ipfix.decode(template(NOW.plusSeconds(60), OTHER));
      ipfix.decode(template(NOW.plusSeconds(120), OTHER));
      assertThat(ipfix.notices(Notice.Kind.TEMPLATE_CHANGED)).isEqualTo(1);
      assertThat(ipfix.state().summary().heldChanges()).isZero();
      assertThat(data(7)).extracting(FlowRecord::source).containsExactly(OUTSIDE);
    }

    @Test
    void duplicateOfTheDatagramIsNoRepetition() throws Exception {
      ipfix.decode(template(NOW, USED));
      ipfix.decode(template(NOW.plusSeconds(60), OTHER));
      ipfix.decode(template(NOW.plusSeconds(60), OTHER));
      assertThat(ipfix.notices(Notice.Kind.TEMPLATE_CHANGED)).isZero();
      assertThat(data(7)).extracting(FlowRecord::source).containsExactly(NODE);
    }

    @Test
    void theOneInUseTakesBackWhatClaimsToBeFromTheFuture() throws Exception {
      ipfix.decode(template(NOW, USED));
      ipfix.decode(template(Instant.ofEpochSecond(0xffff_ffffL), OTHER));
      assertThat(ipfix.state().summary().heldChanges()).isEqualTo(1);
      var later = NOW.plus(Limits.DEFAULT.ahead()).plusSeconds(1);
      ipfix.decode(template(later, USED), later);
      assertThat(ipfix.notices(Notice.Kind.CHANGE_TAKEN_BACK)).isEqualTo(1);
      assertThat(ipfix.state().summary().heldChanges()).isZero();
    }

    @Test
    void duplicateOfOneFromTheFutureIsNoRepetitionHoweverLate() throws Exception {
      var forged = template(Instant.ofEpochSecond(0xffff_ffffL), OTHER);
      ipfix.decode(template(NOW, USED));
      ipfix.decode(forged);
      ipfix.decode(forged, NOW.plusSeconds(60));
      assertThat(ipfix.notices(Notice.Kind.TEMPLATE_CHANGED)).isZero();
    }

    @Test
    void anExporterWhoseClockIsDaysBehindTakesItBackToo() throws Exception {
      var slow = NOW.minusSeconds(200_000);
      ipfix.decode(template(slow, USED));
      ipfix.decode(template(NOW, OTHER));
      ipfix.decode(template(slow.plusSeconds(600), USED), NOW.plusSeconds(600));
      assertThat(ipfix.notices(Notice.Kind.CHANGE_TAKEN_BACK)).isEqualTo(1);
    }

    @Test
    void theOneInUseTakesItBack() throws Exception {
      ipfix.decode(template(NOW, USED));
      ipfix.decode(template(NOW.plusSeconds(60), OTHER));
      data(7);
      ipfix.decode(template(NOW.plusSeconds(120), USED));
      assertThat(ipfix.notices(Notice.Kind.CHANGE_TAKEN_BACK)).isEqualTo(1);
      assertThat(ipfix.state().summary().pendingSets()).isZero();
      ipfix.decode(template(NOW.plusSeconds(180), OTHER));
      assertThat(ipfix.notices(Notice.Kind.TEMPLATE_HELD)).isEqualTo(2);
      assertThat(ipfix.notices(Notice.Kind.TEMPLATE_CHANGED)).isZero();
    }

    @Test
    void recordsMeanwhileCountByBothOnceItIsConfirmed() throws Exception {
      ipfix.decode(template(NOW, USED));
      ipfix.decode(template(NOW.plusSeconds(60), OTHER));
      assertThat(data(7)).hasSize(1);
      var confirmed = ipfix.decode(template(NOW.plusSeconds(120), OTHER));
      assertThat(confirmed.records())
          .extracting(FlowRecord::source, FlowRecord::octets)
          .containsExactly(tuple(OUTSIDE, 7L));
    }

    @Test
    void recordsThatFitOnlyTheHeldOneAreNotLost() throws Exception {
      ipfix.decode(template(NOW, 82, 65535, 8, 4, 12, 4, 1, 4));
      ipfix.decode(template(NOW.plusSeconds(60), USED));
      var longName =
          new BinaryWriter().u32be(0xff_ff_ff_ffL).u32be(OUTSIDE.low()).zeros(8).toBytes();
      assertThat(ipfix.decode(message(0, set(256, longName))).records()).isEmpty();
      assertThat(ipfix.state().summary().malformed()).isZero();
      var confirmed = ipfix.decode(template(NOW.plusSeconds(120), USED));
      assertThat(confirmed.records()).isNotEmpty();
    }

    @Test
    void keepsNoMoreThanItsBoundAndSaysSo() throws Exception {
      ipfix.decode(template(NOW, USED));
      ipfix.decode(template(NOW.plusSeconds(60), OTHER));
      for (int i = 0; i < 1000; i++) {
        assertThat(data(i)).hasSize(1);
      }
      assertThat(ipfix.state().summary().pendingSets()).isEqualTo(Limits.DEFAULT.pendingSets());
      assertThat(ipfix.notices(Notice.Kind.HELD_DROPPED))
          .isEqualTo(1000L - Limits.DEFAULT.pendingSets());
    }
  }
}
