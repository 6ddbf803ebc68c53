package dev.strongroom.agent.lease;

import dev.strongroom.agent.lease.LeaseState.Live;
import dev.strongroom.agent.lease.LeaseState.Over;
import dev.strongroom.agent.lease.LeaseState.Renewing;
import dev.strongroom.agent.lease.LeaseState.Resting;
import dev.strongroom.protocol.release.LeaseStatus;
import java.time.Duration;
import java.util.OptionalLong;

/// The holder's side of a lease, as pure transitions. Immutable, thread-safe.
///
/// | From | Event | To | Send |
/// |---|---|---|---|
/// | Resting | Tick before beatAt | unchanged | |
/// | Resting | Tick from beatAt, Woken | Renewing(n+1) | heartbeat n+1 |
/// | Resting | Answered live, Failed | unchanged: a late answer renews nothing | |
/// | Renewing(n) | Tick before repeatAt | unchanged | |
/// | Renewing(n) | Tick from repeatAt | Renewing(n), repeatAt later | heartbeat n again |
/// | Renewing(n) | Woken | Renewing(n), again | |
/// | Renewing(n) | Failed(n) | Renewing(n), repeatAt soon | |
/// | Renewing(n) | Answered live, n | Resting, deadline = sentAt + ttl; or Renewing(n+1) if again | heartbeat n+1 if again |
/// | Renewing(n) | Answered live or Failed, another number | unchanged | |
/// | Live | any, at or past the deadline | Over(Expired) | |
/// | Live | Answered not live, whatever number | Over(Revoked) | |
/// | Live(n) | Rejected, n or later | Over(Rejected) | |
/// | Live(n) | Rejected, before n | unchanged: a late duplicate of an answered heartbeat | |
/// | Over | any | unchanged | |
///
/// The deadline goes first: an answer that comes too late revives nothing. A status of another
/// lease is no event of this one and changes nothing but for the deadline.
///
/// @param leaseId the lease
/// @param heartbeat how often to renew
public record LeaseMachine(String leaseId, Duration heartbeat) {
  /// How many times within a heartbeat's interval a lost one is tried again.
  private static final int RETRIES = 4;

  public LeaseMachine {
    if (!heartbeat.isPositive()) {
      throw new IllegalArgumentException("heartbeat: want more than zero");
    }
  }

  /// What follows.
  ///
  /// @param state the new state
  /// @param send number of the heartbeat to send now
  public record Step(LeaseState state, OptionalLong send) {
    private static Step to(LeaseState state) {
      return new Step(state, OptionalLong.empty());
    }
  }

  /// True if the model may be used at `now`. Asked for every request: the state alone may be stale
  /// where the machine slept.
  public static boolean allows(LeaseState state, long now) {
    return state instanceof Live live && now - live.deadline() < 0;
  }

  /// The transition.
  public Step next(LeaseState state, LeaseEvent event) {
    return switch (state) {
      case Over over -> Step.to(over);
      case Live live when event.now() - live.deadline() >= 0 ->
          Step.to(new Over(new LeaseEnd.Expired()));
      case Resting resting -> rest(resting, event);
      case Renewing renewing -> renew(renewing, event);
    };
  }

  private Step rest(Resting state, LeaseEvent event) {
    return switch (event) {
      case LeaseEvent.Tick(long now) when now - state.beatAt() < 0 -> Step.to(state);
      case LeaseEvent.Tick(long now) -> send(state.deadline(), state.sequence() + 1, now);
      case LeaseEvent.Woken(long now) -> send(state.deadline(), state.sequence() + 1, now);
      case LeaseEvent.Answered(_, var status) when ends(status) -> revoked(status);
      case LeaseEvent.Answered _, LeaseEvent.Failed _ -> Step.to(state);
      case LeaseEvent.Rejected(_, long sequence, _) when sequence < state.sequence() ->
          Step.to(state);
      case LeaseEvent.Rejected(_, _, var detail) -> rejected(detail);
    };
  }

  private Step renew(Renewing state, LeaseEvent event) {
    return switch (event) {
      case LeaseEvent.Tick(long now) when now - state.repeatAt() < 0 -> Step.to(state);
      case LeaseEvent.Tick(long now) ->
          new Step(repeat(state, now + heartbeat.toNanos()), OptionalLong.of(state.sequence()));
      case LeaseEvent.Woken _ ->
          Step.to(
              new Renewing(
                  state.deadline(), state.sequence(), state.sentAt(), state.repeatAt(), true));
      case LeaseEvent.Failed(long now, long sequence) when sequence == state.sequence() ->
          Step.to(repeat(state, now + heartbeat.toNanos() / RETRIES));
      case LeaseEvent.Failed _ -> Step.to(state);
      case LeaseEvent.Answered(_, var status) when ends(status) -> revoked(status);
      case LeaseEvent.Answered(long now, var status) when answers(status, state) ->
          renewed(state, status, now);
      case LeaseEvent.Answered _ -> Step.to(state);
      case LeaseEvent.Rejected(_, long sequence, _) when sequence < state.sequence() ->
          Step.to(state);
      case LeaseEvent.Rejected(_, _, var detail) -> rejected(detail);
    };
  }

  private Step renewed(Renewing state, LeaseStatus status, long now) {
    long deadline = state.sentAt() + status.ttl().toNanos();
    if (now - deadline >= 0) {
      return Step.to(new Over(new LeaseEnd.Expired()));
    }
    return state.again()
        ? send(deadline, state.sequence() + 1, now)
        : Step.to(new Resting(deadline, state.sequence(), state.sentAt() + heartbeat.toNanos()));
  }

  private Step send(long deadline, long sequence, long now) {
    return new Step(
        new Renewing(deadline, sequence, now, now + heartbeat.toNanos(), false),
        OptionalLong.of(sequence));
  }

  private static Renewing repeat(Renewing state, long at) {
    return new Renewing(state.deadline(), state.sequence(), state.sentAt(), at, state.again());
  }

  private boolean ends(LeaseStatus status) {
    return status.leaseId().equals(leaseId) && !status.live();
  }

  private boolean answers(LeaseStatus status, Renewing state) {
    return status.leaseId().equals(leaseId) && status.sequence() == state.sequence();
  }

  private static Step revoked(LeaseStatus status) {
    return Step.to(new Over(new LeaseEnd.Revoked(status.reason())));
  }

  private static Step rejected(String detail) {
    return Step.to(new Over(new LeaseEnd.Rejected(detail)));
  }
}
