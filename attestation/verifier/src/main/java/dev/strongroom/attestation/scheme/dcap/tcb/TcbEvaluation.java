package dev.strongroom.attestation.scheme.dcap.tcb;

import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// How good a platform is by one set of TCB data: Intel's status, the levels that it comes from,
/// and what must be updated to which SVN.
///
/// @param status platform, TDX module and quoting enclave merged
/// @param evaluationDataNumber lower of the two of TCB info and quoting enclave identity
/// @param parts levels that matched: platform, TDX module (where there is one), quoting enclave
/// @param lags what is behind; empty where no update is due
public record TcbEvaluation(
    TcbStatus status, int evaluationDataNumber, List<Part> parts, List<Lag> lags) {
  /// The level that one part of the platform matched.
  ///
  /// @param name `platform`, `TDX module`, `QE`, or `platform launched anew`: the level that a
  ///   relaunch would reach, where that is another
  public record Part(String name, TcbStatus status, Instant tcbDate, List<String> advisories) {
    public Part {
      advisories = List.copyOf(advisories);
    }
  }

  public TcbEvaluation {
    parts = List.copyOf(parts);
    lags = List.copyOf(lags);
  }

  /// Evaluates. Whether the data are authentic and for this platform is not looked at here, see
  /// [TcbPlatform#mismatches].
  public static TcbEvaluation of(TcbPlatform platform, TcbInfo info, QeIdentity identity) {
    return new TcbMatch(platform, info, identity).evaluate();
  }

  /// Advisories of all matched levels, sorted. An up-to-date level has some, too: they say what is
  /// mitigated and are no failure by themselves.
  public List<String> advisories() {
    return parts.stream().flatMap(part -> part.advisories.stream()).distinct().sorted().toList();
  }

  /// The day up to which everything public is mitigated in the parts that are out of date; nothing
  /// where none is.
  public Optional<Instant> mitigatedUntil() {
    return parts.stream()
        .filter(part -> part.status.isOutOfDate())
        .map(Part::tcbDate)
        .min(Comparator.naturalOrder());
  }

  /// True if every part that is out of date was good `grace` ago by its tcbDate.
  // spec: Intel PCS API version 4 tcbDate: what was published after it may not be mitigated; the
  // grace counts from there
  private boolean isWithin(Duration grace, Instant now) {
    return mitigatedUntil().filter(date -> !date.plus(grace).isBefore(now)).isPresent();
  }

  /// What a policy must know of this status.
  ///
  /// @param now the time to reckon grace and days from
  public List<Finding> findings(TcbPolicy policy, Instant now) {
    var findings = new ArrayList<Finding>();
    if (evaluationDataNumber < policy.minimumEvaluationDataNumber()) {
      findings.add(
          new Finding(
              DcapRule.EVALUATION_NUMBER,
              "at least " + policy.minimumEvaluationDataNumber(),
              "" + evaluationDataNumber));
    }
    for (var rule : rules(isWithin(policy.grace(), now))) {
      findings.add(finding(rule, status.text(), now));
    }
    hiddenHardening()
        .map(part -> part.name + " " + part.status.text())
        .ifPresent(seen -> findings.add(finding(DcapRule.TCB_SW_HARDENING, seen, now)));
    return findings;
  }

  private Finding finding(DcapRule rule, String seen, Instant now) {
    var wanted = TcbStatus.UP_TO_DATE.text() + " by evaluation data " + evaluationDataNumber;
    return new Finding(rule, wanted, seen, advice(rule, now));
  }

  /// The part whose software must still mitigate something, where the merged status does not say
  /// so: a late part, or a relaunch, takes the word's place there. It is the only word that merging
  /// loses from what a policy may accept.
  private Optional<Part> hiddenHardening() {
    return parts.stream()
        .filter(part -> part.status.needsHardening() && !status.needsHardening())
        .findFirst();
  }

  private List<DcapRule> rules(boolean withinGrace) {
    return switch (status) {
      case UP_TO_DATE -> List.of();
      case SW_HARDENING_NEEDED -> List.of(DcapRule.TCB_SW_HARDENING);
      case CONFIGURATION_NEEDED -> List.of(DcapRule.TCB_CONFIGURATION);
      case CONFIGURATION_AND_SW_HARDENING_NEEDED ->
          List.of(DcapRule.TCB_CONFIGURATION_AND_SW_HARDENING);
      case TD_RELAUNCH_ADVISED -> List.of(DcapRule.RELAUNCH_ADVISED);
      case TD_RELAUNCH_ADVISED_CONFIGURATION_NEEDED ->
          List.of(DcapRule.RELAUNCH_ADVISED_CONFIGURATION);
      case OUT_OF_DATE ->
          List.of(withinGrace ? DcapRule.TCB_OUT_OF_DATE_GRACE : DcapRule.TCB_OUT_OF_DATE);
      case OUT_OF_DATE_CONFIGURATION_NEEDED ->
          withinGrace
              ? List.of(DcapRule.TCB_OUT_OF_DATE_GRACE, DcapRule.TCB_CONFIGURATION)
              : List.of(DcapRule.TCB_OUT_OF_DATE_CONFIGURATION);
      case REVOKED -> List.of(DcapRule.TCB_REVOKED);
      case NOT_SUPPORTED -> List.of(DcapRule.TCB_NOT_SUPPORTED);
    };
  }

  private String advice(DcapRule rule, Instant now) {
    var behind =
        mitigatedUntil().map(date -> Duration.between(date, now).toDays() + " days behind");
    return advice(rule, behind);
  }

  /// What to update, by which advisories.
  String advice(DcapRule rule) {
    return advice(rule, Optional.empty());
  }

  private String advice(DcapRule rule, Optional<String> behind) {
    var said = new ArrayList<String>();
    if (!lags.isEmpty()) {
      var seen = lags.stream().map(Lag::toString).collect(Collectors.joining(", "));
      var remedies = lags.stream().map(Lag::remedy).distinct().collect(Collectors.joining(", "));
      boolean certified = lags.stream().anyMatch(Lag::certified);
      var after = certified ? ", then fetch the PCK certificate for the new TCB" : "";
      said.add(seen + ": " + remedies + after);
    }
    var advisories = advisories();
    if (!advisories.isEmpty()) {
      said.add(String.join(", ", advisories));
    }
    behind.ifPresent(said::add);
    return said.isEmpty() ? rule.advice() : String.join("; ", said) + ". " + rule.advice();
  }
}
