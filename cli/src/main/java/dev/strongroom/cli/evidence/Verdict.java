package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.finding.Finding;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// An inspection in JSON.
///
/// @param tier `affirming`, `warning` or `contraindicated`
/// @param fields what the report says, in its own order
/// @param claims what a policy can speak of; empty unless it is authentic Evidence of a CPU
record Verdict(
    boolean authentic,
    boolean simulated,
    String tier,
    Instant at,
    List<Inspection.Field> fields,
    Map<String, Object> claims,
    List<Broken> findings) {

  /// One finding.
  record Broken(
      String code,
      String tier,
      String meaning,
      String expected,
      String actual,
      String clause,
      String advice) {
    static Broken of(Finding finding) {
      var rule = finding.rule();
      return new Broken(
          rule.code(),
          rule.tier().name().toLowerCase(Locale.ROOT),
          Meanings.of(rule).orElse(rule.code()),
          finding.expected(),
          finding.actual(),
          rule.clause(),
          finding.nextStep());
    }
  }

  static Verdict of(Inspection inspection) {
    return new Verdict(
        inspection.authentic(),
        inspection.simulated(),
        inspection.status(),
        inspection.at(),
        inspection.fields(),
        ShownClaims.of(inspection).<Map<String, Object>>map(c -> c.nested()).orElse(Map.of()),
        inspection.findings().stream().map(Broken::of).toList());
  }
}
