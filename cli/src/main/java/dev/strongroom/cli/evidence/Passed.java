package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.protocol.evidence.Scheme;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What an authentic piece of Evidence passed, in words. Each sentence stands for rules that are
/// always compared, so that no finding of one means that it held.
enum Passed {
  SNP_SIGNATURE(
      Scheme.AMD_SEV_SNP,
      "The report is signed by the key that AMD certified for exactly this firmware, up to AMD's"
          + " root."),
  SNP_DEBUG(Scheme.AMD_SEV_SNP, "The host may not debug the guest.", SnpRule.DEBUG),
  SNP_MIGRATE(Scheme.AMD_SEV_SNP, "No migration agent may move the guest.", SnpRule.MIGRATE_MA),
  SNP_VMPL(Scheme.AMD_SEV_SNP, "The most privileged part of the guest asked.", SnpRule.VMPL),
  SNP_KNOWN(
      Scheme.AMD_SEV_SNP,
      "Every field and policy bit of the report is known.",
      SnpRule.VERSION_UNKNOWN,
      SnpRule.POLICY_UNKNOWN,
      SnpRule.POLICY_RESERVED),
  SNP_ALIAS(
      Scheme.AMD_SEV_SNP,
      "The firmware found no two addresses that reach one memory cell (BadRAM).",
      SnpRule.ALIAS_CHECK),
  SNP_REVOCATION(
      Scheme.AMD_SEV_SNP,
      "AMD has not withdrawn the issuer of the signing key.",
      SnpRule.CRL_ABSENT),
  NVIDIA_SIGNATURE(
      Scheme.NVIDIA_GPU, "The report is signed by a device that NVIDIA certified, up to its root."),
  NVIDIA_FWID(
      Scheme.NVIDIA_GPU,
      "The device runs the firmware that its certificate was issued for.",
      NvidiaRule.FWID_ABSENT),
  ;

  private final Scheme scheme;
  private final String sentence;
  private final Set<Rule> rules;

  Passed(Scheme scheme, String sentence, Rule... rules) {
    this.scheme = scheme;
    this.sentence = sentence;
    this.rules = Set.of(rules);
  }

  /// Sentences that hold of `inspection`; none if it is not authentic.
  static List<String> of(Inspection inspection) {
    if (!inspection.authentic()) {
      return List.of();
    }
    var broken =
        inspection.findings().stream()
            .map(finding -> finding.rule())
            .collect(Collectors.<Rule>toSet());
    return Arrays.stream(values())
        .filter(passed -> passed.scheme == inspection.scheme())
        .filter(passed -> passed.rules.stream().noneMatch(broken::contains))
        .map(passed -> passed.sentence)
        .toList();
  }
}
