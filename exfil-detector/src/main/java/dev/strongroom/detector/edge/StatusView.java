package dev.strongroom.detector.edge;

import dev.strongroom.detector.finding.ByteText;
import dev.strongroom.detector.flow.ipfix.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The status in words, for the list's page.
///
/// @param simulated true in the simulation profile
/// @param warnings what keeps the detector from seeing or acting, one line each
/// @param budgets how full they are
/// @param served what tenants got
/// @param exporters who sends
record StatusView(
    boolean simulated,
    List<String> warnings,
    List<Budget> budgets,
    List<Budget> served,
    List<Exporter> exporters) {
  private static final Duration UNREMARKABLE_GAP = Duration.ofSeconds(30);

  /// One budget.
  record Budget(String subject, String used, String allowed, String percent, boolean over) {}

  /// One exporter.
  record Exporter(
      String address,
      String lastSeen,
      boolean silent,
      long flows,
      long lost,
      long malformed,
      int templates) {}

  static StatusView of(Status status) {
    return new StatusView(
        status.simulated(),
        warnings(status),
        status.budgets().stream()
            .map(b -> budget(b.subject(), b.usedBytes(), b.budgetBytes()))
            .toList(),
        status.served().stream()
            .map(s -> budget(s.tenant() + " from " + s.model(), s.usedBytes(), s.budgetBytes()))
            .toList(),
        status.exporters().stream()
            .map(
                e ->
                    new Exporter(
                        e.summary().exporter().toString(),
                        AlertView.time(e.summary().lastSeen()),
                        e.silent(),
                        e.summary().flows(),
                        e.summary().lostRecords(),
                        e.summary().malformed(),
                        e.summary().templates()))
            .toList());
  }

  private static Budget budget(String subject, long used, long allowed) {
    return new Budget(
        subject,
        ByteText.of(used),
        ByteText.of(allowed),
        ByteText.percent(used, allowed),
        used > allowed);
  }

  private static List<String> warnings(Status status) {
    var warnings = new ArrayList<String>();
    var broker = status.broker();
    if (!broker.problem().isEmpty()) {
      var last =
          broker.lastAnswer().equals(Instant.EPOCH)
              ? "it never answered since the start"
              : "its answer of " + AlertView.time(broker.lastAnswer()) + " stands";
      warnings.add("Who holds what is not known anew; " + last + ": " + broker.problem());
    }
    warnings.addAll(broker.unusable());
    if (status.restartGap().compareTo(UNREMARKABLE_GAP) > 0) {
      warnings.add(
          "Nobody watched for "
              + status.restartGap().toSeconds()
              + " s before this start; flows of that time count only if exporters send them again.");
    }
    if (!status.saveProblem().isEmpty()) {
      warnings.add("A restart would forget: " + status.saveProblem());
    }
    if (status.collector().dropped() > 0) {
      warnings.add(
          status.collector().dropped() + " datagrams were dropped because decoding is behind.");
    }
    if (status.exporters().isEmpty()) {
      warnings.add("No exporter has sent anything since the start: nothing is watched.");
    }
    for (var exporter : status.exporters()) {
      var notices = exporter.summary().notices();
      if (notices.containsKey(Notice.Kind.TOTALS_UNSUPPORTED)) {
        warnings.add(
            exporter.summary().exporter()
                + " sends octet totals, which are not counted: use deltas.");
      }
    }
    return warnings;
  }
}
