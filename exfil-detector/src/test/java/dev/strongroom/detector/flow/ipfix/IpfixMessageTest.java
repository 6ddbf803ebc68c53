package dev.strongroom.detector.flow.ipfix;

import static dev.strongroom.detector.flow.ipfix.IpfixFixture.NOW;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.OUTSIDE;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.OUTSIDE_V6;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.flow;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.message;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.set;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7011, sections 3.1 and 3.3: messages and sets, well-formed and hostile.
class IpfixMessageTest {
  private final IpfixFixture ipfix = new IpfixFixture();

  @Test
  void readsWhatTheWriterWrites() throws Exception {
    var flows = new ArrayList<FlowRecord>();
    for (int i = 0; i < 100; i++) {
      flows.add(flow(i % 3 == 0 ? OUTSIDE_V6 : OUTSIDE, 1000L * i));
    }
    ipfix.decode(ipfix.writer().templates(NOW));
    var read = new ArrayList<FlowRecord>();
    for (var message : ipfix.writer().data(NOW, flows)) {
      assertThat(message.length()).isLessThanOrEqualTo(1400);
      var decoded = ipfix.decode(message);
      assertThat(decoded.notices()).isEmpty();
      read.addAll(decoded.records());
    }
    assertThat(read).isEqualTo(flows);
  }

  @Nested
  @DisplayName("RFC 7011 3.1: message header")
  class Header {
    // spec: RFC 7011 3.1 version
    @Test
    void refusesOtherVersions() {
      assertThatThrownBy(() -> ipfix.decode(Bytes.utf8("\0\u0009 this is no IPFIX message")))
          .isInstanceOf(MalformedException.class)
          .hasMessage("Version Number at 0: got 9, want 10");
    }

    // spec: RFC 7011 3.1 sequence number, read
    // spec: RFC 7011 3.1 sequence number, written
    @Test
    void countsGapsInDataRecordsNotDatagrams() throws Exception {
      ipfix.decode(ipfix.writer().templates(NOW));
      ipfix.writer().data(NOW, List.of(flow(OUTSIDE, 1), flow(OUTSIDE, 2), flow(OUTSIDE, 3)));
      ipfix.decode(ipfix.writer().data(NOW, List.of(flow(OUTSIDE, 4))).getFirst());
      assertThat(ipfix.state().summary().lostRecords()).isEqualTo(3);
      assertThat(ipfix.notices(Notice.Kind.SEQUENCE_GAP)).isEqualTo(1);
    }

    @Test
    void aDatagramThatWasOvertakenIsLateAndNotBack() throws Exception {
      ipfix.decode(ipfix.writer().templates(NOW));
      var overtaken =
          ipfix.writer().data(NOW, List.of(flow(OUTSIDE, 1), flow(OUTSIDE, 2))).getFirst();
      ipfix.decode(ipfix.writer().data(NOW, List.of(flow(OUTSIDE, 3))).getFirst());
      ipfix.decode(overtaken);
      ipfix.decode(ipfix.writer().data(NOW, List.of(flow(OUTSIDE, 4))).getFirst());
      assertThat(ipfix.notices(Notice.Kind.SEQUENCE_GAP)).isEqualTo(1);
      assertThat(ipfix.notices(Notice.Kind.SEQUENCE_LATE)).isEqualTo(1);
      assertThat(ipfix.notices(Notice.Kind.SEQUENCE_BACK)).isZero();
    }

    @Test
    void aSequenceThatWentFarAheadDoesNotExcuseThoseAfterIt() throws Exception {
      var records = set(256, Bytes.zeros(4));
      ipfix.decode(message(0, set(2, template(256, 8, 4)), records));
      ipfix.decode(message(1_000_000));
      ipfix.decode(message(1, records));
      assertThat(ipfix.notices(Notice.Kind.SEQUENCE_BACK)).isEqualTo(1);
    }

    // spec: RFC 7011 3.1 sequence number, read
    @Test
    void sequenceWrapsAtTwoToThe32() throws Exception {
      var records = set(256, Bytes.zeros(4));
      ipfix.decode(message(0xffff_ffffL, set(2, template(256, 8, 4)), records));
      assertThat(ipfix.decode(message(0, records)).notices())
          .extracting(Notice::kind)
          .containsExactly(Notice.Kind.NOT_A_FLOW);
    }

