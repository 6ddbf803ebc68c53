package dev.strongroom.detector.budget;

import dev.strongroom.detector.flow.FlowRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One budget of bytes over the [window][Window#LENGTH]. Every whole budget that the bytes exceed
/// is a step: the budget itself is the first, twice the budget the second, and so on, so that
/// nothing of size leaves unnoticed after the first. A step is told once; it can be told again only
/// after the bytes in the window fell to a tenth of a budget below it. A record that takes several
/// steps is one crossing, of the highest.
///
/// | From | To | When |
/// |---|---|---|
/// | step j | step k > j | bytes in the window exceed k budgets, but not k + 1: a crossing |
/// | step j | step k < j | bytes in the window are at most k + 9/10 budgets |
///
/// A budget of nothing is crossed by the first byte, and again by every 64 MiB after it. A sum that
/// cannot grow any more, by forged records, is crossed by every record.
public final class EgressBudget {
  /// Records kept to show what is behind a crossing.
  static final int EVIDENCE_RECORDS = 32;

  /// Bytes of a step above a budget of nothing, which has no multiples.
  static final long STEP_WITHOUT_BUDGET = 64L << 20;

  private EgressBudget() {}

  /// What is remembered of one budget. Immutable.
  ///
  /// @param window the bytes
  /// @param step the last that was told and not taken back, 0 while under the budget
  /// @param recent the last records that counted, oldest first
  /// @param late records that had already left the window when they came
  public record State(Window window, long step, List<FlowRecord> recent, long late) {
    /// Nothing counted yet.
    public static final State EMPTY = new State(Window.EMPTY, 0, List.of(), 0);

    public State {
      recent = List.copyOf(recent);
    }

    /// True after a crossing.
    public boolean over() {
      return step > 0;
    }
  }

  /// Bytes went over the budget, or over one more whole budget.
  ///
  /// @param at event time of the record that did it
  /// @param step whole budgets exceeded, the first is 1
  /// @param observedBytes in the window, that record included
  /// @param budgetBytes allowed in it
  /// @param since start of the earliest record in the window
  /// @param top destinations with most bytes
  /// @param evidence the last records that counted
  public record Crossing(
      Instant at,
      long step,
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
      var late = new State(window, state.step(), state.recent(), state.late() + 1);
      return new Step(late, Optional.empty());
    }
    window = window.plus(record);
    var recent = remember(state.recent(), record);
    long told = stillTold(state.step(), state.window().at(watermark).bytes(), budgetBytes);
    long step = stepOf(window.bytes(), budgetBytes);
    if (window.bytes() == Long.MAX_VALUE) {
      // The sum is full, so steps no longer show: every record may be one.
      step = told + 1;
    }
    var next = new State(window, Math.max(told, step), recent, state.late());
    return new Step(
        next,
        step > told
            ? Optional.of(crossing(window, record.end(), step, budgetBytes, recent))
            : Optional.empty());
  }

  /// Whole budgets that `bytes` exceed; 0 within the budget.
  static long stepOf(long bytes, long budgetBytes) {
    if (bytes <= budgetBytes) {
      return 0;
    }
    return budgetBytes > 0 ? (bytes - 1) / budgetBytes : 1 + (bytes - 1) / STEP_WITHOUT_BUDGET;
  }

  /// The highest step of those told that the bytes have not fallen a tenth of a budget below.
  static long stillTold(long told, long bytes, long budgetBytes) {
    long slack = Math.min(budgetBytes / 10, Long.MAX_VALUE - bytes);
    return Math.min(told, stepOf(bytes + slack, budgetBytes));
  }

  private static List<FlowRecord> remember(List<FlowRecord> recent, FlowRecord record) {
    var changed = new ArrayList<>(recent);
    changed.add(record);
    return changed.size() > EVIDENCE_RECORDS ? changed.subList(1, changed.size()) : changed;
  }

  private static Crossing crossing(
      Window window, Instant at, long step, long budgetBytes, List<FlowRecord> recent) {
    return new Crossing(
        at, step, window.bytes(), budgetBytes, window.since().orElse(at), window.top(5), recent);
  }
}
