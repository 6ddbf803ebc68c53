package dev.strongroom.detector.flow.ipfix;

import static dev.strongroom.detector.flow.ipfix.IpfixFixture.NODE;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.NOW;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.OUTSIDE;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.message;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.set;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.template;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 7011, sections 6 and 7: what the fields of a record mean.
class IpfixValuesTest {
  private final IpfixFixture ipfix = new IpfixFixture();

  @Nested
  @DisplayName("RFC 7011 6, 7: values")
  class Values {
    private Decoded record(Bytes value, int... fields) throws MalformedException {
      return ipfix.decode(message(0, set(2, template(256, fields)), set(256, value)));
    }

    private static BinaryWriter addresses() {
      return new BinaryWriter().u32be(NODE.low()).u32be(OUTSIDE.low());
    }

    // spec: RFC 7011 6.2
    @Test
    void readsReducedSizeIntegers() throws Exception {
      var flow = record(addresses().u24le(0x030201).toBytes(), 8, 4, 12, 4, 1, 3).records();
      assertThat(flow).extracting(FlowRecord::octets).containsExactly(0x010203L);
    }

    @Test
    void aPortThatIsNoNumberIsNone() throws Exception {
      var bytes = addresses().zeros(9).u32be(0x10050).u32be(9).toBytes();
      var flow = record(bytes, 8, 4, 12, 4, 7, 9, 11, 4, 1, 4).records().getFirst();
      assertThat(flow.sourcePort()).isZero();
      assertThat(flow.destinationPort()).isZero();
    }

    // spec: RFC 7011 7
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

    // spec: RFC 7012 (IANA 1, 23, 85, 231, 232, 352)
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
      assertThat(ipfix.notices(Notice.Kind.IMPLAUSIBLE_OCTETS)).isEqualTo(1);
    }

    @Test
    void impossibleTimesBecomeTheArrival() throws Exception {
      for (long seconds : new long[] {0, 0xffff_ffffL}) {
        var bytes = addresses().u32be(9).u32be(seconds).u32be(seconds).toBytes();
        var flow = record(bytes, 8, 4, 12, 4, 1, 4, 150, 4, 151, 4).records().getFirst();
        assertThat(flow.start()).isEqualTo(NOW);
        assertThat(flow.end()).isEqualTo(NOW);
      }
      assertThat(ipfix.notices(Notice.Kind.IMPLAUSIBLE_TIME)).isEqualTo(2);
    }

    @Test
    void endBeforeStartIsClamped() throws Exception {
      long now = NOW.getEpochSecond();
      var bytes = addresses().u32be(9).u32be(now).u32be(now - 5).toBytes();
      var flow = record(bytes, 8, 4, 12, 4, 1, 4, 150, 4, 151, 4).records().getFirst();
      assertThat(flow.start()).isEqualTo(flow.end()).isEqualTo(NOW.minusSeconds(5));
    }

    // spec: RFC 7011 3.2
    // spec: RFC 5103 3, 5
    // spec: RFC 5103 6.1
    // spec: RFC 7012 (IANA 21, 22)
    @Test
    void readsReverseCountsAsTheOtherDirection() throws Exception {
      // Template 256 of sourceIPv4Address, destinationIPv4Address, octetDeltaCount and, under PEN
      // 29305, octetDeltaCount again.
      var fields = new BinaryWriter().u16be(256).u16be(4).u16be(8).u16be(4).u16be(12).u16be(4);
      fields.u16be(1).u16be(4).u16be(0x8001).u16be(4).u32be(29305);
      var record = addresses().u32be(10).u32be(3).toBytes();
      var decoded = ipfix.decode(message(0, set(2, fields.toBytes()), set(256, record)));
      assertThat(decoded.records())
          .extracting(FlowRecord::source, FlowRecord::octets)
          .containsExactly(
              org.assertj.core.groups.Tuple.tuple(NODE, 10L),
              org.assertj.core.groups.Tuple.tuple(OUTSIDE, 3L));
    }

    // spec: RFC 7012 (IANA 158, 159)
    @Test
    void offsetsCountBackFromTheExport() throws Exception {
      var bytes = addresses().u32be(9).u32be(3_000_000).u32be(2_000_000).toBytes();
      var flow = record(bytes, 8, 4, 12, 4, 1, 4, 158, 4, 159, 4).records().getFirst();
      assertThat(flow.start()).isEqualTo(NOW.minusSeconds(3));
      assertThat(flow.end()).isEqualTo(NOW.minusSeconds(2));
    }

    // spec: RFC 7011 6.1.9, 6.1.10
    @Test
    void microsecondsAreNtpTimestamps() throws Exception {
      // 1900 to 1970: 70 years, 17 of them leap years, 2208988800 seconds. 0x80000000: half of one.
      long seconds = NOW.getEpochSecond() + 2_208_988_800L;
      var bytes = addresses().u32be(9);
      bytes.u32be(seconds - 3).u32be(0x80000000L).u32be(seconds - 2).u32be(0);
      var flow = record(bytes.toBytes(), 8, 4, 12, 4, 1, 4, 154, 8, 155, 8).records().getFirst();
      assertThat(flow.start()).isEqualTo(NOW.minusMillis(2500));
      assertThat(flow.end()).isEqualTo(NOW.minusSeconds(2));
    }

    // spec: RFC 7012 (IANA 21, 22)
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
}
