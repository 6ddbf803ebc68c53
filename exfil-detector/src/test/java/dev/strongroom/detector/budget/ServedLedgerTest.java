package dev.strongroom.detector.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.egress.EgressReport;
import dev.strongroom.wire.json.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ServedLedgerTest {
  private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

  private static EgressReport report(long sequence, long bytes) {
    var from = T0.plusSeconds(60 * sequence);
    var served = new EgressReport.Served("tenant-a", "acme", "llama", 3, bytes, 10, 20);
    return new EgressReport("gw-1", sequence, from, from.plusSeconds(60), List.of(served));
  }

  private static ServedLedger.Step next(ServedLedger ledger, EgressReport report) {
    return ledger.next(report, StrictJson.write(report).sha256(), 1_000);
  }

  private static ServedLedger.Served served(ServedLedger.Step step) {
    return Objects.requireNonNull(step.ledger().served().get("tenant-a acme/llama"));
  }

  @Test
  void addsUpAndIgnoresTheSameReport() {
    var first = next(ServedLedger.EMPTY, report(1, 100));
    var second = next(first.ledger(), report(2, 200));
    var again = next(second.ledger(), report(2, 200));
    assertThat(again.outcome()).isEqualTo(ServedLedger.Outcome.DUPLICATE);
    assertThat(again.events()).isEmpty();
    var served = served(again);
    assertThat(served.bytes()).isEqualTo(300);
    assertThat(served.requests()).isEqualTo(6);
    assertThat(served.completionTokens()).isEqualTo(40);
  }

  @Test
  void tellsAGapAndTakesTheMissingReportLater() {
    var first = next(ServedLedger.EMPTY, report(1, 100));
    var fourth = next(first.ledger(), report(4, 100));
    assertThat(fourth.events()).containsExactly(new ServedLedger.Event.Gap("gw-1", 2, 3));
    var third = next(fourth.ledger(), report(3, 100));
    assertThat(third.outcome()).isEqualTo(ServedLedger.Outcome.ACCEPTED);
    assertThat(Objects.requireNonNull(third.ledger().gateways().get("gw-1")).missing())
        .containsExactly(2L);
    assertThat(served(third).bytes()).isEqualTo(300);
  }

  @Test
  void tellsAnotherReportUnderAUsedNumberAndDoesNotCountIt() {
    var first = next(ServedLedger.EMPTY, report(1, 100));
    var other = next(first.ledger(), report(1, 999));
    assertThat(other.outcome()).isEqualTo(ServedLedger.Outcome.CONFLICT);
    assertThat(other.events()).containsExactly(new ServedLedger.Event.Conflict("gw-1", 1));
    assertThat(other.ledger()).isEqualTo(first.ledger());
  }

  private static EgressReport report(long sequence, Instant from, long bytes) {
    var served = new EgressReport.Served("tenant-a", "acme", "llama", 1, bytes, 10, 20);
    return new EgressReport("gw-1", sequence, from, from.plusSeconds(60), List.of(served));
  }

  @Test
  void tellsACrossingOnceAndEveryFurtherWholeBudget() {
    var ledger = ServedLedger.EMPTY;
    for (int i = 1; i <= 45; i++) {
      var step = next(ledger, report(i, 100));
      ledger = step.ledger();
      assertThat(step.events().size())
          .as("report %d", i)
          .isEqualTo(i == 11 || i == 21 || i == 31 || i == 41 ? 1 : 0);
      assertThat(served(step).step()).isEqualTo((i * 100 - 1) / 1000);
    }
  }

  @Test
  void tellsTheHighestOfSeveralStepsAsOneCrossing() {
    var step = next(ServedLedger.EMPTY, report(1, 5_500));

    assertThat(step.events()).hasSize(1);
    assertThat(served(step).step()).isEqualTo(5);
    assertThat(next(step.ledger(), report(2, 100)).events()).isEmpty();
  }

  @Test
  void tellsTheNextCrossingAfterTheFirstOneLeftTheWindow() {
    var first = next(ServedLedger.EMPTY, report(1, T0, 1_500));
    assertThat(first.events()).hasSize(1);

    // silence for longer than the window: what was over then is not what is over now
    var second = next(first.ledger(), report(2, T0.plus(Duration.ofDays(40)), 1_500));

    assertThat(second.events()).hasSize(1);
    assertThat(served(second).bytes()).isEqualTo(1_500);
  }

  @Test
  void tellsNothingAgainBeforeTheBytesFellATenthBelow() {
    var ledger = next(ServedLedger.EMPTY, report(1, T0, 100)).ledger();
    ledger = next(ledger, report(2, T0.plus(Duration.ofDays(1)), 901)).ledger();
    assertThat(ledger.served().values()).allMatch(served -> served.step() == 1);

    // the first 100 leave, 901 are left: not a tenth below, so 100 more are the same episode
    var same = next(ledger, report(3, T0.plus(Duration.ofDays(30)), 100));
    assertThat(served(same).bytes()).isEqualTo(1_001);
    assertThat(same.events()).isEmpty();

    // then 901 leave too
    var other = next(same.ledger(), report(4, T0.plus(Duration.ofDays(31)), 901));
    assertThat(served(other).bytes()).isEqualTo(1_001);
    assertThat(other.events()).hasSize(1);
  }

  @Test
  void aReportOlderThanTheWindowIsNotInIt() {
    var first = next(ServedLedger.EMPTY, report(2, T0.plus(Duration.ofDays(31)), 100));
    var late = next(first.ledger(), report(1, T0, 5_000));

    assertThat(late.events()).isEmpty();
    assertThat(served(late).bytes()).isEqualTo(100);
    assertThat(served(late).requests()).isEqualTo(2);
  }

  @Test
  void whatAnIdleGatewayServesAtLastCountsNow() {
    var idle = Duration.ofDays(31);
    var busy = next(ServedLedger.EMPTY, report(1, T0.minusSeconds(60), 100));
    var served = new EgressReport.Served("tenant-a", "acme", "llama", 1, 5_000, 10, 20);
    var long31 = new EgressReport("standby", 1, T0.minus(idle), T0, List.of(served));
    var burst = next(busy.ledger(), long31);
    assertThat(served(burst).bytes()).isEqualTo(5_100);
    assertThat(burst.events()).hasSize(1);

    // and stays for the whole window
    var later = next(burst.ledger(), report(2, T0.plus(Duration.ofDays(29)), 1));
    assertThat(served(later).bytes()).isEqualTo(5_101);
  }

  @Test
  void anyByteCrossesABudgetOfNothing() {
    var report = report(1, 1);
    var step = ServedLedger.EMPTY.next(report, StrictJson.write(report).sha256(), 0);
    assertThat(step.events()).hasSize(1);
  }
}
