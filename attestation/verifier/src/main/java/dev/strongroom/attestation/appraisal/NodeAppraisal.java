package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.List;

/// Verifies and appraises everything that one node says of itself in one session. Thread-safe,
/// pure.
public final class NodeAppraisal {
  private NodeAppraisal() {}

  /// Parses, verifies and appraises.
  ///
  /// @param evidence as received
  /// @param expected what this session's Evidence must be bound to
  /// @param policy what the node must be
  /// @param anchors which roots are trusted
  /// @param now the time to verify at
  /// @return the verdict, with every finding
  /// @throws MalformedException if a report or chain has another form than its scheme demands
  public static AttestationResult appraise(
      EvidenceSet evidence,
      Expected expected,
      AppraisalPolicy policy,
      TrustAnchors anchors,
      Instant now)
      throws MalformedException {
    // No verifier stands behind this yet: refuse everything.
    return new AttestationResult.Contraindicated(
        List.of(new Finding(Rule.REPORT_SIGNATURE, "verified", "not verified")), now);
  }
}
