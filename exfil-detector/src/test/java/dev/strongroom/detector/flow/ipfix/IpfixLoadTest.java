package dev.strongroom.detector.flow.ipfix;

import static dev.strongroom.detector.flow.ipfix.IpfixFixture.message;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.optionsTemplate;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.set;
import static dev.strongroom.detector.flow.ipfix.IpfixFixture.template;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The work for one datagram is in proportion to its length. Each time limit is far above what that
/// takes, and below what work in proportion to the length's square would.
class IpfixLoadTest {
  private static final int LONGEST = 64_000;
  private static final int ROUNDS = 100;
  private static final int SECONDS = 30;

  private final IpfixFixture ipfix = new IpfixFixture();

  @BeforeEach
  void templates() throws Exception {
    ipfix.decode(
        message(
            0,
            set(2, template(256, 8, 4, 12, 4, 1, 4)),
            set(3, optionsTemplate(400, 302, 8, 305, 4, 306, 4))));
  }

  private static Bytes rates(int from, int count, int oneIn) {
    var records = new BinaryWriter();
    for (int i = from; i < from + count; i++) {
      records.u64be(i).u32be(1).u32be(oneIn - 1);
    }
    return set(400, records.toBytes());
  }

  @Test
  void oneMessageChangesABoundedNumberOfRatesAndTheRestComesWithTheRepetition() throws Exception {
    ipfix.decode(message(0, rates(1, 300, 10)));
    assertThat(ipfix.notices(Notice.Kind.TABLE_FULL)).isEqualTo(1);
    ipfix.decode(message(300, rates(1, 300, 10)));
    assertThat(ipfix.notices(Notice.Kind.TABLE_FULL)).isEqualTo(1);
  }

  @Test
  @Timeout(SECONDS)
  void samplingRates() throws Exception {
    for (int i = 0; i < 4; i++) {
      ipfix.decode(message(0, rates(1 + 256 * i, 256, 10)));
    }
    for (int round = 0; round < ROUNDS; round++) {
      var all = Bytes.empty();
      for (int repeat = 0; repeat < 3; repeat++) {
        all = all.concat(rates(1, 1024, 20 + 3 * round + repeat));
      }
      ipfix.decode(message(0, all));
    }
    assertThat(ipfix.state().summary().optionRecords()).isEqualTo(1024 + 3 * 1024 * ROUNDS);
  }

  @Test
  @Timeout(SECONDS)
  void templatesThatChange() throws Exception {
    var all = new BinaryWriter();
    for (int i = 0; i < LONGEST / 8; i++) {
      all.raw(template(500 + i % 1000, 1 + i / 1000, 4));
    }
    var message = message(0, set(2, all.toBytes()));
    for (int round = 0; round < ROUNDS; round++) {
      ipfix.decode(message);
    }
    assertThat(ipfix.state().summary().heldChanges()).isEqualTo(1000);
  }

  @Test
  @Timeout(SECONDS)
  void recordsThatCouldMeanAnyOfManySamplers() throws Exception {
    for (int i = 0; i < 4; i++) {
      ipfix.decode(message(0, rates(1 + 256 * i, 256, 10 + i)));
    }
    var records = set(256, Bytes.zeros(12 * (LONGEST / 12)));
    for (int round = 0; round < ROUNDS; round++) {
      assertThat(ipfix.decode(message(0, records)).records())
          .hasSize(LONGEST / 12)
          .allMatch(flow -> flow.oneIn() == 13);
    }
  }
}
