package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NodeRule;
import dev.strongroom.attestation.finding.OwnRule;
import dev.strongroom.attestation.finding.PolicyRule;
import dev.strongroom.cli.terminal.Failure;
import java.nio.file.Path;
import java.util.Optional;

/// Claims as a policy sees them: with the codes of what verification found.
public final class ShownClaims {
  private ShownClaims() {}

  /// Nothing, if there are no claims.
  static Optional<ClaimsTree> of(Inspection inspection) {
    var found = inspection.findings().stream().filter(ShownClaims::isOfVerification).toList();
    return inspection.claims().map(claims -> claims.withFindings(found));
  }

  private static boolean isOfVerification(Finding finding) {
    return !(finding.rule() instanceof PolicyRule)
        && !(finding.rule() instanceof OwnRule)
        && finding.rule() != NodeRule.POLICY_NOT_COMPARED;
  }

  /// The claims of `report`.
  ///
  /// @throws Failure if it is not authentic, or of an accelerator
  public static ClaimsTree require(Inspection inspection, Path report) throws Failure {
    if (!inspection.authentic()) {
      throw new Failure(
          Missing.decides(inspection)
              ? Failure.Kind.EVIDENCE_UNDECIDED
              : Failure.Kind.EVIDENCE_FORGED,
          "evidence.unproved",
          "%s is not authentic (%s), and what is not proved makes no claims; 'evidence verify --explain' says why"
              .formatted(report, inspection.findings().getFirst().rule().code()));
    }
    return of(inspection)
        .orElseThrow(
            () ->
                new Failure(
                    Failure.Kind.USAGE,
                    "evidence.no-claims",
                    report
                        + " is an accelerator's report; a policy speaks of a CPU's, and of"
                        + " accelerators beside it"));
  }
}
