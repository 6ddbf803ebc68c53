package dev.strongroom.agent.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.agent.lease.LeaseMachine.Step;
import dev.strongroom.agent.lease.LeaseState.Live;
import dev.strongroom.agent.lease.LeaseState.Over;
import dev.strongroom.agent.lease.LeaseState.Renewing;
import dev.strongroom.agent.lease.LeaseState.Resting;
import dev.strongroom.protocol.release.LeaseStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Times are small numbers of nanoseconds; a heartbeat is due every 8.
class LeaseMachineTest {
  private static final String ID = "lease-1";
  private static final long BEAT = 8;
  private static final long TTL = 20;

  private final LeaseMachine machine = new LeaseMachine(ID, Duration.ofNanos(BEAT));

  private static LeaseEvent tick(long now) {
    return new LeaseEvent.Tick(now);
  }

  private static LeaseEvent live(long now, long sequence) {
    return new LeaseEvent.Answered(
        now, new LeaseStatus(ID, sequence, true, "", Duration.ofNanos(TTL)));
  }

  private static LeaseEvent ended(long now, long sequence) {
    return new LeaseEvent.Answered(
        now, new LeaseStatus(ID, sequence, false, "contained", Duration.ZERO));
  }

  private Step next(LeaseState state, LeaseEvent event) {
    return machine.next(state, event);
  }

  @Nested
  @DisplayName("Resting")
  class WhileResting {
    private final Resting resting = new Resting(100, 3, 50);

    @Test
    void staysBeforeTheNextBeatIsDue() {
      assertThat(next(resting, tick(49))).isEqualTo(new Step(resting, OptionalLong.empty()));
    }

    @Test
    void beatsWhenDue() {
      assertThat(next(resting, tick(50)))
          .isEqualTo(new Step(new Renewing(100, 4, 50, 58, false), OptionalLong.of(4)));
    }

    @Test
    void beatsWhenWoken() {
      assertThat(next(resting, new LeaseEvent.Woken(10)))
          .isEqualTo(new Step(new Renewing(100, 4, 10, 18, false), OptionalLong.of(4)));
    }

    @Test
    void isNotRenewedByALateAnswer() {
      assertThat(next(resting, live(40, 3)).state()).isEqualTo(resting);
      assertThat(next(resting, new LeaseEvent.Failed(40, 3)).state()).isEqualTo(resting);
    }

    @Test
    void ends() {
      assertThat(next(resting, ended(40, 2)).state())
          .isEqualTo(new Over(new LeaseEnd.Revoked("contained")));
      assertThat(next(resting, new LeaseEvent.Rejected(40, 3, "lease.unknown")).state())
          .isEqualTo(new Over(new LeaseEnd.Rejected("lease.unknown")));
    }

    @Test
    void outlivesTheRefusalOfALateDuplicate() {
      assertThat(next(resting, new LeaseEvent.Rejected(40, 2, "lease.sequence")))
          .isEqualTo(new Step(resting, OptionalLong.empty()));
    }
  }

  @Nested
  @DisplayName("Renewing")
  class WhileRenewing {
    private final Renewing renewing = new Renewing(100, 4, 50, 58, false);

    @Test
    void countsTheTimeFromTheFirstSending() {
      assertThat(next(renewing, live(57, 4)))
          .isEqualTo(new Step(new Resting(70, 4, 58), OptionalLong.empty()));
    }

    @Test
    void repeatsTheSameNumberAndWinsNoTimeByIt() {
      var repeated = next(renewing, tick(58));

      assertThat(repeated)
          .isEqualTo(new Step(new Renewing(100, 4, 50, 66, false), OptionalLong.of(4)));
      assertThat(next(repeated.state(), live(60, 4)).state()).isEqualTo(new Resting(70, 4, 58));
    }

    @Test
    void isTriedAgainSoonAfterAFailure() {
      assertThat(next(renewing, new LeaseEvent.Failed(51, 4)).state())
          .isEqualTo(new Renewing(100, 4, 50, 53, false));
      assertThat(next(renewing, new LeaseEvent.Failed(51, 3)).state()).isEqualTo(renewing);
    }

    @Test
    void beatsOnceMoreIfWokenMeanwhile() {
      var woken = next(renewing, new LeaseEvent.Woken(51)).state();

      assertThat(next(woken, live(52, 4)))
          .isEqualTo(new Step(new Renewing(70, 5, 52, 60, false), OptionalLong.of(5)));
    }

    @Test
    void ignoresOtherNumbersAndOtherLeases() {
      assertThat(next(renewing, live(51, 3)).state()).isEqualTo(renewing);
      assertThat(next(renewing, live(51, 5)).state()).isEqualTo(renewing);
      var foreign = new LeaseStatus("lease-2", 4, false, "not ours", Duration.ZERO);
      assertThat(next(renewing, new LeaseEvent.Answered(51, foreign)).state()).isEqualTo(renewing);
    }

