package dev.strongroom.detector.flow.ipfix;

import static dev.strongroom.detector.flow.ipfix.IpfixFixture.NOW;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.message;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.optionsTemplate;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.set;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.template;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// RFC 7012, element 160: an exporter's start, on which times counted in its uptime rest.
class IpfixStartTest {
  private static final long STARTED = NOW.minusSeconds(86_400).toEpochMilli();
  private static final long UP_TIME = 86_390_000;
  private static final Instant BY_START = NOW.minusSeconds(10);
  private static final Instant BY_EXPORT = NOW;

  private final IpfixFixture ipfix = new IpfixFixture();
  private long sequence;

  private void announce(int second, long... starts) throws MalformedException {
    var records = new BinaryWriter();
    for (long start : starts) {
      records.u32be(7).u64be(start);
    }
    var options = set(3, optionsTemplate(300, 149, 4, 160, 8));
    ipfix.decode(message(NOW.plusSeconds(second), sequence, options, set(300, records.toBytes())));
    sequence += starts.length;
  }

  private Instant flowEnd() throws MalformedException {
    var record = new BinaryWriter().u32be(1).u32be(2).u32be(10).u32be(UP_TIME).toBytes();
    var fields = template(301, 8, 4, 12, 4, 1, 4, 21, 4);
    var decoded = ipfix.decode(message(sequence++, set(2, fields), set(301, record)));
    return decoded.records().getFirst().end();
  }

  @Test
  void theFirstIsInUseOnceItCameAgainLater() throws Exception {
    announce(0, STARTED);
    assertThat(flowEnd()).isEqualTo(BY_EXPORT);
    announce(0, STARTED);
    assertThat(flowEnd()).isEqualTo(BY_EXPORT);
    announce(60, STARTED);
    assertThat(flowEnd()).isEqualTo(BY_START);
    assertThat(ipfix.state().summary().notices()).isEmpty();
  }

  @Test
  void theFirstIsNotedWhereFlowsWereTimedWithoutOne() throws Exception {
    assertThat(flowEnd()).isEqualTo(BY_EXPORT);
    announce(0, STARTED - 7_200_000);
    assertThat(ipfix.notices(Notice.Kind.START_HELD)).isEqualTo(1);
    assertThat(flowEnd()).isEqualTo(BY_EXPORT);
  }

  @Test
  void oneThatChangesIsInDoubtUntilTheKnownOneComesAgain() throws Exception {
    announce(0, STARTED);
    announce(60, STARTED);
    announce(120, STARTED - 7_200_000);
    assertThat(ipfix.notices(Notice.Kind.START_HELD)).isEqualTo(1);
    assertThat(flowEnd()).isEqualTo(BY_EXPORT);
    announce(180, STARTED);
    assertThat(ipfix.notices(Notice.Kind.CHANGE_TAKEN_BACK)).isEqualTo(1);
    assertThat(flowEnd()).isEqualTo(BY_START);
  }

  @Test
  void oneMessageCannotWalkItInSmallSteps() throws Exception {
    announce(0, STARTED);
    announce(60, STARTED);
    var steps = new long[2000];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = STARTED - 5000L * (i + 1);
    }
    announce(61, steps);
    assertThat(ipfix.notices(Notice.Kind.START_HELD)).isEqualTo(1);
    assertThat(flowEnd()).isEqualTo(BY_EXPORT);
    announce(120, STARTED);
    assertThat(flowEnd()).isEqualTo(BY_START);
  }

  @Test
  void manyMessagesCannotWalkItInSmallStepsEither() throws Exception {
    announce(0, STARTED);
    announce(1, STARTED);
    for (int i = 1; i <= 200; i++) {
      announce(1 + i, STARTED - 4000L * i);
    }
    assertThat(ipfix.notices(Notice.Kind.START_HELD)).isPositive();
    announce(250, STARTED);
    announce(251, STARTED);
    assertThat(flowEnd()).isEqualTo(BY_START);
  }

  @Test
  void oneMessageCannotConfirmItsOwn() throws Exception {
    announce(0, STARTED);
    announce(60, STARTED);
    announce(61, STARTED - 7_200_000, STARTED - 7_200_000);
    assertThat(flowEnd()).isEqualTo(BY_EXPORT);
  }
}
