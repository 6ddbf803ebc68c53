package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.protocol.evidence.Scheme;
import java.time.Instant;
import java.util.List;

/// What can be said of Evidence by itself. It is never affirming: at least the findings that nonce
/// and policy were not compared are there.
///
/// @param scheme by the form of the report
/// @param authentic true if chain and signature hold
/// @param simulated true if a simulator's roots were asked for
/// @param fields what the report says, in its own order; to be believed only if `authentic`
/// @param findings at least one
/// @param at the time that was verified at
public record Inspection(
    Scheme scheme,
    boolean authentic,
    boolean simulated,
    List<Field> fields,
    List<Finding> findings,
    Instant at) {
  /// One field of a report.
  ///
  /// @param name as its specification spells it
  /// @param value for people
  public record Field(String name, String value) {}

  public Inspection {
    fields = List.copyOf(fields);
    findings = List.copyOf(findings);
    if (findings.isEmpty()) {
      throw new IllegalArgumentException("an inspection is never affirming");
    }
  }

  /// The gravest tier among the findings.
  public Tier tier() {
    return findings.stream().anyMatch(f -> f.rule().tier() == Tier.CONTRAINDICATED)
        ? Tier.CONTRAINDICATED
        : Tier.WARNING;
  }

  /// One line: `authentic, warning: snp.alias-check snp.crl.absent …`, or `rejected: …`.
  public String verdict() {
    var text = new StringBuilder();
    if (authentic) {
      text.append("authentic, ").append(tier() == Tier.WARNING ? "warning:" : "contraindicated:");
    } else {
      text.append("rejected:");
    }
    findings.stream().map(f -> f.rule().code()).distinct().forEach(c -> text.append(' ').append(c));
    return text.toString();
  }
}
