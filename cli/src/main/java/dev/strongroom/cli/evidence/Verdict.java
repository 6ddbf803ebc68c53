package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbEvaluation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An inspection in JSON.
///
/// @param judged false if collateral is missing or of another time, so that nobody can tell whether
///   it is authentic
/// @param tier `affirming`, `warning` or `contraindicated`
/// @param tcb how good the platform of an authentic Intel quote is; null of others
/// @param fields what the report says, in its own order
/// @param claims what a policy can speak of; empty unless it is authentic Evidence of a CPU
record Verdict(
    boolean judged,
    boolean authentic,
    boolean simulated,
    String tier,
    Instant at,
    List<Inspection.Field> fields,
    @Nullable Tcb tcb,
    Map<String, Object> claims,
    List<Broken> findings) {

  /// The TCB of an Intel platform.
  ///
  /// @param status as Intel spells it
  /// @param mitigatedUntil what became public after may be open; null where no level says so
  /// @param daysBehind from then to the time of verification
  /// @param advisories that Intel names for it
  /// @param behind parts to update, each with what it is and what it must be
  record Tcb(
      String status,
      int tcbEvaluationDataNumber,
      @Nullable Instant mitigatedUntil,
      @Nullable Long daysBehind,
      List<String> advisories,
      List<Behind> behind) {
    /// One part.
    record Behind(String part, int seen, int needed, String remedy) {}

    static Tcb of(TcbEvaluation tcb, Instant at) {
      return new Tcb(
          tcb.status().text(),
          tcb.evaluationDataNumber(),
          tcb.mitigatedUntil().orElse(null),
          tcb.mitigatedUntil().map(date -> Duration.between(date, at).toDays()).orElse(null),
          List.copyOf(tcb.advisories()),
          tcb.lags().stream()
              .map(lag -> new Behind(lag.what(), lag.seen(), lag.needed(), lag.remedy()))
              .toList());
    }
  }

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
        !Missing.decides(inspection),
        inspection.authentic(),
        inspection.simulated(),
        inspection.status(),
        inspection.at(),
        inspection.fields(),
        inspection.tcb().map(tcb -> Tcb.of(tcb, inspection.at())).orElse(null),
        ShownClaims.of(inspection).<Map<String, Object>>map(c -> c.nested()).orElse(Map.of()),
        inspection.findings().stream().map(Broken::of).toList());
  }
}
