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
  /// The version is later than the last published one.
  VERSION_UNKNOWN(
      "snp.version-unknown",
      WARNING,
      "AMD 56860 ATTESTATION_REPORT: VERSION",
      "The report was read as version 5; update the verifier to one that knows this version, or"
          + " accept the warning by name."),
  /// The policy does not accept this product.
  PRODUCT_REFUSED(
      "snp.product-refused",
      CONTRAINDICATED,
      "Appraisal policy: products",
      "Use a machine of an accepted product, or have the policy name this one with its floors."),
  /// The policy has microcode floors, but none for this processor.
  PROCESSOR_UNKNOWN(
      "snp.processor-unknown",
      CONTRAINDICATED,
      "AMD-SB-3019; AMD 56860 CPUID_FAM_ID, CPUID_MOD_ID, CPUID_STEP",
      "Find the microcode floor of this processor in AMD's bulletins and add it to the policy; a"
          + " report before version 3 names no processor: update the firmware."),
  /// The key that signed is of a kind, or of a provider, that the policy does not accept.
  SIGNER(
      "snp.signer",
      CONTRAINDICATED,
      "AMD 57230, cspID; AMD 56860 KEY_INFO SIGNING_KEY",
      "Have the host sign with an accepted key, or add this provider to the policy."),
  /// The chip is not on the list.
  CHIP_UNLISTED(
      "snp.chip-unlisted",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: CHIP_ID",
      "Use a listed machine, or have the owner of the policy list this chip."),
  /// A bit of the guest policy is not as demanded.
  POLICY_BIT(
      "snp.policy-bit",
      CONTRAINDICATED,
      "AMD 56860, 4.3 POLICY",
      "Launch the guest with the policy that is demanded."),
  /// A bit of the platform is not as demanded.
  PLATFORM_BIT(
      "snp.platform-bit",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: PLATFORM_INFO",
      "Have the host set up its BIOS as demanded."),
  /// A bit is demanded that this firmware gives no meaning.
  BIT_UNPROVEN(
      "snp.bit-unproven",
      CONTRAINDICATED,
      "AMD 56860, 4.3 POLICY; ATTESTATION_REPORT: PLATFORM_INFO",
      "Update the host's firmware to one that reports this bit."),
  /// The guest policy allows older firmware than is accepted.
  POLICY_ABI(
      "snp.policy-abi",
      CONTRAINDICATED,
      "AMD 56860, 4.3 POLICY: ABI_MAJOR, ABI_MINOR",
      "Launch the guest with a higher lowest ABI in its policy."),
  /// The firmware is older than accepted.
  FIRMWARE(
      "snp.firmware",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: CURRENT and COMMITTED BUILD, MINOR, MAJOR",
      "Update the SEV firmware of the host, then commit it (SNP_COMMIT)."),
  /// A mitigation that is demanded was or is not active.
  MITIGATION(
      "snp.mitigation",
      CONTRAINDICATED,
      "AMD 56860 1.58 ATTESTATION_REPORT: LAUNCH_MIT_VECTOR, CURRENT_MIT_VECTOR",
      "Update the host's firmware, have it activate the mitigation (SNP_VERIFY_MITIGATION), then"
          + " launch the guest again."),
  /// The ID block was signed by another key.
  ID_KEY(
      "snp.id-key",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: ID_KEY_DIGEST",
      "Launch the guest with an ID block that an accepted key signed."),
  /// The ID key was certified by another key, or by none.
  AUTHOR_KEY(
      "snp.author-key",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: AUTHOR_KEY_DIGEST, KEY_INFO AUTHOR_KEY_EN",
      "Launch the guest with an ID key that an accepted author key certified."),
  /// FAMILY_ID is not on the list.
  FAMILY_ID(
      "snp.family-id",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: FAMILY_ID",
      "Launch an image of an accepted family."),
  /// IMAGE_ID is not on the list.
  IMAGE_ID(
      "snp.image-id",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: IMAGE_ID",
      "Launch an accepted image."),
  /// The guest is older than accepted.
  GUEST_SVN(
      "snp.guest-svn",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: GUEST_SVN",
      "Launch a newer image: this one was withdrawn by its security version."),
  /// The ID block shown is not the one that the guest was launched with.
  ID_BLOCK(
      "snp.id-block",
      CONTRAINDICATED,
      "AMD 56860 8.18 SNP_LAUNCH_FINISH: ID block",
      "Send the ID block that the guest was launched with."),
  /// A signature of the ID block, or over the ID key, does not verify.
  ID_BLOCK_SIGNATURE(
      "snp.id-block-signature",
      CONTRAINDICATED,
      "AMD 56860 8.18 SNP_LAUNCH_FINISH: ID authentication information",
      "Sign the ID block anew with the ID key, and the ID key with the author key."),
  /// The report was asked for from a less privileged level.
  VMPL(
      "snp.vmpl",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: VMPL",
      "Ask for the report at VMPL 0 (privlevel of configfs-tsm). A guest above a paravisor or SVSM"
          + " cannot: verify what that layer shows instead, such as Azure's virtual TPM."),
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
  /// A TCB is below what AMD's bulletins call for.
  TCB_OUTDATED(
      "snp.tcb-outdated",
      WARNING,
      "AMD-SB-3019, AMD-SB-7033",
      "Update the platform firmware and microcode, then commit the update (SNP_COMMIT)."),
  /// The firmware says that its search for memory aliases did not complete (BadRAM).
  ALIAS_CHECK_FAILED(
      "snp.alias-check-failed",
      CONTRAINDICATED,
      "AMD-SB-3015; AMD 56860 PLATFORM_INFO: bit 5 ALIAS_CHECK_COMPLETE",
      "Update the BIOS (AGESA) and SEV firmware as AMD-SB-3015 says and reboot; if the check still"
          + " does not complete, look for altered memory modules."),
  /// The report is too old to show whether memory aliases were looked for (BadRAM).
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
      "Give AMD's revocation list of this product (AMD KDS, /vcek/v1/<product>/crl), or accept"
          + " the warning by name.");

  private final Text text;

  SnpRule(String code, Tier tier, String clause, String advice) {
    text = new Text(code, tier, clause, advice);
  }

  @Override
  public Text text() {
    return text;
  }
}
