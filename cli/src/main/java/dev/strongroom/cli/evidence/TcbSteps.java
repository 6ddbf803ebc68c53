package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.scheme.dcap.tcb.Lag;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbEvaluation;
import dev.strongroom.cli.terminal.Lines;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What to do about the TCB of an Intel platform: how far behind it is, what to update, part by
/// part and to which SVN, or what else Intel asks for, and which advisories that is about.
final class TcbSteps {
  private static final Set<Rule> UPDATES =
      Set.of(
          DcapRule.TCB_OUT_OF_DATE,
          DcapRule.TCB_OUT_OF_DATE_CONFIGURATION,
          DcapRule.TCB_OUT_OF_DATE_GRACE,
          DcapRule.TCB_NOT_SUPPORTED,
          DcapRule.TCB_REVOKED);

  /// What no update mends.
  private static final Set<Rule> OTHERS =
      Set.of(
          DcapRule.TCB_CONFIGURATION,
          DcapRule.TCB_SW_HARDENING,
          DcapRule.TCB_CONFIGURATION_AND_SW_HARDENING,
          DcapRule.RELAUNCH_ADVISED,
          DcapRule.RELAUNCH_ADVISED_CONFIGURATION);

  private static final String EARLY = "Early Microcode";
  private static final String WHO =
      " The early part comes with the BIOS, the late one from the host's operating system.";

  private final Inspection inspection;
  private final Rule rule;
  private final TcbEvaluation tcb;

  private TcbSteps(Inspection inspection, Rule rule, TcbEvaluation tcb) {
    this.inspection = inspection;
    this.rule = rule;
    this.tcb = tcb;
  }

  /// Steps that mend `finding`, if it is about the TCB.
  static Optional<TcbSteps> of(Inspection inspection, Finding finding) {
    var rule = finding.rule();
    return inspection
        .tcb()
        .filter(tcb -> OTHERS.contains(rule) || (UPDATES.contains(rule) && !tcb.lags().isEmpty()))
        .map(tcb -> new TcbSteps(inspection, rule, tcb));
  }

  /// `718 days behind: …`; nothing where no level says so.
  Optional<String> behind() {
    return tcb.mitigatedUntil()
        .map(
            date ->
                "%s: what became public after %s may be open on it"
                    .formatted(
                        Lines.count(Duration.between(date, inspection.at()).toDays(), "day"),
                        LocalDate.ofInstant(date, ZoneOffset.UTC)));
  }

  /// One step a remedy, in the order in which parts were compared, then what makes it show; or what
  /// the rule advises.
  List<String> steps() {
    if (OTHERS.contains(rule)) {
      return List.of(rule.advice());
    }
    var steps = new ArrayList<String>();
    tcb.lags().stream()
        .collect(Collectors.groupingBy(Lag::remedy, LinkedHashMap::new, Collectors.toList()))
        .forEach(
            (remedy, lags) ->
                steps.add(
                    sentence(remedy)
                        + ": "
                        + lags.stream().map(TcbSteps::target).collect(Collectors.joining("; "))
                        + "."
                        + (lags.stream().anyMatch(lag -> lag.what().contains(EARLY)) ? WHO : "")));
    if (tcb.lags().stream().anyMatch(Lag::certified)) {
      steps.add("Fetch the PCK certificate for the new TCB: until then quotes show the old one.");
    }
    steps.add("Launch the guest anew, and have a new quote made.");
    return steps;
  }

  private static String target(Lag lag) {
    return "%s is %d, want %d or more".formatted(lag.what(), lag.seen(), lag.needed());
  }

  private static String sentence(String remedy) {
    return Character.toUpperCase(remedy.charAt(0)) + remedy.substring(1);
  }

  /// `5 advisories: …`; nothing where Intel names none.
  Optional<String> advisories() {
    var open = tcb.advisories();
    return open.isEmpty()
        ? Optional.empty()
        : Optional.of(
            (open.size() == 1 ? "1 advisory" : open.size() + " advisories")
                + ": "
                + String.join(", ", open));
  }
}
