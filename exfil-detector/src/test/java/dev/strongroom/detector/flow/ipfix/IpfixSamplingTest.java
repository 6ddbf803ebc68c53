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
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
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

    @Test
    void aStartThatChangesIsInDoubtUntilItComesAgain() throws Exception {
      long started = NOW.minusSeconds(86_400).toEpochMilli();
      start(0, started);
      assertThat(upTimeFlow(86_390_000)).isEqualTo(NOW.minusSeconds(10));
      start(60, started - 7_200_000);
      assertThat(ipfix.notices(Notice.Kind.START_HELD)).isEqualTo(1);
      assertThat(upTimeFlow(86_390_000)).isEqualTo(NOW);
      start(120, started);
      assertThat(upTimeFlow(86_390_000)).isEqualTo(NOW.minusSeconds(10));
    }

    private void start(int second, long millis) throws MalformedException {
      var options =
          new BinaryWriter()
              .u16be(300)
              .u16be(2)
              .u16be(1)
              .u16be(149)
              .u16be(4)
              .u16be(160)
              .u16be(8)
              .toBytes();
      var record = new BinaryWriter().u32be(7).u64be(millis).toBytes();
      ipfix.decode(message(NOW.plusSeconds(second), 0, set(3, options), set(300, record)));
    }

    private Instant upTimeFlow(long upTime) throws MalformedException {
      var record = new BinaryWriter().u32be(1).u32be(2).u32be(10).u32be(upTime).toBytes();
      var fields = template(301, 8, 4, 12, 4, 1, 4, 21, 4);
      return ipfix.decode(message(0, set(2, fields), set(301, record))).records().getFirst().end();
    }
  }
}