    @Test
    void outlivesTheRefusalOfALateDuplicateOnly() {
      assertThat(next(renewing, new LeaseEvent.Rejected(51, 3, "lease.sequence")))
          .isEqualTo(new Step(renewing, OptionalLong.empty()));
      assertThat(next(renewing, new LeaseEvent.Rejected(51, 4, "lease.unknown")).state())
          .isEqualTo(new Over(new LeaseEnd.Rejected("lease.unknown")));
    }

    @Test
    void isNotRevivedByAnAnswerThatCountsFromTooLongAgo() {
      var slow = new Renewing(100, 4, 50, 90, false);

      assertThat(next(slow, live(70, 4)).state()).isEqualTo(new Over(new LeaseEnd.Expired()));
    }
  }

  @Test
  void isOverAtTheDeadlineWhateverComesThen() {
    for (var state : List.of(new Resting(100, 3, 99), new Renewing(100, 3, 50, 99, true))) {
      for (var event :
          List.of(
              tick(100),
              new LeaseEvent.Woken(100),
              live(100, 3),
              ended(100, 3),
              new LeaseEvent.Failed(100, 3),
              new LeaseEvent.Rejected(100, 3, "no"))) {
        assertThat(next(state, event).state()).isEqualTo(new Over(new LeaseEnd.Expired()));
      }
      assertThat(LeaseMachine.allows(state, 99)).isTrue();
      assertThat(LeaseMachine.allows(state, 100)).isFalse();
    }
  }

  @Test
  void comparesTimesAcrossTheClocksOverflow() {
    var state = LeaseState.granted(Long.MAX_VALUE - 5, Duration.ofNanos(TTL));

    assertThat(LeaseMachine.allows(state, Long.MIN_VALUE + 10)).isTrue();
    assertThat(LeaseMachine.allows(state, Long.MIN_VALUE + 14)).isFalse();
  }

  @Test
  void wantsAnInterval() {
    assertThatThrownBy(() -> new LeaseMachine(ID, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// Every state that is reachable within four beats, by every event at every moment, against the
  /// promises that do not depend on how the machine is written.
  @Test
  void keepsItsPromisesInEveryReachableState() {
    var start = LeaseState.granted(0, Duration.ofNanos(TTL));
    var seen = new HashSet<Moment>();
    var open = new ArrayDeque<Moment>();
    open.add(new Moment(start, 0));
    while (!open.isEmpty()) {
      var moment = open.poll();
      if (moment.now() > 4 * BEAT || !seen.add(moment)) {
        continue;
      }
      for (var event : eventsAt(moment.now())) {
        var step = next(moment.state(), event);
        assertPromises(moment.state(), event, step);
        open.add(new Moment(step.state(), moment.now()));
        open.add(new Moment(step.state(), moment.now() + 3));
      }
    }
    assertThat(seen).hasSizeGreaterThan(300);
  }

  private record Moment(LeaseState state, long now) {}

  private static List<LeaseEvent> eventsAt(long now) {
    var events = new ArrayList<LeaseEvent>();
    events.add(tick(now));
    events.add(new LeaseEvent.Woken(now));
    for (long sequence = 0; sequence <= 4; sequence++) {
      events.add(live(now, sequence));
      events.add(ended(now, sequence));
      events.add(new LeaseEvent.Failed(now, sequence));
      events.add(new LeaseEvent.Rejected(now, sequence, "no"));
    }
    return events;
  }

  private static void assertPromises(LeaseState before, LeaseEvent event, Step step) {
    var after = step.state();
    if (before instanceof Over) {
      assertThat(after).isEqualTo(before);
    }
    if (after instanceof Live live) {
      assertThat(before).isInstanceOf(Live.class);
      var was = (Live) before;
      assertThat(event.now()).isLessThan(was.deadline());
      assertThat(event.now()).isLessThan(live.deadline());
      if (live.deadline() != was.deadline()) {
        // Only a live answer to the number that is under way moves the deadline, and never beyond
        // what it says, counted from the first sending.
        assertThat(was).isInstanceOf(Renewing.class);
        var renewing = (Renewing) was;
        assertThat(event).isEqualTo(live(event.now(), renewing.sequence()));
        assertThat(live.deadline()).isEqualTo(renewing.sentAt() + TTL);
      }
    } else {
      assertThat(step.send()).isEmpty();
    }
    if (event instanceof LeaseEvent.Answered(_, var status) && !status.live()) {
      assertThat(after).isInstanceOf(Over.class);
    }
    if (event instanceof LeaseEvent.Rejected(long now, long sequence, _)
        && before instanceof Live was
        && now < was.deadline()) {
      if (sequence < was.sequence()) {
        assertThat(step).isEqualTo(new Step(before, OptionalLong.empty()));
      } else {
        assertThat(after).isInstanceOf(Over.class);
      }
    }
    step.send()
        .ifPresent(
            number ->
                assertThat(after)
                    .isInstanceOfSatisfying(
                        Renewing.class, r -> assertThat(r.sequence()).isEqualTo(number)));
  }
}
