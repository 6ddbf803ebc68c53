package dev.strongroom.broker.release;

import dev.strongroom.attestation.appraisal.AppraisalPolicy;
import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Claims;
import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.Expected;
import dev.strongroom.attestation.appraisal.NodeAppraisal;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.broker.verifier.Turns;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;

/// Appraises Evidence under one set of roots, a bounded number at a time. Thread-safe.
public final class Appraiser {
  /// Some boards of eight GPUs and four switches.
  private static final int CHAINS_KEPT = 256;

  private final TrustAnchors anchors;
  private final Turns turns;
  private final VerificationCache seenBefore = new VerificationCache(CHAINS_KEPT);

  /// @param anchors roots of the broker's profile
  /// @param limit how many at a time
  public Appraiser(TrustAnchors anchors, int limit) {
    this.anchors = anchors;
    this.turns = new Turns(limit);
  }

  /// The verdict over `evidence`.
  ///
  /// @throws MalformedException if a report has another form than its scheme demands
  /// @throws UnavailableException if too many are being appraised
  AttestationResult<Claims> appraise(
      EvidenceSet evidence, Expected expected, AppraisalPolicy policy, Instant now)
      throws MalformedException, UnavailableException {
    return turns.take(
        () ->
            NodeAppraisal.appraise(
                evidence, expected, policy, Collateral.none(), anchors, now, seenBefore));
  }
}
