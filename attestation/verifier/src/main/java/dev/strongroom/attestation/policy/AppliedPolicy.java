package dev.strongroom.attestation.policy;

import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.dsse.Envelope;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/// A policy with the reference values at hand for it. Immutable, thread-safe.
///
/// @param policy what is accepted
/// @param manifests signed reference values, as many as are at hand; those that the policy does not
///   name are not looked at
public record AppliedPolicy(Policy policy, List<Envelope> manifests) {
  public AppliedPolicy {
    manifests = List.copyOf(manifests);
  }

  /// See [Policy#findings].
  public List<Finding> findings(
      ClaimsTree claims, Collection<Finding> verification, Profile profile, Instant now) {
    return policy.findings(claims, verification, manifests, profile, now);
  }
}
