package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Tier;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The Verifier's verdict (RFC 9334, section 8.4), in the tiers of AR4SI.
///
/// @param <C> what is claimed of a node
public sealed interface AttestationResult<C> {
  /// The time that was verified at.
  Instant appraisedAt();

  /// What was wrong; empty for [Affirming] only.
  List<Finding> findings();

  /// The verdict that follows from findings.
  ///
  /// @param claims empty if the Evidence is not authentic, which then is among the findings
  static <C> AttestationResult<C> of(Optional<C> claims, List<Finding> findings, Instant now) {
    if (findings.stream().anyMatch(f -> f.rule().tier() == Tier.CONTRAINDICATED)) {
      return new Contraindicated<>(findings, now);
    }
    C claimed = claims.orElseThrow(() -> new IllegalArgumentException("no claims, no finding"));
    return findings.isEmpty()
        ? new Affirming<>(claimed, now)
        : new Warning<>(claimed, findings, now);
  }

  /// Authentic, and every rule holds.
  record Affirming<C>(C claims, Instant appraisedAt) implements AttestationResult<C> {
    @Override
    public List<Finding> findings() {
      return List.of();
    }
  }

  /// Authentic, with findings that a policy may accept by name.
  record Warning<C>(C claims, List<Finding> findings, Instant appraisedAt)
      implements AttestationResult<C> {
    public Warning {
      findings = List.copyOf(findings);
      if (findings.isEmpty() || findings.stream().anyMatch(f -> f.rule().tier() != Tier.WARNING)) {
        throw new IllegalArgumentException("a warning has findings, all of the warning tier");
      }
    }
  }

  /// Not authentic, or not acceptable under any policy. Nothing is claimed.
  record Contraindicated<C>(List<Finding> findings, Instant appraisedAt)
      implements AttestationResult<C> {
    public Contraindicated {
      findings = List.copyOf(findings);
      if (findings.stream().noneMatch(f -> f.rule().tier() == Tier.CONTRAINDICATED)) {
        throw new IllegalArgumentException("a contraindication has a finding of that tier");
      }
    }
  }
}
