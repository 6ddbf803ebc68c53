package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Tier;
import java.time.Instant;
import java.util.List;

/// The Verifier's verdict (RFC 9334, section 8.4), in the tiers of AR4SI.
public sealed interface AttestationResult {
  /// The time that was verified at.
  Instant appraisedAt();

  /// What was wrong; empty for [Affirming] only.
  List<Finding> findings();

  /// Authentic, and every rule holds.
  record Affirming(Claims claims, Instant appraisedAt) implements AttestationResult {
    @Override
    public List<Finding> findings() {
      return List.of();
    }
  }

  /// Authentic, with findings that a policy may accept by name.
  record Warning(Claims claims, List<Finding> findings, Instant appraisedAt)
      implements AttestationResult {
    public Warning {
      findings = List.copyOf(findings);
      if (findings.isEmpty() || findings.stream().anyMatch(f -> f.rule().tier() != Tier.WARNING)) {
        throw new IllegalArgumentException("a warning has findings, all of the warning tier");
      }
    }
  }

  /// Not authentic, or not acceptable under any policy. Nothing is claimed.
  record Contraindicated(List<Finding> findings, Instant appraisedAt) implements AttestationResult {
    public Contraindicated {
      findings = List.copyOf(findings);
      if (findings.stream().noneMatch(f -> f.rule().tier() == Tier.CONTRAINDICATED)) {
        throw new IllegalArgumentException("a contraindication has a finding of that tier");
      }
    }
  }
}
