package dev.strongroom.broker.release;

import dev.strongroom.attestation.appraisal.AppraisalPolicy;
import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Claims;
import dev.strongroom.attestation.appraisal.Expected;
import dev.strongroom.attestation.appraisal.NodeAppraisal;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Appraises Evidence under one set of roots, a bounded number at a time: hostile Evidence costs
/// processor time before anything is known of its sender. Thread-safe.
public final class Appraiser {
  private static final Duration WAIT = Duration.ofSeconds(5);

  private final TrustAnchors anchors;
  private final Semaphore places;

  /// @param anchors roots of the broker's profile
  /// @param limit how many at a time
  public Appraiser(TrustAnchors anchors, int limit) {
    this.anchors = anchors;
    this.places = new Semaphore(limit);
  }

  /// The verdict over `evidence`.
  ///
  /// @throws MalformedException if a report has another form than its scheme demands
  /// @throws UnavailableException if too many are being appraised
  AttestationResult<Claims> appraise(
      EvidenceSet evidence, Expected expected, AppraisalPolicy policy, Instant now)
      throws MalformedException, UnavailableException {
    try {
      if (!places.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new UnavailableException("too much Evidence is being appraised: ask again later");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("the broker is stopping", e);
    }
    try {
      return NodeAppraisal.appraise(evidence, expected, policy, anchors, now);
    } finally {
      places.release();
    }
  }
}
