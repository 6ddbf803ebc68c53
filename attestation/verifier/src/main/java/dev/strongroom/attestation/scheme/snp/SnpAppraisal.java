package dev.strongroom.attestation.scheme.snp;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Whether an authentic report is acceptable. Pure, thread-safe.
public final class SnpAppraisal {
  private SnpAppraisal() {}

  /// What any user of a report must know, whatever the session, for those who have no [SnpPolicy]:
  /// guest policy, privilege level, alias check, and what was not looked at.
  public static List<Finding> intrinsic(Verified<SnpReport> verified) {
    var report = verified.evidence();
    var findings = new ArrayList<Finding>();
    form(report, findings);
    forbid(SnpRule.MIGRATE_MA, GuestPolicyBit.MIGRATE_MA, report, findings);
    forbid(SnpRule.DEBUG, GuestPolicyBit.DEBUG, report, findings);
    if (report.vmpl() != 0) {
      findings.add(new Finding(SnpRule.VMPL, "0", "" + report.vmpl()));
    }
    aliasCheck(report, findings);
    endorsement(verified, findings);
    return findings;
  }

  private static void forbid(
      SnpRule rule, GuestPolicyBit bit, SnpReport report, List<Finding> out) {
    if (report.policy().has(bit)) {
      var name = "POLICY " + bit.name();
      out.add(
          new Finding(rule, name + " 0", name + " 1")
              .advising(PolicyAppraisal.adviceOf(rule, name, 0)));
    }
  }

  /// Everything that a policy can say of a report, and everything that is wrong whatever the
  /// policy. What the session binds and which measurements are accepted, [#bound] and [#acceptable]
  /// compare.
  public static List<Finding> appraise(Verified<SnpReport> verified, SnpPolicy policy) {
    var findings = new ArrayList<Finding>();
    form(verified.evidence(), findings);
    new PolicyAppraisal(verified.evidence(), policy, findings)
        .run(SnpVerifier.product(verified), SnpVerifier.provider(verified));
    endorsement(verified, findings);
    return findings;
  }

  // spec: AMD 56860 4.3 POLICY bit 17: is reserved and must be one
  private static void form(SnpReport report, List<Finding> out) {
    if (!report.isOfKnownVersion()) {
      out.add(
          new Finding(
              SnpRule.VERSION_UNKNOWN,
              "version 2 to " + SnpReport.HIGHEST_KNOWN_VERSION,
              "version "
                  + report.version()
                  + (report.unknown().isEmpty() ? "" : " with unknown " + report.unknown())));
    }
    if (!report.policy().reservedOne()) {
      out.add(new Finding(SnpRule.POLICY_RESERVED, "1", "0"));
    }
    if (report.policy().unknown() != 0) {
      out.add(
          new Finding(
              SnpRule.POLICY_UNKNOWN,
              "known bits only",
              "%016x".formatted(report.policy().unknown())));
    }
  }

  private static void aliasCheck(SnpReport report, List<Finding> out) {
    switch (PlatformBit.ALIAS_CHECK_COMPLETE.in(report)) {
      case ON -> {}
      case OFF ->
          out.add(new Finding(SnpRule.ALIAS_CHECK_FAILED, "ALIAS_CHECK_COMPLETE", "not complete"));
      case UNKNOWN ->
          out.add(
              new Finding(
                  SnpRule.ALIAS_CHECK,
                  "ALIAS_CHECK_COMPLETE",
                  "a report of version " + report.version() + ", which cannot show it"));
    }
  }

  private static void endorsement(Verified<SnpReport> verified, List<Finding> out) {
    if (verified.evidence().keyInfo().signingKey() == KeyInfo.VLEK) {
      out.add(new Finding(SnpRule.CHIP_ID_UNPROVEN, "a VCEK, issued to CHIP_ID", "a VLEK"));
    }
    if (!verified.revocationLookedUp()) {
      out.add(new Finding(SnpRule.CRL_ABSENT, "ASK or ASVK looked up", "no revocation list given"));
    }
  }

  /// What the session binds where nothing is known of the guest: all 64 bytes of REPORT_DATA.
  public static List<Finding> bound(Verified<SnpReport> verified, Bytes reportData) {
    var findings = new ArrayList<Finding>();
    require(SnpRule.REPORT_DATA, reportData, verified.evidence().reportData(), findings);
    return findings;
  }

  /// What the session binds: all 64 bytes of REPORT_DATA, all 32 of HOST_DATA, and a platform that
  /// can be told from others.
  public static List<Finding> bound(
      Verified<SnpReport> verified, Bytes reportData, Bytes hostData) {
    var report = verified.evidence();
    var findings = new ArrayList<>(bound(verified, reportData));
    require(SnpRule.HOST_DATA, hostData, report.hostData(), findings);
    if (report.chipId().isZero()) {
      findings.add(new Finding(SnpRule.PLATFORM_UNKNOWN, "a CHIP_ID", "zero"));
    }
    return findings;
  }

  private static void require(Rule rule, Bytes want, Bytes got, List<Finding> out) {
    if (!want.equals(got)) {
      out.add(new Finding(rule, want.hex(), got.hex()));
    }
  }

  /// Whether the owner's policy accepts this processor.
  ///
  /// @param chips accepted CHIP_IDs; empty: every one but Milan's
  public static List<Finding> chip(Verified<SnpReport> verified, Collection<Bytes> chips) {
    var chip = verified.evidence().chipId();
    if (chips.contains(chip)) {
      return List.of();
    }
    if (!chips.isEmpty()) {
      return List.of(PolicyAppraisal.unlisted(chip));
    }
    return SnpVerifier.product(verified) == SnpProduct.MILAN
        ? List.of(PolicyAppraisal.milan("a listed CHIP_ID"))
        : List.of();
  }

  /// What the owner's policy names.
  ///
  /// @param measurements accepted MEASUREMENTs
  /// @param minimum lowest accepted REPORTED_TCB, COMMITTED_TCB and LAUNCH_TCB, for firmware that
  ///   was weak at launch may have written any MEASUREMENT and HOST_DATA; its `fmc` is 0 where
  ///   there is no demand
  public static List<Finding> acceptable(
      Verified<SnpReport> verified, Collection<Bytes> measurements, SnpTcb minimum) {
    var report = verified.evidence();
    var findings = new ArrayList<Finding>();
    if (!measurements.contains(report.measurement())) {
      findings.add(
          new Finding(
              SnpRule.MEASUREMENT,
              "one of " + measurements.size() + " listed measurements",
              report.measurement().hex()));
    }
    var product = SnpVerifier.product(verified);
    minimum("REPORTED_TCB", product.tcb(report.reportedTcb()), minimum, findings);
    minimum("COMMITTED_TCB", product.tcb(report.committedTcb()), minimum, findings);
    minimum("LAUNCH_TCB", product.tcb(report.launchTcb()), minimum, findings);
    return findings;
  }

  private static void minimum(String field, SnpTcb seen, SnpTcb minimum, List<Finding> out) {
    component(field + " fmc", seen.fmc(), minimum.fmc(), out);
    component(field + " bootloader", seen.bootloader(), minimum.bootloader(), out);
    component(field + " tee", seen.tee(), minimum.tee(), out);
    component(field + " snp", seen.snp(), minimum.snp(), out);
    component(field + " microcode", seen.microcode(), minimum.microcode(), out);
  }

  private static void component(String name, int seen, int minimum, List<Finding> out) {
    if (seen < minimum) {
      out.add(new Finding(SnpRule.MINIMUM_TCB, name + " at least " + minimum, name + " " + seen));
    }
  }
}
