package dev.strongroom.detector.flow.ipfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class IpfixDecoderTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
  private static final IpAddress EXPORTER = IpAddress.v4(0x0a0000fe);
  private static final IpAddress NODE = IpAddress.v4(0x0a000005);
  private static final IpAddress OUTSIDE = IpAddress.v4(0xcb007109);
  private static final IpAddress OUTSIDE_V6 = new IpAddress(0x20010db800000000L, 9);

  private final ExporterState state = new ExporterState(EXPORTER, Limits.DEFAULT);
  private final IpfixWriter writer = new IpfixWriter(7);

  private static FlowRecord flow(IpAddress to, long octets) {
    return new FlowRecord(
        EXPORTER, NODE, to, 40000, 443, 6, octets, octets / 1000, 1, NOW.minusSeconds(60), NOW);
  }

  private Decoded decode(Bytes message) throws MalformedException {
    return IpfixDecoder.decode(state, message.toArray(), NOW);
  }

  private static Bytes message(long sequence, Bytes... sets) {
    var body = Bytes.empty();
    for (var set : sets) {
      body = body.concat(set);
    }
    return new BinaryWriter()
        .u16be(10)
        .u16be(16 + body.length())
        .u32be(NOW.getEpochSecond())
        .u32be(sequence)
        .u32be(7)
        .raw(body)
        .toBytes();
  }

  private static Bytes set(int id, Bytes body) {
    return new BinaryWriter().u16be(id).u16be(4 + body.length()).raw(body).toBytes();
  }

  /// Template from pairs of element and length.
  private static Bytes template(int id, int... fields) {
    var out = new BinaryWriter().u16be(id).u16be(fields.length / 2);
    for (int field : fields) {
      out.u16be(field);
    }
    return out.toBytes();
  }

  private long notices(Notice.Kind kind) {
    return state.summary().notices().getOrDefault(kind, 0L);
  }

  @Test
  void readsWhatTheWriterWrites() throws Exception {
    var flows = new ArrayList<FlowRecord>();
    for (int i = 0; i < 100; i++) {
      flows.add(flow(i % 3 == 0 ? OUTSIDE_V6 : OUTSIDE, 1000L * i));
    }
    decode(writer.templates(NOW));
    var read = new ArrayList<FlowRecord>();
    for (var message : writer.data(NOW, flows)) {
      assertThat(message.length()).isLessThanOrEqualTo(1400);
      var decoded = decode(message);
      assertThat(decoded.notices()).isEmpty();
      read.addAll(decoded.records());
    }
    assertThat(read).isEqualTo(flows);
  }

  @Nested
  @DisplayName("RFC 7011 3.1: message header")
  class Header {
    @Test
    void refusesOtherVersions() {
      assertThatThrownBy(() -> decode(Bytes.utf8("\0\u0009 this is no IPFIX message")))
          .isInstanceOf(MalformedException.class)
          .hasMessage("Version Number at 0: got 9, want 10");
    }

    @Test
    void countsGapsInDataRecordsNotDatagrams() throws Exception {
      decode(writer.templates(NOW));
      writer.data(NOW, List.of(flow(OUTSIDE, 1), flow(OUTSIDE, 2), flow(OUTSIDE, 3)));
      decode(writer.data(NOW, List.of(flow(OUTSIDE, 4))).getFirst());
      assertThat(state.summary().lostRecords()).isEqualTo(3);
      assertThat(notices(Notice.Kind.SEQUENCE_GAP)).isEqualTo(1);
    }

    @Test
    void sequenceWrapsAtTwoToThe32() throws Exception {
      var records = set(256, Bytes.zeros(4));
      decode(message(0xffff_ffffL, set(2, template(256, 8, 4)), records));
      assertThat(decode(message(0, records)).notices())
          .extracting(Notice::kind)
          .containsExactly(Notice.Kind.NOT_A_FLOW);
    }

    @Test
    void everyTruncationIsMalformedAndChangesNothing() throws Exception {
      var whole = writer.templates(NOW).toArray();
      for (int length = 0; length < whole.length; length++) {
        var cut = Arrays.copyOf(whole, length);
        assertThatThrownBy(() -> IpfixDecoder.decode(state, cut, NOW))
            .isInstanceOf(MalformedException.class);
      }
      assertThat(state.summary().templates()).isZero();
      assertThat(state.summary().malformed()).isEqualTo(whole.length);
      decode(Bytes.copyOf(whole));
      assertThat(state.summary().templates()).isEqualTo(3);
    }
  }

  @Nested
  @DisplayName("RFC 7011 3.3: sets")
  class Sets {
    @Test
    void refusesSetShorterThanItsHeader() {
      for (int length = 0; length < 4; length++) {
        var bad = new BinaryWriter().u16be(2).u16be(length).toBytes();
        assertThatThrownBy(() -> decode(message(0, bad))).isInstanceOf(MalformedException.class);
      }
    }

    @Test
    void refusesSetPastTheMessage() {
      var bad = new BinaryWriter().u16be(2).u16be(5000).toBytes();
      assertThatThrownBy(() -> decode(message(0, bad))).hasMessageContaining("Set");
    }

    @Test
    void takesWhatIsShorterThanARecordForPadding() throws Exception {
      var decoded =
          decode(
              message(0, set(2, template(256, 8, 4, 12, 4, 1, 4)), set(256, Bytes.zeros(12 + 11))));
      assertThat(decoded.dataRecords()).isEqualTo(1);
    }

    @Test
    void skipsReservedSets() throws Exception {
      decode(message(0, set(17, Bytes.zeros(8))));
      assertThat(notices(Notice.Kind.RESERVED_SET)).isEqualTo(1);
    }

    @Test
    void keepsDataUntilItsTemplateComes() throws Exception {
      var templates = writer.templates(NOW);
      var data = writer.data(NOW, List.of(flow(OUTSIDE, 5), flow(OUTSIDE, 6))).getFirst();
      assertThat(decode(data).records()).isEmpty();
      assertThat(state.summary().pendingSets()).isEqualTo(1);
      assertThat(decode(templates).records())
          .extracting(FlowRecord::octets)
          .containsExactly(5L, 6L);
      assertThat(state.summary().pendingSets()).isZero();
    }

    @Test
    void keepsNoMoreThanItsBounds() throws Exception {
      for (int i = 0; i < 1000; i++) {
        decode(message(0, set(300 + i, Bytes.zeros(1000))));
      }
      assertThat(state.summary().pendingSets()).isBetween(200, Limits.DEFAULT.pendingSets());
      assertThat(notices(Notice.Kind.PENDING_DROPPED)).isGreaterThan(700);
    }

    @Test
    void keptSetThatDoesNotFitIsDroppedAndItsTemplateAccepted() throws Exception {
      var length = new BinaryWriter().u8(255).u16be(60_000).toBytes();
      decode(message(0, set(256, length)));
      decode(message(0, set(2, template(256, 82, 65535))));
      assertThat(notices(Notice.Kind.PENDING_DROPPED)).isEqualTo(1);
      assertThat(state.summary().templates()).isEqualTo(1);
    }
  }

  @Nested
  @DisplayName("RFC 7011 3.4, 8: templates")
  class Templates {
    @Test
    void refusesRecordsOfNoBytes() {
      assertThatThrownBy(() -> decode(message(0, set(2, template(256, 8, 0, 12, 0)))))
          .hasMessageContaining("records of 0 bytes");
    }

    @Test
    void refusesMoreFieldsThanTheSetHolds() {
      var bad = new BinaryWriter().u16be(256).u16be(65535).zeros(8).toBytes();
      assertThatThrownBy(() -> decode(message(0, set(2, bad)))).hasMessageContaining("Field Count");
    }

    @Test
    void refusesOptionsWithoutScope() {
      var bad = new BinaryWriter().u16be(256).u16be(1).u16be(0).u16be(34).u16be(4).toBytes();
      assertThatThrownBy(() -> decode(message(0, set(3, bad))))
          .hasMessageContaining("Scope Field Count");
    }

    @Test
    void keepsNoMoreThanItsBound() throws Exception {
      for (int id = 256; id < 256 + 2000; id++) {
        decode(message(0, set(2, template(id, 8, 4))));
      }
      assertThat(state.summary().templates()).isEqualTo(Limits.DEFAULT.templates());
      assertThat(notices(Notice.Kind.TABLE_FULL)).isEqualTo(2000 - 1024);
    }

    @Test
    void keepsNoMoreDomainsThanItsBound() throws Exception {
      var refused = 0;
      for (int domain = 0; domain < 300; domain++) {
        try {
          decode(new IpfixWriter(domain).templates(NOW));
        } catch (MalformedException e) {
          refused++;
        }
      }
      assertThat(state.summary().domains()).isEqualTo(256);
      assertThat(refused).isEqualTo(300 - 256);
    }

    @Test
    void domainsDoNotShareTemplates() throws Exception {
      decode(writer.templates(NOW));
      var other = new IpfixWriter(8);
      assertThat(decode(other.data(NOW, List.of(flow(OUTSIDE, 5))).getFirst()).records()).isEmpty();
    }

    @Test
    void saysThatATemplateChanged() throws Exception {
      decode(message(0, set(2, template(256, 8, 4, 12, 4))));
      decode(message(0, set(2, template(256, 12, 4, 8, 4))));
      assertThat(notices(Notice.Kind.TEMPLATE_CHANGED)).isEqualTo(1);
    }

    @Test
    void ignoresWithdrawalOverUdp() throws Exception {
      decode(writer.templates(NOW));
      decode(message(0, set(2, new BinaryWriter().u16be(2).u16be(0).toBytes())));
      decode(message(0, set(2, new BinaryWriter().u16be(256).u16be(0).toBytes())));
      assertThat(state.summary().templates()).isEqualTo(3);
      assertThat(notices(Notice.Kind.WITHDRAWAL_IGNORED)).isEqualTo(2);
    }
  }

  @Nested
  @DisplayName("RFC 7011 6, 7: values")
  class Values {
    private Decoded record(Bytes value, int... fields) throws MalformedException {
      return decode(message(0, set(2, template(256, fields)), set(256, value)));
    }

    private static BinaryWriter addresses() {
      return new BinaryWriter().u32be(NODE.low()).u32be(OUTSIDE.low());
    }

    @Test
    void readsReducedSizeIntegers() throws Exception {
      var flow = record(addresses().u24le(0x030201).toBytes(), 8, 4, 12, 4, 1, 3).records();
      assertThat(flow).extracting(FlowRecord::octets).containsExactly(0x010203L);
    }

    @Test
    void readsVariableLengthInBothForms() throws Exception {
      var bytes = addresses().u8(3).zeros(3).u8(255).u16be(300).zeros(300).u32be(77).toBytes();
      var flow = record(bytes, 8, 4, 12, 4, 82, 65535, 83, 65535, 1, 4).records();
      assertThat(flow).extracting(FlowRecord::octets).containsExactly(77L);
    }

    @Test
    void refusesVariableLengthPastTheSet() {
      var bytes = addresses().u8(255).u16be(300).toBytes();
      assertThatThrownBy(() -> record(bytes, 8, 4, 12, 4, 82, 65535))
          .isInstanceOf(MalformedException.class);
    }

    @Test
    void skipsOversizedFields() throws Exception {
      var decoded = record(addresses().zeros(1000).toBytes(), 8, 4, 12, 4, 1, 1000);
      assertThat(decoded.records()).isEmpty();
      assertThat(decoded.dataRecords()).isEqualTo(1);
    }

    @Test
    void initiatorAndResponderAreTwoDirections() throws Exception {
      var flows = record(addresses().u32be(10).u32be(3).toBytes(), 8, 4, 12, 4, 231, 4, 232, 4);
      assertThat(flows.records())
          .extracting(FlowRecord::source, FlowRecord::octets)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(NODE, 10L),
              org.assertj.core.groups.Tuple.tuple(OUTSIDE, 3L));
    }

    @Test
    void neverAddsTwoCountsOfTheSameBytes() throws Exception {
      var bytes = addresses().u32be(10).u32be(11).u32be(12).u32be(13).u32be(14).toBytes();
      var flows = record(bytes, 8, 4, 12, 4, 1, 4, 23, 4, 85, 4, 231, 4, 352, 4).records();
      assertThat(flows).extracting(FlowRecord::octets).containsExactly(10L);
    }

    @Test
    void refusesTotals() throws Exception {
      var decoded = record(addresses().u32be(10).toBytes(), 8, 4, 12, 4, 85, 4);
      assertThat(decoded.records()).isEmpty();
      assertThat(decoded.notices())
          .extracting(Notice::kind)
          .containsExactly(Notice.Kind.TOTALS_UNSUPPORTED);
    }

    @Test
    void dropsOctetsBeyondAnyLineRate() throws Exception {
      var decoded = record(addresses().u64be(Long.MIN_VALUE).toBytes(), 8, 4, 12, 4, 1, 8);
      assertThat(decoded.records()).isEmpty();
      assertThat(notices(Notice.Kind.IMPLAUSIBLE_OCTETS)).isEqualTo(1);
    }

    @Test
    void impossibleTimesBecomeTheArrival() throws Exception {
      for (long seconds : new long[] {0, 0xffff_ffffL}) {
        var bytes = addresses().u32be(9).u32be(seconds).u32be(seconds).toBytes();
        var flow = record(bytes, 8, 4, 12, 4, 1, 4, 150, 4, 151, 4).records().getFirst();
        assertThat(flow.start()).isEqualTo(NOW);
        assertThat(flow.end()).isEqualTo(NOW);
      }
      assertThat(notices(Notice.Kind.IMPLAUSIBLE_TIME)).isEqualTo(2);
    }

    @Test
    void endBeforeStartIsClamped() throws Exception {
      long now = NOW.getEpochSecond();
      var bytes = addresses().u32be(9).u32be(now).u32be(now - 5).toBytes();
      var flow = record(bytes, 8, 4, 12, 4, 1, 4, 150, 4, 151, 4).records().getFirst();
      assertThat(flow.start()).isEqualTo(flow.end()).isEqualTo(NOW.minusSeconds(5));
    }

    @Test
    void upTimeCountsFromTheSystemsStartAndWraps() throws Exception {
      long init = NOW.minus(Duration.ofDays(50)).toEpochMilli();
      long up = (NOW.toEpochMilli() - 2000 - init) & 0xffff_ffffL;
      var bytes = addresses().u32be(9).u32be(up - 1000).u32be(up).u64be(init).toBytes();
      var flow = record(bytes, 8, 4, 12, 4, 1, 4, 22, 4, 21, 4, 160, 8).records().getFirst();
      assertThat(flow.end()).isEqualTo(NOW.minusSeconds(2));
      assertThat(flow.start()).isEqualTo(NOW.minusSeconds(3));
    }
  }

  @Nested
  @DisplayName("RFC 5477: packet sampling")
  class PacketSampling {
    @Test
    void appliesTheAnnouncedRateOnceAndFromThenOn() throws Exception {
      decode(writer.templates(NOW));
      var before = decode(writer.data(NOW, List.of(flow(OUTSIDE, 10))).getFirst()).records();
      decode(writer.sampling(NOW, 1000));
      var after = decode(writer.data(NOW, List.of(flow(OUTSIDE, 10))).getFirst()).records();
      assertThat(before).extracting(FlowRecord::octets).containsExactly(10L);
      assertThat(after).extracting(FlowRecord::octets).containsExactly(10_000L);
      assertThat(after).extracting(FlowRecord::oneIn).containsExactly(1000L);
    }

    @Test
    void rateOfZeroIsNoRateAndAbsurdOnesAreNotBelieved() throws Exception {
      var fields = template(256, 8, 4, 12, 4, 1, 4, 34, 4);
      for (long rate : new long[] {0, 1L << 31}) {
        var bytes = new BinaryWriter().u32be(1).u32be(2).u32be(10).u32be(rate).toBytes();
        assertThat(decode(message(0, set(2, fields), set(256, bytes))).records())
            .extracting(FlowRecord::octets)
            .containsExactly(10L);
      }
      assertThat(notices(Notice.Kind.IMPLAUSIBLE_SAMPLING)).isEqualTo(1);
    }
  }

  @Test
  void hostileBytesAreMalformedOrDecodedAndNeverAnythingElse() throws Exception {
    long seed = 20261123;
    var random = new SplittableRandom(seed);
    var corpus = new ArrayList<byte[]>();
    corpus.add(writer.templates(NOW).toArray());
    corpus.add(writer.sampling(NOW, 100).toArray());
    var flows = new ArrayList<FlowRecord>();
    for (int i = 0; i < 30; i++) {
      flows.add(flow(i % 2 == 0 ? OUTSIDE : OUTSIDE_V6, i));
    }
    writer.data(NOW, flows).forEach(message -> corpus.add(message.toArray()));
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
        IpfixDecoder.decode(state, bytes, NOW);
      } catch (MalformedException e) {
        assertThat(e.field()).isNotEmpty();
      } catch (RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + ", round " + round + ": " + Bytes.copyOf(bytes), e);
      }
    }
    assertThat(state.summary().malformed()).isGreaterThan(10_000);
  }
}
