package dev.strongroom.detector.edge;

import java.time.Duration;
import java.time.Instant;

/// How old the last answer about the fleet is, and whether that was told. Thread-safe.
final class FleetAge {
  /// Three times the longest silence of a broker that is well: it answers a long poll in 20 s.
  private static final Duration OLDEST = Duration.ofMinutes(1);

  private final Instant started;
  private Instant lastAnswer = Instant.EPOCH;
  private boolean told;

  /// @param started when somebody began to ask; a first answer may take as long as any other
  FleetAge(Instant started) {
    this.started = started;
  }

  /// True while an answer of that time is young enough to say who holds what.
  static boolean isFresh(Instant lastAnswer, Instant now) {
    return !now.isAfter(lastAnswer.plus(OLDEST));
  }

  /// Takes in that the broker answered.
  synchronized void answered(Instant at) {
    lastAnswer = at;
    told = false;
  }

  /// True once for each time that the last answer grew too old.
  synchronized boolean turnsOld(Instant now) {
    var since = lastAnswer.isAfter(started) ? lastAnswer : started;
    if (told || isFresh(since, now)) {
      return false;
    }
    told = true;
    return true;
  }

  /// When the broker last answered, 1970 if never.
  synchronized Instant lastAnswer() {
    return lastAnswer;
  }
}