    @Test
    void everyTruncationIsMalformedAndChangesNothing() throws Exception {
      var whole = ipfix.writer().templates(NOW).toArray();
      for (int length = 0; length < whole.length; length++) {
        var cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> IpfixDecoder.decode(ipfix.state(), cut, NOW))
            .isInstanceOf(MalformedException.class);
      }
      assertThat(ipfix.state().summary().templates()).isZero();
      assertThat(ipfix.state().summary().malformed()).isEqualTo(whole.length);
      ipfix.decode(Bytes.copyOf(whole));
      assertThat(ipfix.state().summary().templates()).isEqualTo(3);
    }
  }

  @Nested
  @DisplayName("RFC 7011 3.3: sets")
  class Sets {
    // spec: RFC 7011 3.3.2 length
    @Test
    void refusesSetShorterThanItsHeader() {
      for (int length = 0; length < 4; length++) {
        var bad = new BinaryWriter().u16be(2).u16be(length).toBytes();
        assertThatThrownBy(() -> ipfix.decode(message(0, bad)))
            .isInstanceOf(MalformedException.class);
      }
    }

    @Test
    void refusesSetPastTheMessage() {
      var bad = new BinaryWriter().u16be(2).u16be(5000).toBytes();
      assertThatThrownBy(() -> ipfix.decode(message(0, bad))).hasMessageContaining("Set");
    }

    // spec: RFC 7011 3.3.1
    @Test
    void takesWhatIsShorterThanARecordForPadding() throws Exception {
      var decoded =
          ipfix.decode(
              message(0, set(2, template(256, 8, 4, 12, 4, 1, 4)), set(256, Bytes.zeros(12 + 11))));
      assertThat(decoded.dataRecords()).isEqualTo(1);
    }

    // spec: RFC 7011 3.3.2 set id
    @Test
    void skipsReservedSets() throws Exception {
      ipfix.decode(message(0, set(17, Bytes.zeros(8))));
      assertThat(ipfix.notices(Notice.Kind.RESERVED_SET)).isEqualTo(1);
    }

    @Test
    void keepsDataUntilItsTemplateComes() throws Exception {
      var templates = ipfix.writer().templates(NOW);
      var data = ipfix.writer().data(NOW, List.of(flow(OUTSIDE, 5), flow(OUTSIDE, 6))).getFirst();
      assertThat(ipfix.decode(data).records()).isEmpty();
      assertThat(ipfix.state().summary().pendingSets()).isEqualTo(1);
      assertThat(ipfix.decode(templates).records())
          .extracting(FlowRecord::octets)
          .containsExactly(5L, 6L);
      assertThat(ipfix.state().summary().pendingSets()).isZero();
    }

    @Test
    void keepsNoMoreThanItsBounds() throws Exception {
      for (int i = 0; i < 1000; i++) {
        ipfix.decode(message(0, set(300 + i, Bytes.zeros(1000))));
      }
      assertThat(ipfix.state().summary().pendingSets())
          .isBetween(200, Limits.DEFAULT.pendingSets());
      assertThat(ipfix.notices(Notice.Kind.PENDING_DROPPED)).isGreaterThan(700);
    }

    @Test
    void keptSetThatDoesNotFitIsDroppedAndItsTemplateAccepted() throws Exception {
      var length = new BinaryWriter().u8(255).u16be(60_000).toBytes();
      ipfix.decode(message(0, set(256, length)));
      ipfix.decode(message(0, set(2, template(256, 82, 65535))));
      assertThat(ipfix.notices(Notice.Kind.PENDING_DROPPED)).isEqualTo(1);
      assertThat(ipfix.state().summary().templates()).isEqualTo(1);
    }
  }

  @Test
  void hostileBytesAreMalformedOrDecodedAndNeverAnythingElse() throws Exception {
    long seed = 20261123;
    var random = new SplittableRandom(seed);
    var corpus = new ArrayList<byte[]>();
    corpus.add(ipfix.writer().templates(NOW).toArray());
    corpus.add(ipfix.writer().sampling(NOW, 100).toArray());
    var flows = new ArrayList<FlowRecord>();
    for (int i = 0; i < 30; i++) {
      flows.add(flow(i % 2 == 0 ? OUTSIDE : OUTSIDE_V6, i));
    }
    ipfix.writer().data(NOW, flows).forEach(message -> corpus.add(message.toArray()));
    corpus.add(
        message(0, set(2, template(256, 82, 65535, 1, 8, 154, 8, 21, 4)), set(256, Bytes.zeros(40)))
            .toArray());
    for (int round = 0; round < 200_000; round++) {
      var bytes = corpus.get(random.nextInt(corpus.size())).clone();
      for (int flips = random.nextInt(8); flips >= 0; flips--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      if (random.nextInt(4) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
      }
      try {
        IpfixDecoder.decode(ipfix.state(), bytes, NOW);
      } catch (MalformedException e) {
        assertThat(e.field()).isNotEmpty();
      } catch (RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + ", round " + round + ": " + Bytes.copyOf(bytes), e);
      }
    }
    assertThat(ipfix.state().summary().malformed()).isGreaterThan(10_000);
  }
}
