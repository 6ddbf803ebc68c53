package dev.strongroom.detector.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.egress.EgressReport;
import dev.strongroom.wire.json.StrictJson;
import java.time.Instant;
import java.util.List;
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

  @Test
  void addsUpAndIgnoresTheSameReport() {
    var first = next(ServedLedger.EMPTY, report(1, 100));
    var second = next(first.ledger(), report(2, 200));
    var again = next(second.ledger(), report(2, 200));
    assertThat(again.outcome()).isEqualTo(ServedLedger.Outcome.DUPLICATE);
    assertThat(again.events()).isEmpty();
    var served = again.ledger().served().get("tenant-a acme/llama");
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
    assertThat(third.ledger().gateways().get("gw-1").missing()).containsExactly(2L);
    assertThat(third.ledger().served().get("tenant-a acme/llama").bytes()).isEqualTo(300);
  }

  @Test
  void tellsAnotherReportUnderAUsedNumberAndDoesNotCountIt() {
    var first = next(ServedLedger.EMPTY, report(1, 100));
    var other = next(first.ledger(), report(1, 999));
    assertThat(other.outcome()).isEqualTo(ServedLedger.Outcome.CONFLICT);
    assertThat(other.events()).containsExactly(new ServedLedger.Event.Conflict("gw-1", 1));
    assertThat(other.ledger()).isEqualTo(first.ledger());
  }

  @Test
  void tellsACrossingOnce() {
    var ledger = ServedLedger.EMPTY;
    int crossings = 0;
    for (int i = 1; i <= 20; i++) {
      var step = next(ledger, report(i, 100));
      ledger = step.ledger();
      crossings += step.events().size();
      assertThat(step.events().isEmpty()).isEqualTo(i != 11);
    }
    assertThat(crossings).isEqualTo(1);
  }
}
