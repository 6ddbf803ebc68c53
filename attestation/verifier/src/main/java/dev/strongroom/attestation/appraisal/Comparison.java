package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.eventlog.EventLog;
import dev.strongroom.attestation.policy.AppliedPolicy;
import java.util.Optional;

/// What a look at one piece of Evidence compares it with.
///
/// @param nonce what it must carry
/// @param policy what is accepted
/// @param eventLog what is said to have been measured, which must explain the registers that the
///   Evidence shows
public record Comparison(
    Optional<SessionNonce> nonce, Optional<AppliedPolicy> policy, Optional<EventLog> eventLog) {
  /// Nothing to compare with.
  public static Comparison none() {
    return new Comparison(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// With a nonce and a policy, or without.
  public static Comparison of(Optional<SessionNonce> nonce, Optional<AppliedPolicy> policy) {
    return new Comparison(nonce, policy, Optional.empty());
  }
}
