package dev.strongroom.detector.edge;

import dev.strongroom.detector.budget.EgressBudget;
import dev.strongroom.detector.budget.ServedLedger;
import dev.strongroom.detector.finding.Detector;
import dev.strongroom.detector.flow.ipfix.ExporterState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// What `/api/status` says: what is watched, how well, and how full the budgets are.
///
/// @param simulated true in the simulation profile
/// @param now when this was put together
/// @param watermark latest event time seen
/// @param restartGap how long nobody watched before this start
/// @param saveProblem why state is not on disk, empty while it is
/// @param collector the socket
/// @param exporters who sends
/// @param broker who is asked
/// @param budgets of models, and of the site's unattributed bytes (`site`)
/// @param served by tenant and model
/// @param gateways who reports
/// @param totals bytes seen since the first start, by what they meant
record Status(
    boolean simulated,
    Instant now,
    Instant watermark,
    Duration restartGap,
    String saveProblem,
    Collector collector,
    List<Exporter> exporters,
    Broker broker,
    List<Budget> budgets,
    List<Served> served,
    List<Gateway> gateways,
    Detector.Totals totals) {

  /// The socket.
  ///
  /// @param address bound
  /// @param received datagrams
  /// @param dropped of these for want of room
  /// @param foreign of these from senders that are no exporters, or beyond the most told apart
  /// @param waiting for decoding
  /// @param lastMalformed when, from whom and why, empty if none
  record Collector(
      String address,
      long received,
      long dropped,
      long foreign,
      int waiting,
      String lastMalformed) {}

  /// One exporter.
  ///
  /// @param silent true if it sent nothing for longer than it should
  /// @param summary its counts
  record Exporter(boolean silent, ExporterState.Summary summary) {}

  /// The broker.
  ///
  /// @param url asked
  /// @param lastAnswer when it last answered, 1970 if never
  /// @param problem why it does not, empty while it does
  /// @param revision of its last answer
  /// @param holders live leases' addresses
  /// @param unusable what in its answer could not be used, or not without doubt
  record Broker(
      String url,
      Instant lastAnswer,
      String problem,
      long revision,
      int holders,
      List<String> unusable) {}

  /// One budget.
  ///
  /// @param subject `owner/model`, or `site`
  /// @param usedBytes in the last 30 days
  /// @param budgetBytes allowed in them
  /// @param usedFraction of the budget; 1 where the budget is zero and used
  /// @param weightBytes size of the model, 0 where unknown
  /// @param frozen true while no key of the model leaves
  /// @param lateRecords that came too late to count
  record Budget(
      String subject,
      long usedBytes,
      long budgetBytes,
      double usedFraction,
      long weightBytes,
      boolean frozen,
      long lateRecords) {}

  /// What one tenant got from one model.
  record Served(
      String tenant,
      String model,
      long requests,
      long promptTokens,
      long completionTokens,
      long usedBytes,
      long budgetBytes,
      double usedFraction) {}

  /// One gateway.
  ///
  /// @param lastSequence greatest sequence accepted
  /// @param missing sequences below it that never came
  record Gateway(String id, long lastSequence, List<Long> missing) {}

  static Status of(
      Settings settings, Watch watch, UdpCollector collector, FleetWatcher fleet, Instant now) {
    var state = watch.state();
    var holdings = watch.holdings();
    var exporters = new ArrayList<Exporter>();
    for (var summary : watch.exporters()) {
      boolean silent = summary.lastSeen().plus(settings.silence()).isBefore(now);
      exporters.add(new Exporter(silent, summary));
    }
    return new Status(
        watch.isSimulated(),
        now,
        state.watermark(),
        watch.restartGap(),
        watch.saveProblem(),
        new Collector(
            collector.address().toString(),
            collector.received(),
            collector.dropped(),
            collector.foreign() + watch.refusedExporters(),
            collector.waiting(),
            watch.lastMalformed()),
        exporters,
        new Broker(
            settings.broker().toString(),
            fleet.lastAnswer(),
            fleet.problem(),
            holdings.revision(),
            holdings.live().size(),
            unusable(watch)),
        budgets(settings, watch),
        served(settings, state.served()),
        state.served().gateways().entrySet().stream()
            .map(e -> new Gateway(e.getKey(), e.getValue().highest(), e.getValue().missing()))
            .sorted(Comparator.comparing(Gateway::id))
            .toList(),
        state.totals());
  }

  private static List<String> unusable(Watch watch) {
    var holdings = watch.holdings();
    var unusable = new ArrayList<>(holdings.problems());
    unusable.addAll(watch.detector().attributor().problems(holdings));
    return unusable;
  }

  private static List<Budget> budgets(Settings settings, Watch watch) {
    var state = watch.state();
    var budgets = new ArrayList<Budget>();
    for (var model : watch.holdings().models()) {
      var egress = state.models().getOrDefault(model.key(), EgressBudget.State.EMPTY);
      budgets.add(
          budget(
              model.key().toString(),
              egress,
              model.budgetBytes(),
              model.weightBytes(),
              model.frozen()));
    }
    budgets.add(budget("site", state.unattributed(), settings.unattributedBudgetBytes(), 0, false));
    return budgets;
  }

  private static Budget budget(
      String subject,
      EgressBudget.State egress,
      long budgetBytes,
      long weightBytes,
      boolean frozen) {
    long used = egress.window().bytes();
    return new Budget(
        subject,
        used,
        budgetBytes,
        fraction(used, budgetBytes),
        weightBytes,
        frozen,
        egress.late());
  }

  private static double fraction(long used, long budget) {
    return budget > 0 ? (double) used / budget : used > 0 ? 1 : 0;
  }

  private static List<Served> served(Settings settings, ServedLedger ledger) {
    long budget = settings.servedBudgetBytes();
    return ledger.served().values().stream()
        .map(
            s ->
                new Served(
                    s.tenant(),
                    s.model().toString(),
                    s.requests(),
                    s.promptTokens(),
                    s.completionTokens(),
                    s.bytes(),
                    budget,
                    fraction(s.bytes(), budget)))
        .sorted(Comparator.comparing(Served::tenant).thenComparing(Served::model))
        .toList();
  }
}
