package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbEvaluation;
import dev.strongroom.protocol.evidence.Scheme;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What can be said of one piece of Evidence. It is affirming only where nonce and policy were
/// compared.
///
/// @param scheme by the form of the report
/// @param authentic true if chain and signature hold
/// @param simulated true if a simulator's roots were asked for
/// @param fields what the report says, in its own order; to be believed only if `authentic`
/// @param claims what a policy can speak of: of a CPU's authentic Evidence only
/// @param findings none if it is affirming
/// @param at the time that was verified at
/// @param tcb how good the platform of an authentic Intel quote is
public record Inspection(
    Scheme scheme,
    boolean authentic,
    boolean simulated,
    List<Field> fields,
    Optional<ClaimsTree> claims,
    List<Finding> findings,
    Instant at,
    Optional<TcbEvaluation> tcb) {
  /// One field of a report.
  ///
  /// @param name as its specification spells it
  /// @param value for people
  public record Field(String name, String value) {}

  public Inspection {
    fields = List.copyOf(fields);
    findings = List.copyOf(findings);
    if (!authentic && findings.stream().allMatch(f -> f.rule().tier() == Tier.WARNING)) {
      throw new IllegalArgumentException("want the finding why it is not authentic");
    }
  }

  /// The gravest tier among the findings; empty if it is affirming.
  public Optional<Tier> tier() {
    return findings.stream().map(f -> f.rule().tier()).max(Comparator.naturalOrder());
  }

  /// The tier in words: `affirming`, `warning` or `contraindicated`.
  public String status() {
    return tier().map(gravest -> gravest.name().toLowerCase(Locale.ROOT)).orElse("affirming");
  }

  /// One line: `authentic, warning: snp.alias-check snp.crl.absent …`, or `rejected: …`.
  public String verdict() {
    var text = new StringBuilder();
    if (authentic) {
      text.append("authentic, ").append(status()).append(findings.isEmpty() ? "" : ":");
    } else {
      text.append("rejected:");
    }
    findings.stream().map(f -> f.rule().code()).distinct().forEach(c -> text.append(' ').append(c));
    return text.toString();
  }
}
