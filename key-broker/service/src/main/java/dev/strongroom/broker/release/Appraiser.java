package dev.strongroom.broker.release;

import dev.strongroom.attestation.appraisal.AppraisalPolicy;
import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Claims;
import dev.strongroom.attestation.appraisal.Expected;
import dev.strongroom.attestation.appraisal.NodeAppraisal;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.broker.verifier.CollateralAtHand;
import dev.strongroom.broker.verifier.Turns;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;

/// Appraises Evidence under one set of roots, with the collateral of the process, a bounded number
/// at a time. Thread-safe.
public final class Appraiser {
  /// Some boards of eight GPUs and four switches.
  private static final int CHAINS_KEPT = 256;

  private final TrustAnchors anchors;
  private final CollateralAtHand atHand;
  private final Turns turns;
  private final VerificationCache seenBefore = new VerificationCache(CHAINS_KEPT);

  /// @param anchors roots of the broker's profile
  /// @param atHand what vendors say
  /// @param limit how many at a time
  public Appraiser(TrustAnchors anchors, CollateralAtHand atHand, int limit) {
    this.anchors = anchors;
    this.atHand = atHand;
    this.turns = new Turns(limit);
  }

  /// The verdict over `evidence`.
  ///
  /// @throws MalformedException if a report has another form than its scheme demands
  /// @throws UnavailableException if the collateral may not be used at `now`, or too many are being
  ///   appraised: there is no verdict
  AttestationResult<Claims> appraise(
      EvidenceSet evidence, Expected expected, AppraisalPolicy policy, Instant now)
      throws MalformedException, UnavailableException {
    var collateral = atHand.collateral(now);
    return turns.take(
        () ->
            NodeAppraisal.appraise(
                evidence, expected, policy, collateral, anchors, now, seenBefore));
  }
}
