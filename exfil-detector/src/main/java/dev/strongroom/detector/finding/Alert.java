package dev.strongroom.detector.finding;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A finding and what became of it. Immutable.
///
/// | From | To | Trigger |
/// |---|---|---|
/// | open | acknowledged | an operator took it |
/// | open, acknowledged | contained | the broker ended the model's leases |
/// | open, acknowledged, contained | closed | an operator said how it ended |
///
/// @param id stable, see [Finding#alertId]
/// @param finding what was found, as it was when it was found
/// @param state how far it is
/// @param opened when, by our clock
/// @param freeze the order to freeze releases
/// @param end the order to end leases
/// @param history what happened to it, oldest first
public record Alert(
    String id,
    Finding finding,
    State state,
    Instant opened,
    Containment freeze,
    Containment end,
    List<Entry> history) {
  /// How far an alert is.
  public enum State {
    /// Nobody took it yet.
    @JsonProperty("open")
    OPEN,
    /// Someone looks at it.
    @JsonProperty("acknowledged")
    ACKNOWLEDGED,
    /// The model's leases were ended.
    @JsonProperty("contained")
    CONTAINED,
    /// Done.
    @JsonProperty("closed")
    CLOSED,
  }

  /// One thing that happened.
  ///
  /// @param at when
  /// @param who role that did it
  /// @param what in a few words
  public record Entry(Instant at, String who, String what) {}

  private static final int MAX_HISTORY = 200;

  public Alert {
    history = List.copyOf(history);
  }

  static Alert open(Finding finding, Instant now) {
    return new Alert(
        finding.alertId(),
        finding,
        State.OPEN,
        now,
        finding.rule().freezes() ? Containment.ordered(now) : Containment.none(now),
        Containment.none(now),
        List.of(new Entry(now, "detector", "opened")));
  }

  /// True while someone has yet to act on it: neither contained nor closed.
  public boolean unfinished() {
    return state == State.OPEN || state == State.ACKNOWLEDGED;
  }

  /// The alert after `further` was found about its subject while it was unfinished. Releases are
  /// frozen anew: someone may have lifted the freeze since.
  Alert withFurther(Finding further, Instant now) {
    boolean order = further.rule().freezes() && freeze.phase() != Containment.Phase.PENDING;
    return new Alert(
        id,
        finding,
        state,
        opened,
        order ? Containment.ordered(now) : freeze,
        end,
        noted(now, "detector", "found again: " + summary(further)));
  }

  private static String summary(Finding further) {
    return further.rule().unit() == Rule.Unit.BYTES
        ? ByteText.of(further.observed())
            + " where "
            + ByteText.of(further.expected())
            + " are allowed"
        : further.why();
  }

  /// True if it may go to `next` from where it is.
  public boolean mayBecome(State next) {
    return switch (next) {
      case OPEN -> false;
      case ACKNOWLEDGED -> state == State.OPEN;
      case CONTAINED -> state == State.OPEN || state == State.ACKNOWLEDGED;
      case CLOSED -> state != State.CLOSED;
    };
  }

  /// The alert in its next state.
  ///
  /// @throws IllegalStateException if it may not go there, see [#mayBecome]
  public Alert become(State next, String who, String what, Instant now) {
    if (!mayBecome(next)) {
      throw new IllegalStateException("an alert that is " + state + " cannot become " + next);
    }
    return new Alert(id, finding, next, opened, freeze, end, noted(now, who, what));
  }

  /// The alert with news of the freeze.
  public Alert withFreeze(Containment freeze) {
    return new Alert(id, finding, state, opened, freeze, end, news("freeze", this.freeze, freeze));
  }

  /// The alert with news of the end of leases.
  public Alert withEnd(Containment end, String who) {
    return new Alert(
        id,
        finding,
        state,
        opened,
        freeze,
        end,
        news("end of leases (" + who + ")", this.end, end));
  }

  private List<Entry> news(String order, Containment before, Containment after) {
    boolean same = before.phase() == after.phase() && before.detail().equals(after.detail());
    return same
        ? history
        : noted(
            after.at(),
            "broker",
            order + " " + after.phase().name().toLowerCase(Locale.ROOT) + ": " + after.detail());
  }

  private List<Entry> noted(Instant at, String who, String what) {
    var entries = new ArrayList<>(history);
    entries.add(new Entry(at, who, what));
    if (entries.size() > MAX_HISTORY) {
      entries.remove(leastMissed(entries));
    }
    return entries;
  }

  /// The oldest entry that is neither the first nor a person's: machines repeat themselves.
  private static int leastMissed(List<Entry> entries) {
    for (int i = 1; i < entries.size() - 1; i++) {
      var who = entries.get(i).who();
      if (who.equals("detector") || who.equals("broker")) {
        return i;
      }
    }
    return 0;
  }
}
