package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.finding.TpmRule;
import dev.strongroom.attestation.policy.AppliedPolicy;
import dev.strongroom.cli.evidence.Weighed.Subject;
import dev.strongroom.cli.evidence.Weighed.Weight;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The verdict in one sentence for whoever must decide now.
final class Headline {
  /// The Evidence is of another session.
  static final Set<Rule> ANOTHER_NONCE =
      Set.of(SnpRule.REPORT_DATA, DcapRule.REPORT_DATA, TpmRule.NONCE, NvidiaRule.NONCE);

  private final Inspection inspection;
  private final List<Weighed> findings;
  private final Optional<String> policy;

  Headline(Inspection inspection, List<Weighed> findings, Optional<AppliedPolicy> policy) {
    this.inspection = inspection;
    this.findings = findings;
    this.policy =
        policy
            .map(applied -> applied.policy().document())
            .map(document -> document.name() + " version " + document.version());
  }

  String text() {
    if (Missing.decides(inspection)) {
      return inspection.authentic()
          ? "NOT JUDGED: the report is authentic, and collateral that it would be compared with is"
              + " not of this time."
          : "NOT JUDGED: collateral or certificates that are needed are missing or not of this"
              + " time. Until they are there, take what this says as somebody's claim.";
    }
    if (!inspection.authentic()) {
      return "DO NOT RELY ON IT: this is not authentic, so whatever it says is somebody's claim.";
    }
    var grave = findings.stream().filter(weighed -> weighed.weight().refuses()).toList();
    if (grave.isEmpty()) {
      return policy.map(this::accepted).orElseGet(this::withoutPolicy);
    }
    if (grave.stream().anyMatch(weighed -> isAnotherNonce(weighed))) {
      return "IT DOES NOT ANSWER YOU: the report is authentic, and carries something other than"
          + " your nonce, so it may be old, or another machine's.";
    }
    long machine = count(grave, Subject.MACHINE, Weight.REFUSES);
    if (machine > 0) {
      return "DO NOT USE THIS MACHINE AS IT IS: the report is authentic, and "
          + (machine == 1 ? "one thing" : machine + " things")
          + " in what it says forbid"
          + (machine == 1 ? "s" : "")
          + " it.";
    }
    if (grave.stream().anyMatch(weighed -> weighed.subject() == Subject.POLICY)) {
      return "NOTHING IS ACCEPTED BY THIS POLICY ("
          + policy.orElse("none")
          + "), because the policy itself is not fit to be applied. The report is authentic.";
    }
    return "NOT ACCEPTED BY THE POLICY ("
        + policy.orElse("none")
        + "): the report is authentic, and "
        + (grave.size() == 1 ? "one thing is" : grave.size() + " things are")
        + " not as the policy wants.";
  }

  private String accepted(String name) {
    return findings.isEmpty()
        ? "AFFIRMED: the report is authentic, carries your nonce, and is as the policy wants ("
            + name
            + ")."
        : "ACCEPTED BY THE POLICY ("
            + name
            + "), with "
            + (findings.size() == 1 ? "a warning" : findings.size() + " warnings")
            + " that it names. The report is authentic.";
  }

  private String withoutPolicy() {
    long open = findings.stream().filter(weighed -> weighed.subject() != Subject.UNSEEN).count();
    return open == 0
        ? "NOTHING IS WRONG in what was looked at: the report is authentic."
        : "USABLE IF A POLICY ACCEPTS IT: the report is authentic, and leaves "
            + (open == 1 ? "one thing" : open + " things")
            + " to decide.";
  }

  private static boolean isAnotherNonce(Weighed weighed) {
    return ANOTHER_NONCE.contains(weighed.finding().rule());
  }

  private static long count(List<Weighed> all, Subject subject, Weight weight) {
    return all.stream()
        .filter(weighed -> weighed.subject() == subject && weighed.weight() == weight)
        .count();
  }
}
