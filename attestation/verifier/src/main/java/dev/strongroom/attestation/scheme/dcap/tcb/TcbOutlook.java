package dev.strongroom.attestation.scheme.dcap.tcb;

import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.trust.Verified;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// One platform by several sets of TCB data side by side. Intel publishes a set early, then makes
/// it the standard one: a platform that is good today can be demoted overnight. The outlook says so
/// before.
///
/// @param inForce name of the set that decides today
/// @param entries one a set, in the order given
public record TcbOutlook(String inForce, List<Entry> entries) {
  /// A set of TCB data.
  ///
  /// @param name `early`, `standard`, or what a policy pins
  public record TcbSet(String name, Verified<TcbInfo> tcbInfo, Verified<QeIdentity> qeIdentity) {}

  /// The verdict by one set.
  ///
  /// @param misfits why the set is not for this platform; mostly empty
  public record Entry(String set, TcbEvaluation evaluation, List<Finding> misfits) {
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
                then.advice(DcapRule.TCB_FORECAST)));
      }
    }
    return findings;
  }

  private static String said(String name, TcbEvaluation evaluation) {
    return name + " (" + evaluation.evaluationDataNumber() + ")";
  }
}
