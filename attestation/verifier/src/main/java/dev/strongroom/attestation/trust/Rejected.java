package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Tier;
import java.util.List;

/// Not authentic.
///
/// @param findings why, at least one, all of the gravest tier
public record Rejected<E>(List<Finding> findings) implements Verification<E> {
  public Rejected {
    findings = List.copyOf(findings);
    if (findings.isEmpty()
        || findings.stream().anyMatch(f -> f.rule().tier() != Tier.CONTRAINDICATED)) {
      throw new IllegalArgumentException("a rejection has findings, all contraindicating");
    }
  }
}
