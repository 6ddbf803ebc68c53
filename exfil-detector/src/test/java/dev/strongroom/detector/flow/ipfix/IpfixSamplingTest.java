package dev.strongroom.detector.flow.ipfix;

import static dev.strongroom.detector.flow.ipfix.IpfixFixture.NOW;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.OUTSIDE;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.flow;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.message;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.set;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.template;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 5477: packet sampling, and changes of its rate.
class IpfixSamplingTest {
  private final IpfixFixture ipfix = new IpfixFixture();

  @Nested
  @DisplayName("RFC 5477: packet sampling")
  class PacketSampling {
    @Test
    void appliesTheAnnouncedRateOnceAndFromThenOn() throws Exception {
      ipfix.decode(ipfix.writer().templates(NOW));
      var before =
          ipfix.decode(ipfix.writer().data(NOW, List.of(flow(OUTSIDE, 10))).getFirst()).records();
      ipfix.decode(ipfix.writer().sampling(NOW, 1000));
      var after =
          ipfix.decode(ipfix.writer().data(NOW, List.of(flow(OUTSIDE, 10))).getFirst()).records();
      assertThat(before).extracting(FlowRecord::octets).containsExactly(10L);
      assertThat(after).extracting(FlowRecord::octets).containsExactly(10_000L);
      assertThat(after).extracting(FlowRecord::oneIn).containsExactly(1000L);
    }

    @Test
    void rateOfZeroIsNoRateAndAbsurdOnesAreNotBelieved() throws Exception {
      var fields = template(256, 8, 4, 12, 4, 1, 4, 34, 4);
      for (long rate : new long[] {0, 1L << 31}) {
        var bytes = new BinaryWriter().u32be(1).u32be(2).u32be(10).u32be(rate).toBytes();
        assertThat(ipfix.decode(message(0, set(2, fields), set(256, bytes))).records())
            .extracting(FlowRecord::octets)
            .containsExactly(10L);
      }
      assertThat(ipfix.notices(Notice.Kind.IMPLAUSIBLE_SAMPLING)).isEqualTo(1);
    }
  }

  @Nested
  @DisplayName("A rate announced anew over UDP")
  class Changed {
    private long octets(long measured) throws MalformedException {
      var decoded =
          ipfix.decode(ipfix.writer().data(NOW, List.of(flow(OUTSIDE, measured))).getFirst());
      return decoded.records().stream().mapToLong(FlowRecord::octets).sum();
    }

    private void announce(int second, long oneIn) throws MalformedException {
      ipfix.decode(ipfix.writer().sampling(NOW.plusSeconds(second), oneIn));
    }

    @BeforeEach
    void templates() throws Exception {
      ipfix.decode(ipfix.writer().templates(NOW));
    }

    @Test
    void oneForgedLowerRateHidesNothing() throws Exception {
      announce(0, 1000);
      announce(60, 1);
      assertThat(octets(10)).isEqualTo(10_000);
      assertThat(ipfix.notices(Notice.Kind.SAMPLING_HELD)).isEqualTo(1);
      announce(60, 1);
      assertThat(octets(10)).isEqualTo(10_000);
      announce(120, 1000);
      assertThat(ipfix.notices(Notice.Kind.CHANGE_TAKEN_BACK)).isEqualTo(1);
      announce(180, 1);
      assertThat(octets(10)).isEqualTo(10_000);
      assertThat(ipfix.notices(Notice.Kind.SAMPLING_CHANGED)).isZero();
    }

    @Test
    void aLowerRateIsInUseOnceItCameAgainLater() throws Exception {
      announce(0, 1000);
      announce(60, 100);
      announce(120, 100);
      assertThat(octets(10)).isEqualTo(1_000);
      assertThat(ipfix.notices(Notice.Kind.SAMPLING_CHANGED)).isEqualTo(1);
      assertThat(ipfix.state().summary().heldChanges()).isZero();
    }

    @Test
    void aHigherRateCountsAtOnce() throws Exception {
      announce(0, 10);
      announce(60, 100);
      assertThat(octets(10)).isEqualTo(1_000);
    }

    @Test
    void oneForgedRateBeyondBeliefMakesNoRecordVanish() throws Exception {
      announce(0, 10);
      announce(60, Limits.DEFAULT.oneIn());
      assertThat(octets(1L << 40)).isEqualTo(10L << 40);
      assertThat(ipfix.notices(Notice.Kind.IMPLAUSIBLE_OCTETS)).isZero();
    }

    @Test
    void theFirstRateNeitherHidesNorIsUnnoticedAfterUnsampledFlows() throws Exception {
      assertThat(octets(1L << 40)).isEqualTo(1L << 40);
      announce(60, Limits.DEFAULT.oneIn());
      assertThat(octets(1L << 40)).isEqualTo(1L << 40);
      assertThat(ipfix.notices(Notice.Kind.SAMPLING_LATE)).isEqualTo(1);
      announce(120, 10);
      assertThat(octets(1L << 40)).isEqualTo(10L << 40);
    }
  }

  @Nested
  @DisplayName("A sampler announced for the first time, while records count by another rate")
  class First {
    private static final long SELECTOR = 7;

