package dev.strongroom.detector.budget;

import dev.strongroom.detector.flow.FlowRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One budget of bytes over the [window][Window#LENGTH]. A crossing is told once; it can be told
/// again only after the bytes in the window fell to nine tenths of the budget.
///
/// | From | To | When |
/// |---|---|---|
/// | under | over | bytes in the window exceed the budget: a crossing |
/// | over | under | bytes in the window are at most 9/10 of the budget |
public final class EgressBudget {
  /// Records kept to show what is behind a crossing.
  static final int EVIDENCE_RECORDS = 32;

  private EgressBudget() {}

  /// What is remembered of one budget. Immutable.
  ///
  /// @param window the bytes
  /// @param over true after a crossing
  /// @param recent the last records that counted, oldest first
  /// @param late records that had already left the window when they came
  public record State(Window window, boolean over, List<FlowRecord> recent, long late) {
    /// Nothing counted yet.
    public static final State EMPTY = new State(Window.EMPTY, false, List.of(), 0);

    public State {
      recent = List.copyOf(recent);
    }
  }

  /// Bytes went over the budget.
  ///
  /// @param at event time of the record that did it
  /// @param observedBytes in the window, that record included
  /// @param budgetBytes allowed in it
  /// @param since start of the earliest record in the window
  /// @param top destinations with most bytes
  /// @param evidence the last records that counted
  public record Crossing(
      Instant at,
      long observedBytes,
      long budgetBytes,
      Instant since,
      List<Window.Share> top,
      List<FlowRecord> evidence) {
    public Crossing {
      top = List.copyOf(top);
      evidence = List.copyOf(evidence);
    }
  }

  /// The next state, and the crossing if this record made one.
  public record Step(State state, Optional<Crossing> crossing) {}

  /// Counts `record`.
  ///
  /// @param watermark latest event time seen so far, this record's included
  /// @param budgetBytes allowed in the window
  public static Step next(State state, FlowRecord record, Instant watermark, long budgetBytes) {
    var window = state.window().at(watermark);
    if (!Window.holds(record.end(), watermark)) {
      var late = new State(window, state.over(), state.recent(), state.late() + 1);
      return new Step(late, Optional.empty());
    }
    window = window.plus(record);
    var recent = remember(state.recent(), record);
    boolean wasOver = state.over() && !isBackUnder(state.window().at(watermark), budgetBytes);
    boolean over = window.bytes() > budgetBytes;
    var next = new State(window, wasOver || over, recent, state.late());
    return new Step(
        next,
        over && !wasOver
            ? Optional.of(crossing(window, record.end(), budgetBytes, recent))
            : Optional.empty());
  }

  private static boolean isBackUnder(Window window, long budgetBytes) {
    return window.bytes() <= budgetBytes - budgetBytes / 10;
  }

  private static List<FlowRecord> remember(List<FlowRecord> recent, FlowRecord record) {
    var changed = new ArrayList<>(recent);
    changed.add(record);
    return changed.size() > EVIDENCE_RECORDS ? changed.subList(1, changed.size()) : changed;
  }

  private static Crossing crossing(
      Window window, Instant at, long budgetBytes, List<FlowRecord> recent) {
    return new Crossing(
        at, window.bytes(), budgetBytes, window.since().orElse(at), window.top(5), recent);
  }
}
