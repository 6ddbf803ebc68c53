package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.policy.AppliedPolicy;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbPolicy;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.protocol.evidence.EvidenceSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Under what Evidence is verified.
///
/// @param collateral fetched beforehand
/// @param anchors which roots are trusted
/// @param tcb how far an Intel platform may be behind
/// @param now the time to verify at
/// @param cache chains of accelerators that were verified before: those of one node share issuers
record Conditions(
    Collateral collateral,
    TrustAnchors anchors,
    TcbPolicy tcb,
    Instant now,
    VerificationCache cache) {
  /// With nothing kept from before.
  static Conditions of(
      Optional<AppliedPolicy> policy, Collateral collateral, TrustAnchors anchors, Instant now) {
    var ofOneNode = new VerificationCache(EvidenceSet.MAX_DEVICES);
    return of(policy, collateral, anchors, now, ofOneNode);
  }

  /// With the grace that `policy` gives; without a policy there is none.
  static Conditions of(
      Optional<AppliedPolicy> policy,
      Collateral collateral,
      TrustAnchors anchors,
      Instant now,
      VerificationCache cache) {
    var tcb =
        policy
            .map(p -> Duration.ofDays(p.policy().document().tcbGraceDays()))
            .map(grace -> new TcbPolicy(0, grace))
            .orElse(TcbPolicy.STRICT);
    return new Conditions(collateral, anchors, tcb, now, cache);
  }
}
