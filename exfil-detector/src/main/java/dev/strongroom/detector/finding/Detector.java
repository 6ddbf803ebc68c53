package dev.strongroom.detector.finding;

import dev.strongroom.detector.attribution.Attribution;
import dev.strongroom.detector.attribution.Attributor;
import dev.strongroom.detector.attribution.Holdings;
import dev.strongroom.detector.attribution.ModelKey;
import dev.strongroom.detector.attribution.WatchedModel;
import dev.strongroom.detector.budget.EgressBudget;
import dev.strongroom.detector.budget.ServedLedger;
import dev.strongroom.detector.budget.Sums;
import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.protocol.egress.EgressReport;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Flow records and gateway reports in, findings out. Depends on its arguments alone, so that a
/// replay gives the same findings.
///
/// @param attributor says what a record means
/// @param unattributedBudgetBytes that may leave the site unattributed in 30 days
/// @param servedBudgetBytes that one tenant may be served from one model in 30 days
public record Detector(
    Attributor attributor, long unattributedBudgetBytes, long servedBudgetBytes) {
  /// What is remembered. Immutable.
  ///
  /// @param watermark latest event time seen
  /// @param models egress of each model that has any
  /// @param unattributed bytes that left the site from unknown senders
  /// @param served what gateways reported
  /// @param totals bytes seen, by what they meant
  public record State(
      Instant watermark,
      Map<ModelKey, EgressBudget.State> models,
      EgressBudget.State unattributed,
      ServedLedger served,
      Totals totals) {
    /// Nothing seen yet.
    public static final State EMPTY =
        new State(
            Instant.EPOCH, Map.of(), EgressBudget.State.EMPTY, ServedLedger.EMPTY, Totals.NONE);

    public State {
      models = Map.copyOf(models);
    }
  }

  /// Bytes seen, by what they meant. A record counts once here, for however many models.
  ///
  /// @param counted from holders to unlisted destinations
  /// @param allowed from holders to listed ones
  /// @param served from gateways, as flows show it
  /// @param unattributed left the site, sender unknown
  /// @param noEgress all others
  public record Totals(long counted, long allowed, long served, long unattributed, long noEgress) {
    /// No bytes.
    public static final Totals NONE = new Totals(0, 0, 0, 0, 0);

    Totals plusCounted(long octets) {
      return new Totals(Sums.of(counted, octets), allowed, served, unattributed, noEgress);
    }

    Totals plusAllowed(long octets) {
      return new Totals(counted, Sums.of(allowed, octets), served, unattributed, noEgress);
    }

    Totals plusServed(long octets) {
      return new Totals(counted, allowed, Sums.of(served, octets), unattributed, noEgress);
    }

    Totals plusUnattributed(long octets) {
      return new Totals(counted, allowed, served, Sums.of(unattributed, octets), noEgress);
    }

    Totals plusNoEgress(long octets) {
      return new Totals(counted, allowed, served, unattributed, Sums.of(noEgress, octets));
    }
  }

  /// The next state and what was found.
  public record Step(State state, List<Finding> findings) {
    public Step {
      findings = List.copyOf(findings);
    }
  }

  /// Takes in one flow record.
  public Step next(State state, FlowRecord record, Holdings holdings) {
    var watermark = record.end().isAfter(state.watermark()) ? record.end() : state.watermark();
    var totals = state.totals();
    long octets = record.octets();
    return switch (attributor.attribute(record, holdings)) {
      case Attribution.Held(var counted) when counted.isEmpty() ->
          quiet(state, watermark, totals.plusAllowed(octets));
      case Attribution.Held(var counted) -> count(state, record, watermark, counted, holdings);
      case Attribution.Served _ -> quiet(state, watermark, totals.plusServed(octets));
      case Attribution.NoEgress _ -> quiet(state, watermark, totals.plusNoEgress(octets));
      case Attribution.Unattributed _ -> countUnattributed(state, record, watermark);
    };
  }

  private static Step quiet(State state, Instant watermark, Totals totals) {
    return new Step(
        new State(watermark, state.models(), state.unattributed(), state.served(), totals),
        List.of());
  }

  private static Step count(
      State state,
      FlowRecord record,
      Instant watermark,
      List<ModelKey> counted,
      Holdings holdings) {
    var models = new HashMap<>(state.models());
    var findings = new ArrayList<Finding>();
    for (var key : counted) {
      // A model that the broker no longer lists has no budget, so any byte of it is too much.
      var model =
          holdings.model(key).orElseGet(() -> new WatchedModel(key, 0, 0, List.of(), false));
      var before = models.getOrDefault(key, EgressBudget.State.EMPTY);
      var step = EgressBudget.next(before, record, watermark, model.budgetBytes());
      models.put(key, step.state());
      step.crossing()
          .ifPresent(crossing -> findings.add(Explanations.modelEgress(key, model, crossing)));
    }
    var next = state.totals().plusCounted(record.octets());
    return new Step(
        new State(watermark, models, state.unattributed(), state.served(), next), findings);
  }

  private Step countUnattributed(State state, FlowRecord record, Instant watermark) {
    var step = EgressBudget.next(state.unattributed(), record, watermark, unattributedBudgetBytes);
    var next = state.totals().plusUnattributed(record.octets());
    return new Step(
        new State(watermark, state.models(), step.state(), state.served(), next),
        step.crossing().map(Explanations::unattributed).stream().toList());
  }

  /// What a gateway's report did.
  ///
  /// @param state the next state
  /// @param outcome how it was taken
  /// @param findings what it showed
  public record ReportStep(State state, ServedLedger.Outcome outcome, List<Finding> findings) {
    public ReportStep {
      findings = List.copyOf(findings);
    }
  }

  /// Takes in a gateway's report whose signature holds.
  ///
  /// @param digest SHA-256 of its bytes
  public ReportStep next(State state, EgressReport report, Bytes digest, Instant now) {
    var step = state.served().next(report, digest, servedBudgetBytes);
    var next =
        new State(
            state.watermark(), state.models(), state.unattributed(), step.ledger(), state.totals());
    var findings = step.events().stream().map(event -> Explanations.of(event, now)).toList();
    return new ReportStep(next, step.outcome(), findings);
  }
}
