package dev.strongroom.broker.policy;

import dev.strongroom.attestation.appraisal.AppraisalPolicy;
import dev.strongroom.broker.Refusals;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.wire.Bytes;
import java.time.Duration;
import java.util.Optional;

/// What a policy must be before it comes into force. Pure.
public final class PolicyRules {
  /// Longest lease: a holder that is cut off stops within it.
  public static final Duration MAX_TTL = Duration.ofHours(24);

  /// Shortest lease: below it, ordinary scheduling would end leases.
  public static final Duration MIN_TTL = Duration.ofSeconds(1);

  private static final String TITLE = "Policy refused";

  private PolicyRules() {}

  /// A policy's place in the order.
  ///
  /// @param version its policyVersion
  /// @param digest SHA-384 of its signed payload
  public record Standing(long version, Bytes digest) {}

  /// What applying a policy means.
  public enum Step {
    /// It is the one in force.
    KEEP,
    /// It comes into force.
    ADOPT,
  }

  /// Compares `offered` with the policy in force.
  ///
  /// @throws RefusedException if its version is lower, or the same for other content
  public static Step next(Optional<Standing> inForce, Standing offered) throws RefusedException {
    if (inForce.isEmpty() || offered.version() > inForce.get().version()) {
      return Step.ADOPT;
    }
    if (offered.version() < inForce.get().version()) {
      throw Refusals.conflict(
          "policy.version",
          TITLE,
          "policyVersion is "
              + offered.version()
              + ", in force is "
              + inForce.get().version()
              + ": versions only rise");
    }
    if (!offered.digest().equals(inForce.get().digest())) {
      throw Refusals.conflict(
          "policy.version",
          TITLE,
          "policyVersion " + offered.version() + " is in force with other content: raise it");
    }
    return Step.KEEP;
  }

  /// Refuses terms that no release could be made under.
  ///
  /// @throws RefusedException naming the term
  public static void requireUsable(ReleasePolicy policy) throws RefusedException {
    var lease = policy.lease();
    if (lease.ttl().compareTo(MIN_TTL) < 0
        || lease.ttl().compareTo(MAX_TTL) > 0
        || !lease.heartbeat().isPositive()
        || lease.heartbeat().compareTo(lease.ttl()) >= 0) {
      throw Refusals.badRequest(
          "policy.lease",
          TITLE,
          "lease is ttl "
              + lease.ttl()
              + ", heartbeat "
              + lease.heartbeat()
              + "; want PT1S <= ttl <= PT24H and 0 < heartbeat < ttl");
    }
    try {
      var _ = AppraisalPolicy.of(policy);
    } catch (IllegalArgumentException e) {
      throw Refusals.badRequest("policy.invalid", TITLE, String.valueOf(e.getMessage()));
    }
  }
}
