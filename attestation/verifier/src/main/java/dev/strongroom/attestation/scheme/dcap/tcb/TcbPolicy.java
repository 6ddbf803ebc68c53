package dev.strongroom.attestation.scheme.dcap.tcb;

import java.time.Duration;

/// How far a platform may be behind.
///
/// @param minimumEvaluationDataNumber lowest accepted `tcbEvaluationDataNumber`, so that nobody is
///   rated by data from before a TCB recovery
/// @param grace how long after the tcbDate of its level a platform that is out of date gets a
///   warning instead of a refusal; zero: not at all
public record TcbPolicy(int minimumEvaluationDataNumber, Duration grace) {
  /// Refuses what is out of date, takes any evaluation data.
  public static final TcbPolicy STRICT = new TcbPolicy(0, Duration.ZERO);

  public TcbPolicy {
    if (minimumEvaluationDataNumber < 0 || grace.isNegative()) {
      throw new IllegalArgumentException("neither number nor grace is negative");
    }
  }
}
