package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.finding.AzureRule;
import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NodeRule;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.finding.OwnRule;
import dev.strongroom.attestation.finding.PolicyRule;
import dev.strongroom.attestation.finding.RimRule;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.finding.Tier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// A finding with what it comes to, and what it is about. That a policy does not accept a warning
/// is told with the warning, not beside it.
record Weighed(Finding finding, Weight weight, Subject subject) {
  /// Rules whose findings say that something was not given, not that something is wrong.
  private static final Set<Rule> NOT_LOOKED_AT =
      Set.of(
          NodeRule.SESSION_NOT_COMPARED,
          NodeRule.POLICY_NOT_COMPARED,
          SnpRule.CRL_ABSENT,
          AzureRule.AK_CRL_ABSENT,
          NvidiaRule.RIM_ABSENT,
          NvidiaRule.OCSP_ABSENT,
          NvidiaRule.BROM_NOT_LOOKED_UP,
          RimRule.SIGNER_NOT_LOOKED_UP);

  /// Rules that the policy breaks, whatever the machine.
  private static final Set<Rule> OF_THE_POLICY =
      Set.of(
          PolicyRule.EXPIRED,
          PolicyRule.PROFILE,
          PolicyRule.UNPINNED,
          PolicyRule.MILAN_UNLISTED,
          PolicyRule.REFERENCE_ABSENT,
          PolicyRule.REFERENCE_UNTRUSTED,
          PolicyRule.REFERENCE_STALE);

  /// Rules that say that the host has what the guest holds: nothing is graver.
  private static final Set<Rule> OPEN_DOORS =
      Set.of(SnpRule.DEBUG, DcapRule.TD_DEBUG, DcapRule.SGX_DEBUG);

  /// What a finding comes to, mildest first.
  enum Weight {
    /// A warning that the policy accepts by its name.
    ACCEPTED("warns; the policy accepts it by this name"),
    /// A warning, and no policy was given.
    WARNS("warns; a policy can accept it by this name"),
    /// A warning that the policy does not accept.
    UNACCEPTED("warns, and refuses because the policy does not accept it by this name"),
    /// Refused.
    REFUSES("refuses");

    private final String text;

    Weight(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }

    boolean refuses() {
      return this == REFUSES || this == UNACCEPTED;
    }
  }

  /// What a finding is about.
  enum Subject {
    /// The machine, whatever the policy.
    MACHINE,
    /// The machine as the policy wants it.
    WANTED,
    /// The policy itself.
    POLICY,
    /// Something that was not given.
    UNSEEN
  }

  /// The findings of `inspection`, gravest first; of equal weight, an open debugger comes first,
  /// and the machine's own before what a policy wants.
  ///
  /// @param byPolicy true if a policy was compared
  static List<Weighed> of(Inspection inspection, boolean byPolicy) {
    var unaccepted =
        inspection.findings().stream()
            .filter(finding -> finding.rule() == PolicyRule.WARNING_UNACCEPTED)
            .map(Finding::actual)
            .collect(Collectors.toSet());
    var all = new ArrayList<Weighed>();
    for (var finding : inspection.findings()) {
      if (finding.rule() != PolicyRule.WARNING_UNACCEPTED) {
        boolean refused = unaccepted.contains(finding.rule().code());
        all.add(new Weighed(finding, weigh(finding, byPolicy, refused), subject(finding.rule())));
      }
    }
    all.sort(
        Comparator.comparing((Weighed weighed) -> weighed.weight)
            .reversed()
            .thenComparing(weighed -> !OPEN_DOORS.contains(weighed.finding.rule()))
            .thenComparing(weighed -> weighed.subject));
    return List.copyOf(all);
  }

  private static Weight weigh(Finding finding, boolean byPolicy, boolean refused) {
    if (finding.rule().tier() == Tier.CONTRAINDICATED) {
      return Weight.REFUSES;
    }
    if (refused) {
      return Weight.UNACCEPTED;
    }
    return byPolicy && finding.rule().isAcceptable() ? Weight.ACCEPTED : Weight.WARNS;
  }

  /// What a breach of `rule` is about.
  static Subject subject(Rule rule) {
    if (NOT_LOOKED_AT.contains(rule)) {
      return Subject.UNSEEN;
    }
    if (OF_THE_POLICY.contains(rule)) {
      return Subject.POLICY;
    }
    return rule instanceof PolicyRule || rule instanceof OwnRule ? Subject.WANTED : Subject.MACHINE;
  }
}
