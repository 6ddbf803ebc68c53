package dev.strongroom.detector.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.protocol.network.IpAddress;
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
    private long told;

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
      while (told > 0 && bytes(watermark) <= told * budget - budget / 10) {
        told--;
      }
      all.add(record);
      boolean crossing = false;
      while (bytes(watermark) > (told + 1) * budget) {
        told++;
        crossing = true;
      }
      return crossing;
    }
  }

  @Test
  void agreesWithTheNaiveModelRecordByRecord() {
    assertThat(agreesWithTheNaiveModel(30_000)).isPositive();
  }

  @Test
  void agreesWithTheNaiveModelOnStepsUpAndDown() {
    assertThat(agreesWithTheNaiveModel(3_000)).isGreaterThan(5);
    assertThat(agreesWithTheNaiveModel(400)).isGreaterThan(50);
  }

  /// @return the highest step that was told
  private static long agreesWithTheNaiveModel(long budget) {
    long highest = 0;
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
        var step = EgressBudget.next(state, record, watermark, budget);
        state = step.state();
        boolean expected = naive.crosses(record, watermark, budget);
        assertThat(step.crossing().isPresent())
            .as("seed %d, record %d", seed, i)
            .isEqualTo(expected);
        assertThat(state.window().bytes()).as("seed %d", seed).isEqualTo(naive.bytes(watermark));
        assertThat(state.over()).isEqualTo(naive.told > 0);
        assertThat(state.step()).as("seed %d, record %d", seed, i).isEqualTo(naive.told);
        step.crossing().ifPresent(crossing -> assertThat(crossing.step()).isEqualTo(naive.told));
        highest = Math.max(highest, state.step());
        crossings += expected ? 1 : 0;
      }
      assertThat(crossings).as("seed %d", seed).isPositive();
    }
    return highest;
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
    assertThat(crossings.getFirst().step()).isEqualTo(1);
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
  void tellsEveryFurtherWholeBudgetOnce() {
    var state = EgressBudget.State.EMPTY;
    var steps = new ArrayList<Long>();
    var observed = new ArrayList<Long>();
    for (long octets : new long[] {100, 1, 99, 1, 0, 99, 250, 49, 1, 1}) {
      var step = EgressBudget.next(state, flow(T0, 1, octets), T0, 100);
      state = step.state();
      step.crossing().ifPresent(crossing -> steps.add(crossing.step()));
      step.crossing().ifPresent(crossing -> observed.add(crossing.observedBytes()));
    }
    assertThat(steps).containsExactly(1L, 2L, 5L, 6L);
    assertThat(observed).containsExactly(101L, 201L, 550L, 601L);
  }

  @Test
  void everyStepAboveABudgetOfNothingIsTold() {
    var state = EgressBudget.next(EgressBudget.State.EMPTY, flow(T0, 1, 1), T0, 0).state();
    var more = flow(T0, 1, EgressBudget.STEP_WITHOUT_BUDGET - 1);
    var step = EgressBudget.next(state, more, T0, 0);
    assertThat(step.crossing()).isEmpty();
    step = EgressBudget.next(step.state(), flow(T0, 1, 1), T0, 0);
    assertThat(step.crossing().orElseThrow().step()).isEqualTo(2);
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
