package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import java.util.ArrayList;
import java.util.List;

/// Verifies a report under an already verified chain. Pure, thread-safe.
public final class EvidenceVerifier {
  private EvidenceVerifier() {}

  /// Checks the report's signature over the bytes as received, and that this chain is this
  /// device's.
  ///
  /// @param report as parsed
  /// @param chain proof of the chain; the result carries its profile and time
  /// @param rules the scheme's own demands
  /// @return verified, or rejected with every finding
  public static <E extends SignedReport> Verification<E> verify(
      E report, Verified<CertificateChain> chain, ReportRules<E> rules) {
    var findings = new ArrayList<Finding>(rules.mismatches(report, chain.evidence()));
    var key = P384.key(chain.evidence().leaf().spki());
    if (key.isEmpty()) {
      findings.add(
          new Finding(ChainRule.ALGORITHM, "a P-384 key in chain[0]", "a key of another kind"));
    } else if (!P384.verify(key.get(), report.signedBytes(), report.signature())) {
      findings.add(
          new Finding(
              ChainRule.REPORT_SIGNATURE,
              "a signature by chain[0]",
              "the signature does not verify"));
    }
    return findings.isEmpty()
        ? new Verified<>(
            report, chain.chain(), chain.profile(), chain.verifiedAt(), chain.revocationLookedUp())
        : new Rejected<>(List.copyOf(findings));
  }
}
