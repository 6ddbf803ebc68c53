package dev.strongroom.cli.evidence;

import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.finding.AzureRule;
import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.EventLogRule;
import dev.strongroom.attestation.finding.NodeRule;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.finding.TpmRule;
import dev.strongroom.protocol.evidence.Scheme;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What an authentic piece of Evidence passed, in words. Each sentence stands for rules that are
/// always compared, so that no finding of one means that it held.
enum Passed {
  SNP_SIGNATURE(
      Set.of(Scheme.AMD_SEV_SNP),
      "The report is signed by the key that AMD certified for exactly this firmware, up to AMD's"
          + " root."),
  NONCE(
      Set.of(Scheme.values()),
      "It carries your nonce, so it was made for you and after you asked.",
      NodeRule.SESSION_NOT_COMPARED,
      SnpRule.REPORT_DATA,
      DcapRule.REPORT_DATA,
      TpmRule.NONCE,
      NvidiaRule.NONCE),
  SNP_DEBUG(Set.of(Scheme.AMD_SEV_SNP), "The host may not debug the guest.", SnpRule.DEBUG),
  SNP_MIGRATE(
      Set.of(Scheme.AMD_SEV_SNP), "No migration agent may move the guest.", SnpRule.MIGRATE_MA),
  SNP_VMPL(
      Set.of(Scheme.AMD_SEV_SNP), "The most privileged part of the guest asked.", SnpRule.VMPL),
  SNP_KNOWN(
      Set.of(Scheme.AMD_SEV_SNP),
      "Every bit of its launch policy is known.",
      SnpRule.VERSION_UNKNOWN,
      SnpRule.POLICY_UNKNOWN,
      SnpRule.POLICY_RESERVED),
  SNP_ALIAS(
      Set.of(Scheme.AMD_SEV_SNP),
      "The firmware found no two addresses that reach one memory cell (BadRAM).",
      SnpRule.ALIAS_CHECK,
      SnpRule.ALIAS_CHECK_FAILED),
  SNP_REVOCATION(
      Set.of(Scheme.AMD_SEV_SNP),
      "AMD has not withdrawn the issuer of the signing key.",
      SnpRule.CRL_ABSENT),
  NVIDIA_SIGNATURE(
      Set.of(Scheme.NVIDIA_GPU),
      "The report is signed by a device that NVIDIA certified, up to its root."),
  NVIDIA_FWID(
      Set.of(Scheme.NVIDIA_GPU),
      "The device runs the firmware that its certificate was issued for.",
      NvidiaRule.FWID_ABSENT),
  INTEL_SIGNATURE(
      Set.of(Scheme.INTEL_TDX, Scheme.INTEL_SGX),
      "The quote is signed by a key that Intel's quoting enclave vouches for, on a platform that"
          + " Intel certified, up to Intel's root."),
  INTEL_COLLATERAL(
      Set.of(Scheme.INTEL_TDX, Scheme.INTEL_SGX),
      "Intel's statements about this kind of platform are its own and of this time, and Intel has"
          + " withdrawn no certificate of the chain.",
      DcapRule.COLLATERAL_ABSENT),
  INTEL_TCB(
      Set.of(Scheme.INTEL_TDX, Scheme.INTEL_SGX),
      "Intel rates firmware, microcode, TDX module and quoting enclave up to date.",
      DcapRule.COLLATERAL_ABSENT,
      DcapRule.TCB_NOT_SUPPORTED,
      DcapRule.TCB_REVOKED,
      DcapRule.TCB_OUT_OF_DATE,
      DcapRule.TCB_OUT_OF_DATE_CONFIGURATION,
      DcapRule.TCB_OUT_OF_DATE_GRACE,
      DcapRule.TCB_CONFIGURATION,
      DcapRule.TCB_SW_HARDENING,
      DcapRule.TCB_CONFIGURATION_AND_SW_HARDENING,
      DcapRule.RELAUNCH_ADVISED,
      DcapRule.RELAUNCH_ADVISED_CONFIGURATION),
  TDX_DEBUG(Set.of(Scheme.INTEL_TDX), "The host may not debug the guest.", DcapRule.TD_DEBUG),
  TDX_MIGRATE(
      Set.of(Scheme.INTEL_TDX),
      "No other TD may move the guest or act on it.",
      DcapRule.TD_MIGRATABLE,
      DcapRule.TD_SERVICE),
  SGX_DEBUG(Set.of(Scheme.INTEL_SGX), "No debugger may read the enclave.", DcapRule.SGX_DEBUG),
  AZURE_BINDING(
      Set.of(Scheme.AZURE_VTPM),
      "The processor's report vouches for the virtual TPM's key, and that key signed the PCRs"
          + " shown."),
  AZURE_AK(
      Set.of(Scheme.AZURE_VTPM), "Azure certified the virtual TPM's key.", AzureRule.AK_PROVENANCE),
  EVENT_LOG(
      Set.of(Scheme.INTEL_TDX, Scheme.AZURE_VTPM),
      "The event log comes to exactly the registers that were signed.",
      EventLogRule.BANK,
      EventLogRule.MISMATCH,
      EventLogRule.REGISTER_OMITTED,
      EventLogRule.REGISTER_UNEXPLAINED,
      EventLogRule.REGISTER_UNQUOTED);

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<Scheme> schemes;

  private final String sentence;

  @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
  private final Set<Rule> rules;

  Passed(Set<Scheme> schemes, String sentence, Rule... rules) {
    this.schemes = schemes;
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
        .filter(passed -> passed.schemes.contains(inspection.scheme()))
        .filter(passed -> passed.rules.stream().noneMatch(broken::contains))
        .filter(passed -> passed != EVENT_LOG || hasEventLog(inspection))
        .map(passed -> passed.sentence)
        .toList();
  }

  /// That there are no findings of a log says nothing where there is no log.
  private static boolean hasEventLog(Inspection inspection) {
    return inspection.fields().stream().anyMatch(field -> field.name().startsWith("event log"));
  }
}
