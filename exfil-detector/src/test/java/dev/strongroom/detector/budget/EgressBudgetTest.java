package dev.strongroom.detector.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.detector.flow.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EgressBudgetTest {
  private static final Instant T0 = Instant.parse("2026-11-01T00:00:00Z");
  private static final IpAddress NODE = IpAddress.v4(0x0a000005);

  private static FlowRecord flow(Instant end, int destination, long octets) {
    return new FlowRecord(
        NODE, NODE, IpAddress.v4(destination), 1, 443, 6, octets, 1, 1, end.minusSeconds(5), end);
  }

  /// The budget as anyone would write it: keep every record, add up those of the last 720 hours.
  private static final class Naive {
    private final List<FlowRecord> all = new ArrayList<>();
    private boolean over;

    private static long hour(Instant time) {
      return Math.floorDiv(time.getEpochSecond(), 3600L);
    }

    long bytes(Instant watermark) {
      return all.stream()
          .filter(record -> hour(record.end()) > hour(watermark) - 720)
          .mapToLong(FlowRecord::octets)
          .sum();
    }

    boolean crosses(FlowRecord record, Instant watermark, long budget) {
      if (hour(record.end()) <= hour(watermark) - 720) {
        return false;
      }
      over = over && bytes(watermark) > budget - budget / 10;
      all.add(record);
      boolean crossing = !over && bytes(watermark) > budget;
      over = over || crossing;
      return crossing;
    }
  }

  @Test
  void agreesWithTheNaiveModelRecordByRecord() {
    for (long seed = 1; seed <= 20; seed++) {
      var random = new SplittableRandom(seed);
      var naive = new Naive();
      var state = EgressBudget.State.EMPTY;
      var watermark = Instant.EPOCH;
      var time = T0;
      int crossings = 0;
      for (int i = 0; i < 600; i++) {
        time = time.plusSeconds(random.nextLong(40_000));
        var late = Duration.ofSeconds(random.nextInt(10) == 0 ? random.nextLong(3_000_000) : 0);
        var record = flow(time.minus(late), random.nextInt(50), random.nextLong(1000));
        watermark = record.end().isAfter(watermark) ? record.end() : watermark;
        long budget = 30_000;
        var step = EgressBudget.next(state, record, watermark, budget);
        state = step.state();
        boolean expected = naive.crosses(record, watermark, budget);
        assertThat(step.crossing().isPresent())
            .as("seed %d, record %d", seed, i)
            .isEqualTo(expected);
        assertThat(state.window().bytes()).as("seed %d", seed).isEqualTo(naive.bytes(watermark));
        assertThat(state.over()).isEqualTo(naive.over);
        crossings += expected ? 1 : 0;
      }
      assertThat(crossings).as("seed %d", seed).isPositive();
    }
  }

  @Test
  void tellsACrossingOnceWithWhatIsBehindIt() {
    var state = EgressBudget.State.EMPTY;
    var crossings = new ArrayList<EgressBudget.Crossing>();
    for (int i = 0; i < 100; i++) {
      var record = flow(T0.plusSeconds(i), i % 10 == 0 ? 7 : 9, 100);
      var step = EgressBudget.next(state, record, record.end(), 5_000);
      state = step.state();
      step.crossing().ifPresent(crossings::add);
    }
    assertThat(crossings).hasSize(1);
    var crossing = crossings.getFirst();
    assertThat(crossing.observedBytes()).isEqualTo(5_100);
    assertThat(crossing.since()).isEqualTo(T0.minusSeconds(5));
    assertThat(crossing.top())
        .containsExactly(
            new Window.Share(IpAddress.v4(9), 4_500), new Window.Share(IpAddress.v4(7), 600));
    assertThat(crossing.evidence())
        .hasSize(32)
        .last()
        .extracting(FlowRecord::octets)
        .isEqualTo(100L);
  }

  @Test
  void anyByteCrossesABudgetOfNothing() {
    var record = flow(T0, 1, 1);
    assertThat(EgressBudget.next(EgressBudget.State.EMPTY, record, T0, 0).crossing()).isPresent();
  }

  @Test
  void sumStaysExactWhenDestinationsAreTooManyToTellApart() {
    var state = EgressBudget.State.EMPTY;
    for (int i = 0; i < 5_000; i++) {
      state = EgressBudget.next(state, flow(T0, i, 3), T0, Long.MAX_VALUE).state();
    }
    assertThat(state.window().bytes()).isEqualTo(15_000);
    var destinations = state.window().hours().getFirst().destinations();
    assertThat(destinations.settled().size() + destinations.fresh().size())
        .isLessThanOrEqualTo(Tally.MAX_KEYS);
    long told = state.window().top(Integer.MAX_VALUE).stream().mapToLong(Window.Share::bytes).sum();
    assertThat(told + destinations.others()).isEqualTo(15_000);
  }
}
