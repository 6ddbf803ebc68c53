package dev.strongroom.tenancy.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.egress.EgressReport;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.json.StrictJson;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class EgressLedgerTest {
  private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

  private final EgressLedger ledger = new EgressLedger("gw", 7, START);

  @Test
  void sumsByTenantAndModelAndCountsReports() {
    ledger.add("b", "o", "m", 1, 2, 3);
    ledger.add("a", "o", "m", 10, 20, 30);
    ledger.add("a", "o", "m", 100, 200, 300);

    assertThat(ledger.drain(START.plusSeconds(10)))
        .containsExactly(
            new EgressReport(
                "gw",
                7,
                START,
                START.plusSeconds(10),
                List.of(
                    new EgressReport.Served("a", "o", "m", 2, 110, 220, 330),
                    new EgressReport.Served("b", "o", "m", 1, 1, 2, 3))));
  }

  @Test
  void silenceUsesNoSequence() {
    assertThat(ledger.drain(START.plusSeconds(10))).isEmpty();
    ledger.add("a", "o", "m", 1, 1, 1);
    ledger.drain(START.plusSeconds(20));
    ledger.add("a", "o", "m", 1, 1, 1);

    var second = ledger.drain(START.plusSeconds(30)).getFirst();

    assertThat(second.sequence()).isEqualTo(8);
    assertThat(second.from()).isEqualTo(START.plusSeconds(20));
  }

  @Test
  void anIntervalInWhichNobodyWasServedEndsToo() {
    assertThat(ledger.drain(START.plusSeconds(10))).isEmpty();
    ledger.add("a", "o", "m", 1, 1, 1);

    assertThat(ledger.drain(START.plusSeconds(20)).getFirst().from())
        .isEqualTo(START.plusSeconds(10));
  }

  @Test
  void manyPairsMakeSeveralReportsThatTheDetectorTakes() throws Exception {
    var name = "n".repeat(58);
    for (int i = 0; i < 2 * EgressLedger.MAX_RECORDS + 1; i++) {
      long most = Long.MAX_VALUE;
      ledger.add("%s%05d".formatted(name, i), name + "owner", name + "model", most, most, most);
    }
    var reports = ledger.drain(START.plusSeconds(10));

    assertThat(reports).extracting(EgressReport::sequence).containsExactly(7L, 8L, 9L);
    assertThat(reports)
        .extracting(report -> report.records().size())
        .containsExactly(1000, 1000, 1);
    assertThat(reports).allMatch(report -> report.to().equals(START.plusSeconds(10)));
    assertThat(reports.stream().flatMap(report -> report.records().stream()).distinct())
        .hasSize(2001);
    var key = SigningKey.generate(new SecureRandom());
    var signed = key.sign(EgressReport.PAYLOAD_TYPE, StrictJson.write(reports.getFirst()));
    assertThat(signed.toJson().length()).isLessThan(1 << 20);
    assertThat(ledger.drain(START.plusSeconds(20))).isEmpty();
  }

  @Test
  void aSequenceThatWasTakenIsNoReportsAnyMore() {
    assertThat(ledger.takeSequence()).isEqualTo(7);
    ledger.add("a", "o", "m", 1, 1, 1);

    assertThat(ledger.drain(START).getFirst().sequence()).isEqualTo(8);
  }

  @Test
  void losesNothingToDrainsThatRunAlongside() throws Exception {
    var drained = new java.util.concurrent.atomic.AtomicLong();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        threads.execute(
            () -> {
              for (int j = 0; j < 500; j++) {
                ledger.add("a", "o", "m", 3, 0, 0);
              }
            });
        threads.execute(() -> drain(drained));
      }
    }
    drain(drained);
    assertThat(drained.get()).isEqualTo(20 * 500 * 3);
  }

  private void drain(java.util.concurrent.atomic.AtomicLong drained) {
    ledger
        .drain(START)
        .forEach(report -> drained.addAndGet(report.records().getFirst().responseBytes()));
  }
}