    /// Sequence and set that shall keep a forged message's jump from being noticed.
    private static final long FAR_AHEAD = 0x7fff_ffffL;

    private static final Bytes UNKNOWN_SET = set(60_000, Bytes.zeros(4));

    private long sequence;

    @BeforeEach
    void templates() throws Exception {
      ipfix.decode(
          message(
              0,
              set(
                  2,
                  template(256, 8, 4, 12, 4, 1, 4)
                      .concat(template(257, 8, 4, 12, 4, 1, 4, 302, 8))),
              set(
                  3,
                  IpfixFixture.optionsTemplate(400, 302, 8, 305, 4, 306, 4)
                      .concat(IpfixFixture.optionsTemplate(401, 149, 4, 305, 4, 306, 4)))));
    }

    private static Bytes named(long oneIn) {
      return set(400, new BinaryWriter().u64be(SELECTOR).u32be(1).u32be(oneIn - 1).toBytes());
    }

    private static Bytes unnamed(long oneIn) {
      return set(401, new BinaryWriter().u32be(7).u32be(1).u32be(oneIn - 1).toBytes());
    }

    private void announce(int second, Bytes set) throws MalformedException {
      ipfix.decode(message(NOW.plusSeconds(second), sequence++, set));
    }

    private void forge(int second, Bytes set) throws MalformedException {
      ipfix.decode(message(NOW.plusSeconds(second), FAR_AHEAD, set, UNKNOWN_SET));
    }

    private long octets(boolean isNamed) throws MalformedException {
      var record = new BinaryWriter().u32be(1).u32be(2).u32be(40);
      var set = isNamed ? set(257, record.u64be(SELECTOR).toBytes()) : set(256, record.toBytes());
      return ipfix.decode(message(sequence++, set)).records().getFirst().octets();
    }

    // spec: RFC 5477 8.2 (selectorId 302; samplerId 48 before it)
    @Test
    void anUnnamedRateForgedOnceDividesNothingThatNamedOnesMultiply() throws Exception {
      announce(0, named(1000));
      assertThat(octets(false)).isEqualTo(40_000);
      forge(1, unnamed(1));
      assertThat(octets(false)).isEqualTo(40_000);
      assertThat(ipfix.notices(Notice.Kind.SAMPLING_HELD)).isEqualTo(1);
      assertThat(ipfix.state().summary().heldChanges()).isEqualTo(1);
      announce(60, named(1000));
      assertThat(octets(false)).isEqualTo(40_000);
    }

    // spec: RFC 5477 8.2 (selectorId 302; samplerId 48 before it)
    @Test
    void aNamedRateForgedOnceDividesNothingThatTheUnnamedOneMultiplies() throws Exception {
      announce(0, unnamed(1000));
      assertThat(octets(true)).isEqualTo(40_000);
      forge(1, named(1));
      assertThat(octets(true)).isEqualTo(40_000);
      assertThat(ipfix.notices(Notice.Kind.SAMPLING_HELD)).isEqualTo(1);
      announce(60, unnamed(1000));
      assertThat(octets(true)).isEqualTo(40_000);
    }

    @Test
    void duplicateOfTheForgedDatagramConfirmsNothing() throws Exception {
      announce(0, unnamed(1000));
      forge(1, named(1));
      forge(1, named(1));
      assertThat(octets(true)).isEqualTo(40_000);
    }

    @Test
    void aLowerRateIsInUseAndSaidToBeOnceItCameAgainLater() throws Exception {
      announce(0, unnamed(1000));
      announce(60, named(10));
      announce(120, named(10));
      assertThat(octets(true)).isEqualTo(400);
      assertThat(octets(false)).isEqualTo(40_000);
      assertThat(ipfix.notices(Notice.Kind.SAMPLING_CHANGED)).isEqualTo(1);
      assertThat(ipfix.state().summary().heldChanges()).isZero();
    }

    @Test
    void aHigherRateCountsAtOnceAndIsNoNews() throws Exception {
      announce(0, unnamed(10));
      announce(60, named(1000));
      assertThat(octets(true)).isEqualTo(40_000);
      announce(120, named(1000));
      assertThat(ipfix.state().summary().notices()).isEmpty();
    }

    @Test
    void aForgedRateBeyondBeliefMakesNoRecordVanish() throws Exception {
      announce(0, unnamed(1000));
      announce(60, unnamed(1000));
      forge(61, named(Limits.DEFAULT.oneIn()));
      var record = new BinaryWriter().u32be(1).u32be(2).u32be(1 << 30).u64be(SELECTOR).toBytes();
      assertThat(ipfix.decode(message(sequence++, set(257, record))).records())
          .extracting(FlowRecord::octets)
          .containsExactly(1000L << 30);
    }

    @Test
    void theForgedMessagesJumpAheadMakesTheNextGenuineOneLookBack() throws Exception {
      announce(0, named(1000));
      forge(1, unnamed(1));
      octets(false);
      assertThat(ipfix.notices(Notice.Kind.SEQUENCE_BACK)).isEqualTo(1);
    }
  }
}
