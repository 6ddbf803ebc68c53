package dev.strongroom.attestation.finding;

import static dev.strongroom.attestation.finding.Tier.CONTRAINDICATED;
import static dev.strongroom.attestation.finding.Tier.WARNING;

/// Rules of AMD SEV-SNP reports and their certificates.
public enum SnpRule implements Rule {
  /// No key signed the report.
  UNSIGNED(
      "snp.unsigned",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: KEY_INFO MASK_CHIP_KEY, SIGNING_KEY",
      "Have the host clear MaskChipKey (SNP_CONFIG), then make the report again."),
  /// The leaf is of another kind than KEY_INFO says.
  SIGNING_KEY(
      "snp.signing-key",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: KEY_INFO SIGNING_KEY",
      "Send the VCEK chain (ASK) for a VCEK-signed report, the VLEK chain (ASVK) for a VLEK-signed"
          + " one."),
  /// CPUID, leaf and root do not name the same product.
  PRODUCT(
      "snp.product",
      CONTRAINDICATED,
      "AMD 57230, productName; AMD 56860 CPUID_FAM_ID, CPUID_MOD_ID",
      "Send the chain of the processor that made the report; products after Turin are not known"
          + " yet."),
  /// An AMD certificate extension is missing or has another form.
  EXTENSION(
      "snp.extension",
      CONTRAINDICATED,
      "AMD 57230, certificate extensions",
      "Fetch the VCEK or VLEK anew from AMD's key distribution service."),
  /// The leaf was issued to another chip.
  CHIP_ID(
      "snp.chip-id",
      CONTRAINDICATED,
      "AMD 57230, hwID; AMD 56860 CHIP_ID",
      "Send the VCEK of the chip that made the report."),
  /// The leaf names no chip, so CHIP_ID rests on the report alone.
  CHIP_ID_UNPROVEN(
      "snp.chip-id-unproven",
      WARNING,
      "AMD 57230, VLEK",
      "A VLEK names a cloud provider, not a chip: accept it by name, or have the host sign with its"
          + " VCEK."),
  /// CHIP_ID is masked, so leases cannot be kept apart by platform.
  PLATFORM_UNKNOWN(
      "snp.platform-unknown",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: CHIP_ID; Strongroom architecture, 5",
      "Have the host clear MaskChipId (SNP_CONFIG)."),
  /// The leaf was issued for another TCB than the reported one.
  CERTIFICATE_TCB(
      "snp.certificate-tcb",
      CONTRAINDICATED,
      "AMD 57230, SPLs; AMD 56860 REPORTED_TCB",
      "Fetch the VCEK for the REPORTED_TCB of this report."),
  /// reported <= committed <= current does not hold.
  TCB_ORDER(
      "snp.tcb-order",
      CONTRAINDICATED,
      "AMD 56860, TCB_VERSION",
      "The firmware reports an impossible TCB: update it, or do not use this machine."),
  /// A TCB has bits in its reserved bytes.
  TCB_RESERVED(
      "snp.tcb-reserved",
      CONTRAINDICATED,
      "AMD 56860, TCB_VERSION",
      "The TCB layout is not known for this product: update the verifier."),
  /// The host may debug the guest.
  DEBUG(
      "snp.debug",
      CONTRAINDICATED,
      "AMD 56860, 4.3 POLICY: bit 19 DEBUG",
      "Launch the guest with the DEBUG bit of its policy clear."),
  /// A migration agent may move the guest.
  MIGRATE_MA(
      "snp.migrate-ma",
      CONTRAINDICATED,
      "AMD 56860, 4.3 POLICY: bit 18 MIGRATE_MA",
      "Launch the guest with the MIGRATE_MA bit of its policy clear."),
  /// Bit 17 of the guest policy is clear.
  POLICY_RESERVED(
      "snp.policy-reserved",
      CONTRAINDICATED,
      "AMD 56860, 4.3 POLICY: bit 17 is reserved and must be one",
      "Launch the guest with bit 17 of its policy set."),
  /// The guest policy has bits whose meaning we do not know.
  POLICY_UNKNOWN(
      "snp.policy-unknown",
      WARNING,
      "AMD 56860, 4.3 POLICY: bits 63 to 26",
      "Find out what these bits permit; accept the warning by name if they are harmless."),
  /// The report was asked for from a less privileged level.
  VMPL(
      "snp.vmpl",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: VMPL",
      "Make the report at VMPL 0."),
  /// The launch measurement is not on the list.
  MEASUREMENT(
      "snp.measurement",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: MEASUREMENT",
      "Boot the measured image, or have the owner sign a release policy that lists this"
          + " measurement."),
  /// HOST_DATA is not the digest of the init-data.
  HOST_DATA(
      "snp.host-data",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: HOST_DATA",
      "Launch the guest with the digest of the init-data that it sends."),
  /// REPORT_DATA is not what this session must show.
  REPORT_DATA(
      "snp.report-data",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: REPORT_DATA; Strongroom transcript",
      "Make the report in this session, over its transcript, after all device reports."),
  /// A component is older than the policy allows.
  MINIMUM_TCB(
      "snp.minimum-tcb",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: REPORTED_TCB, COMMITTED_TCB",
      "Update the platform firmware and microcode, then commit the update (SNP_COMMIT)."),
  /// Nothing proves that memory aliases were looked for (BadRAM).
  ALIAS_CHECK(
      "snp.alias-check",
      WARNING,
      "AMD-SB-3015; AMD 56860 PLATFORM_INFO: bit 5 ALIAS_CHECK_COMPLETE",
      "Update the platform firmware until its reports (version 3 or later) show"
          + " ALIAS_CHECK_COMPLETE."),
  /// No revocation list of AMD was looked at.
  CRL_ABSENT(
      "snp.crl.absent",
      WARNING,
      "AMD 57230, CRL",
      "This build does not look at AMD's revocation lists: accept the warning by name or refuse.");

  private final Text text;

  SnpRule(String code, Tier tier, String clause, String advice) {
    text = new Text(code, tier, clause, advice);
  }

  @Override
  public Text text() {
    return text;
  }
}
