package dev.strongroom.attestation.scheme.dcap.tcb;

import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.trust.Verified;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/// One platform by several sets of TCB data side by side. Intel publishes a set early, then makes
/// it the standard one: a platform that is good today can be demoted overnight. The outlook says so
/// before.
///
/// @param inForce name of the set that decides today
/// @param entries one a set, in the order given
public record TcbOutlook(String inForce, List<Entry> entries) {
  /// Intel's policy: the standard set follows the early one after twelve months.
  private static final Period UNTIL_STANDARD = Period.ofMonths(12);

  /// A set of TCB data.
  ///
  /// @param name `early`, `standard`, or what a policy pins
  public record TcbSet(String name, Verified<TcbInfo> tcbInfo, Verified<QeIdentity> qeIdentity) {}

  /// The verdict by one set.
  ///
  /// @param newestLevel tcbDate of its newest level: the TCB recovery that the set is about
  /// @param misfits why the set is not for this platform; mostly empty
  public record Entry(
      String set, TcbEvaluation evaluation, LocalDate newestLevel, List<Finding> misfits) {
    public Entry {
      misfits = List.copyOf(misfits);
    }
  }

  public TcbOutlook {
    entries = List.copyOf(entries);
  }

  /// Evaluates `platform` by the set in force and every other.
  ///
  /// @throws IllegalArgumentException if two sets have one name
  public static TcbOutlook of(TcbPlatform platform, TcbSet inForce, List<TcbSet> others) {
    var entries = new ArrayList<Entry>();
    var names = new HashSet<String>();
    var all = new ArrayList<TcbSet>();
    all.add(inForce);
    all.addAll(others);
    for (var set : all) {
      if (!names.add(set.name)) {
        throw new IllegalArgumentException("two sets are named " + set.name);
      }
      var info = set.tcbInfo.evidence();
      var identity = set.qeIdentity.evidence();
      entries.add(
          new Entry(
              set.name,
              TcbEvaluation.of(platform, info, identity),
              newestLevel(info),
              platform.mismatches(info, identity)));
    }
    return new TcbOutlook(inForce.name, entries);
  }

  /// The verdict that counts today.
  public TcbEvaluation current() {
    return entries.getFirst().evaluation;
  }

  /// A warning for each later set that rates the platform worse than the one in force, or that does
  /// not know it.
  public List<Finding> forecast() {
    var findings = new ArrayList<Finding>();
    var today = current();
    for (var entry : entries.subList(1, entries.size())) {
      var then = entry.evaluation;
      boolean later = then.evaluationDataNumber() > today.evaluationDataNumber();
      boolean worse = then.status().compareTo(today.status()) > 0;
      if (later && (worse || !entry.misfits.isEmpty())) {
        findings.add(
            new Finding(
                DcapRule.TCB_FORECAST,
                today.status().text() + ", as by " + said(inForce, today),
                entry.misfits.isEmpty()
                    ? then.status().text() + " by " + said(entry.set, then)
                    : entry.misfits.getFirst().describe(),
                when(entry) + " " + then.advice(DcapRule.TCB_FORECAST)));
      }
    }
    return findings;
  }

  private static LocalDate newestLevel(TcbInfo info) {
    return info.levels().stream()
        .map(level -> LocalDate.ofInstant(level.tcbDate(), ZoneOffset.UTC))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /// No document says the day: it is reckoned from the recovery.
  private static String when(Entry entry) {
    return "By about %s, %d months after the TCB recovery of %s:"
        .formatted(
            entry.newestLevel.plus(UNTIL_STANDARD),
            UNTIL_STANDARD.toTotalMonths(),
            entry.newestLevel);
  }

  private static String said(String name, TcbEvaluation evaluation) {
    return name + " (" + evaluation.evaluationDataNumber() + ")";
  }
}
