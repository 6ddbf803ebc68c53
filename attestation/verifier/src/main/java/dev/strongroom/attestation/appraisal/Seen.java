package dev.strongroom.attestation.appraisal;

import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.finding.TpmRule;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbEvaluation;
import dev.strongroom.attestation.scheme.nvidia.NvidiaDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What one piece of Evidence shows.
///
/// @param authentic true if chain and signature hold
/// @param fields what the Evidence says
/// @param findings what is wrong, by both tiers
/// @param claims of a CPU's authentic Evidence
/// @param device of an accelerator's authentic Evidence
/// @param tcb how good the platform of an authentic Intel quote is
record Seen(
    boolean authentic,
    List<Inspection.Field> fields,
    List<Finding> findings,
    Optional<ClaimsTree> claims,
    Optional<NvidiaDevice> device,
    Optional<TcbEvaluation> tcb) {
  /// Rules of what a CPU's report carries of the session, by scheme.
  private static final Set<Rule> SESSION =
      Set.of(SnpRule.REPORT_DATA, DcapRule.REPORT_DATA, TpmRule.NONCE);

  /// Evidence that is not authentic.
  static Seen refused(List<Inspection.Field> fields, List<Finding> findings) {
    return new Seen(false, fields, findings, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// Authentic Evidence of a CPU.
  static Seen cpu(List<Inspection.Field> fields, List<Finding> findings, ClaimsTree claims) {
    return new Seen(
        true, fields, findings, Optional.of(claims), Optional.empty(), Optional.empty());
  }

  /// The same with how good the platform is.
  Seen rated(TcbEvaluation evaluation) {
    return new Seen(authentic, fields, findings, claims, device, Optional.of(evaluation));
  }

  /// Authentic Evidence of an accelerator.
  static Seen device(List<Inspection.Field> fields, List<Finding> findings, NvidiaDevice device) {
    return new Seen(
        true, fields, findings, Optional.empty(), Optional.of(device), Optional.empty());
  }

  /// The same without findings of these rules.
  Seen without(Set<Rule> rules) {
    var left = findings.stream().filter(finding -> !rules.contains(finding.rule())).toList();
    return new Seen(authentic, fields, left, claims, device, tcb);
  }

  /// True if the CPU's report carries something else than this session's.
  static boolean isOfAnotherSession(List<Finding> findings) {
    return findings.stream().map(Finding::rule).anyMatch(SESSION::contains);
  }

  /// One list with the other behind it.
  static <T> List<T> both(List<T> first, List<T> second) {
    var all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }
}
