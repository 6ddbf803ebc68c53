package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.policy.AppliedPolicy;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbPolicy;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Under what Evidence is verified.
///
/// @param collateral fetched beforehand
/// @param anchors which roots are trusted
/// @param tcb how far an Intel platform may be behind
/// @param now the time to verify at
/// @param cache what was verified before: devices of one node share issuers and manifests
record Conditions(
    Collateral collateral,
    TrustAnchors anchors,
    TcbPolicy tcb,
    Instant now,
    VerificationCache cache) {
  /// Twice a board of twelve devices, and its manifests.
  private static final int KEPT = 32;

  Conditions {
    if (collateral.nras().filter(n -> n.profile() != anchors.profile()).isPresent()) {
      throw new IllegalArgumentException("an NRAS answer of another profile than the roots");
    }
  }

  /// With nothing kept from before.
  static Conditions of(
      Optional<AppliedPolicy> policy, Collateral collateral, TrustAnchors anchors, Instant now) {
    return of(policy, collateral, anchors, now, new VerificationCache(KEPT));
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
