package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.finding.AzureRule;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.SnpRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Collateral that was not at hand, or not of this time.
final class Missing {
  private static final Set<Rule> RULES =
      Set.of(
          SnpRule.CRL_ABSENT,
          AzureRule.AK_CRL_ABSENT,
          DcapRule.COLLATERAL_ABSENT,
          DcapRule.COLLATERAL_TIME,
          DcapRule.COLLATERAL_TEE,
          DcapRule.FMSPC,
          ChainRule.CRL_ABSENT,
          ChainRule.CRL_FOREIGN,
          ChainRule.CRL_STALE);

  private Missing() {}

  /// Whether each of `findings`, of which there is one, would not be there with better collateral.
  static boolean isAllThatIsWrong(List<Finding> findings) {
    return !findings.isEmpty()
        && findings.stream().allMatch(finding -> RULES.contains(finding.rule()));
  }

  /// How to bring it for `report`; nothing if it was there.
  static Optional<String> of(Inspection inspection, Path report) {
    return inspection.findings().stream().anyMatch(finding -> RULES.contains(finding.rule()))
        ? Optional.of(
            "Collateral is missing or not of this time. Where there is a network: strongroom"
                + " collateral fetch "
                + report.getFileName()
                + " --out site.zip; then here: --collateral site.zip")
        : Optional.empty();
  }
}
