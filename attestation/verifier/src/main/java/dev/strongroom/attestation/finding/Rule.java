package dev.strongroom.attestation.finding;

import static dev.strongroom.attestation.finding.Tier.CONTRAINDICATED;
import static dev.strongroom.attestation.finding.Tier.WARNING;

import java.util.Arrays;
import java.util.Optional;

/// Every rule that Evidence can break. Codes are stable: policies accept warnings by code, audit
/// entries keep them.
public enum Rule {
  /// The chain has another number of certificates than its scheme demands.
  CHAIN_LENGTH(
      "chain.length",
      CONTRAINDICATED,
      "RFC 5280, 6.1",
      "Send the chain leaf first, complete up to and including the vendor's root."),
  /// The last certificate is no pinned root of any profile.
  ROOT_UNKNOWN(
      "chain.root-unknown",
      CONTRAINDICATED,
      "RFC 5280, 6.1.1 (d)",
      "Send the vendor's own root last; a root is compared with pins, never trusted because sent."),
  /// The last certificate is a root of the other profile.
  ROOT_PROFILE(
      "chain.root-profile",
      CONTRAINDICATED,
      "Strongroom architecture, 10",
      "Production verifies genuine hardware only, simulation simulated hardware only: use the"
          + " profile that the evidence belongs to."),
  /// A certificate is not the issuer of the one before it.
  CHAIN_ISSUER(
      "chain.issuer",
      CONTRAINDICATED,
      "RFC 5280, 6.1.3 (a)(4)",
      "Send each certificate directly before the certificate of its issuer."),
  /// A certificate's signature does not verify under its issuer's key.
  CHAIN_SIGNATURE(
      "chain.signature",
      CONTRAINDICATED,
      "RFC 5280, 6.1.3 (a)(1)",
      "Fetch the chain anew from the vendor; the one sent was altered or belongs to no such issuer."),
  /// A certificate was not valid at the time of verification.
  CHAIN_VALIDITY(
      "chain.validity",
      CONTRAINDICATED,
      "RFC 5280, 6.1.3 (a)(2)",
      "Fetch a current certificate, or correct the clock of the verifier."),
  /// A certificate may not issue others, or a leaf may.
  CHAIN_CONSTRAINTS(
      "chain.constraints",
      CONTRAINDICATED,
      "RFC 5280, 6.1.4 (k) to (n)",
      "The chain is not the vendor's: do not use this machine until it is understood."),
  /// A key or signature algorithm is not the one that the vendor uses.
  CHAIN_ALGORITHM(
      "chain.algorithm",
      CONTRAINDICATED,
      "AMD 57230, certificate chain; NVIDIA device identity profile",
      "The chain is not the vendor's: do not use this machine until it is understood."),
  /// A name in the chain is not the one that its place demands.
  CHAIN_NAME(
      "chain.name",
      CONTRAINDICATED,
      "AMD 57230, certificate chain; NVIDIA device identity profile",
      "Send the chain of the key that signed the report."),
  /// The report's own signature does not verify under the leaf.
  REPORT_SIGNATURE(
      "report.signature",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT; DMTF DSP0274 1.1 MEASUREMENTS",
      "The report was altered or signed by another key: make a new one and send it with its own"
          + " chain."),

  /// No key signed the report.
  SNP_UNSIGNED(
      "snp.unsigned",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: KEY_INFO MASK_CHIP_KEY, SIGNING_KEY",
      "Have the host clear MaskChipKey (SNP_CONFIG), then make the report again."),
  /// The leaf is of another kind than KEY_INFO says.
  SNP_SIGNING_KEY(
      "snp.signing-key",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: KEY_INFO SIGNING_KEY",
      "Send the VCEK chain (ASK) for a VCEK-signed report, the VLEK chain (ASVK) for a VLEK-signed"
          + " one."),
  /// CPUID, leaf and root do not name the same product.
  SNP_PRODUCT(
      "snp.product",
      CONTRAINDICATED,
      "AMD 57230, productName; AMD 56860 CPUID_FAM_ID, CPUID_MOD_ID",
      "Send the chain of the processor that made the report; products after Turin are not known"
          + " yet."),
  /// An AMD certificate extension is missing or has another form.
  SNP_EXTENSION(
      "snp.extension",
      CONTRAINDICATED,
      "AMD 57230, certificate extensions",
      "Fetch the VCEK or VLEK anew from AMD's key distribution service."),
  /// The leaf was issued to another chip.
  SNP_CHIP_ID(
      "snp.chip-id",
      CONTRAINDICATED,
      "AMD 57230, hwID; AMD 56860 CHIP_ID",
      "Send the VCEK of the chip that made the report."),
  /// The leaf names no chip, so CHIP_ID rests on the report alone.
  SNP_CHIP_ID_UNPROVEN(
      "snp.chip-id-unproven",
      WARNING,
      "AMD 57230, VLEK",
      "A VLEK names a cloud provider, not a chip: accept it by name, or have the host sign with its"
          + " VCEK."),
  /// CHIP_ID is masked, so leases cannot be kept apart by platform.
  SNP_PLATFORM_UNKNOWN(
      "snp.platform-unknown",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: CHIP_ID; Strongroom architecture, 5",
      "Have the host clear MaskChipId (SNP_CONFIG)."),
  /// The leaf was issued for another TCB than the reported one.
  SNP_CERTIFICATE_TCB(
      "snp.certificate-tcb",
      CONTRAINDICATED,
      "AMD 57230, SPLs; AMD 56860 REPORTED_TCB",
      "Fetch the VCEK for the REPORTED_TCB of this report."),
  /// reported <= committed <= current does not hold.
  SNP_TCB_ORDER(
      "snp.tcb-order",
      CONTRAINDICATED,
      "AMD 56860, TCB_VERSION",
      "The firmware reports an impossible TCB: update it, or do not use this machine."),
  /// A TCB has bits in its reserved bytes.
  SNP_TCB_RESERVED(
      "snp.tcb-reserved",
      CONTRAINDICATED,
      "AMD 56860, TCB_VERSION",
      "The TCB layout is not known for this product: update the verifier."),
  /// The host may debug the guest.
  SNP_DEBUG(
      "snp.debug",
      CONTRAINDICATED,
      "AMD 56860, 4.3 POLICY: bit 19 DEBUG",
      "Launch the guest with the DEBUG bit of its policy clear."),
  /// A migration agent may move the guest.
  SNP_MIGRATE_MA(
      "snp.migrate-ma",
      CONTRAINDICATED,
      "AMD 56860, 4.3 POLICY: bit 18 MIGRATE_MA",
      "Launch the guest with the MIGRATE_MA bit of its policy clear."),
  /// Bit 17 of the guest policy is clear.
  SNP_POLICY_RESERVED(
      "snp.policy-reserved",
      CONTRAINDICATED,
      "AMD 56860, 4.3 POLICY: bit 17 is reserved and must be one",
      "Launch the guest with bit 17 of its policy set."),
  /// The guest policy has bits whose meaning we do not know.
  SNP_POLICY_UNKNOWN(
      "snp.policy-unknown",
      WARNING,
      "AMD 56860, 4.3 POLICY: bits 63 to 26",
      "Find out what these bits permit; accept the warning by name if they are harmless."),
  /// The report was asked for from a less privileged level.
  SNP_VMPL(
      "snp.vmpl",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: VMPL",
      "Make the report at VMPL 0."),
  /// The launch measurement is not on the list.
  SNP_MEASUREMENT(
      "snp.measurement",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: MEASUREMENT",
      "Boot the measured image, or have the owner sign a release policy that lists this"
          + " measurement."),
  /// HOST_DATA is not the digest of the init-data.
  SNP_HOST_DATA(
      "snp.host-data",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: HOST_DATA",
      "Launch the guest with the digest of the init-data that it sends."),
  /// REPORT_DATA is not what this session must show.
  SNP_REPORT_DATA(
      "snp.report-data",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: REPORT_DATA; Strongroom transcript",
      "Make the report in this session, over its transcript, after all device reports."),
  /// A component is older than the policy allows.
  SNP_MINIMUM_TCB(
      "snp.minimum-tcb",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT: REPORTED_TCB, COMMITTED_TCB",
      "Update the platform firmware and microcode, then commit the update (SNP_COMMIT)."),
  /// Nothing proves that memory aliases were looked for (BadRAM).
  SNP_ALIAS_CHECK(
      "snp.alias-check",
      WARNING,
      "AMD-SB-3015; AMD 56860 PLATFORM_INFO: bit 5 ALIAS_CHECK_COMPLETE",
      "Update the platform firmware until its reports (version 3 or later) show"
          + " ALIAS_CHECK_COMPLETE."),
  /// No revocation list of AMD was looked at.
  SNP_CRL_ABSENT(
      "snp.crl.absent",
      WARNING,
      "AMD 57230, CRL",
      "This build does not look at AMD's revocation lists: accept the warning by name or refuse."),

  /// The opaque data has a format that is not understood.
  NVIDIA_OPAQUE_FORMAT(
      "nvidia.opaque-format",
      CONTRAINDICATED,
      "NVIDIA opaque data specification: NVDAOD",
      "This build reads the opaque data of drivers before CUDA 13.5: use such a driver."),
  /// The leaf names an architecture that is not supported.
  NVIDIA_ARCHITECTURE(
      "nvidia.architecture",
      CONTRAINDICATED,
      "NVIDIA device identity profile: subjectAltName 1.3.6.1.4.1.412.274.1",
      "This build verifies Hopper (GH100): use such a device."),
  /// The leaf's firmware id extension has another form, or another key.
  NVIDIA_LEAF_FWID(
      "nvidia.leaf-fwid",
      CONTRAINDICATED,
      "TCG DICE 2.23.133.5.4.1 (compositeDeviceID)",
      "Fetch the device's certificate chain anew."),
  /// The report's firmware id is not the leaf's.
  NVIDIA_FWID(
      "nvidia.fwid",
      CONTRAINDICATED,
      "NVIDIA opaque data field 20 FWID; TCG DICE 2.23.133.5.4.1",
      "Send the certificate chain of the device that made the report."),
  /// The report carries no firmware id.
  NVIDIA_FWID_ABSENT(
      "nvidia.fwid.absent",
      WARNING,
      "NVIDIA opaque data field 20 FWID",
      "Update the driver to one whose reports carry the firmware id."),
  /// The requester nonce is not this session's.
  NVIDIA_NONCE(
      "nvidia.nonce",
      CONTRAINDICATED,
      "DMTF DSP0274 1.1 GET_MEASUREMENTS: Nonce",
      "Make the device's report in this session, with its device nonce."),
  /// No reference values were compared.
  NVIDIA_RIM_ABSENT(
      "nvidia.rim.absent",
      WARNING,
      "NVIDIA reference integrity manifests",
      "This build does not compare measurements with NVIDIA's manifests: accept the warning by name"
          + " or refuse."),
  /// No revocation status was looked at.
  NVIDIA_OCSP_ABSENT(
      "nvidia.ocsp.absent",
      WARNING,
      "RFC 6960; NVIDIA OCSP service",
      "This build does not ask for NVIDIA's revocation status: accept the warning by name or"
          + " refuse."),

  /// The CPU Evidence is of a scheme that is no CPU's.
  NODE_CPU_SCHEME(
      "node.cpu-scheme",
      CONTRAINDICATED,
      "Strongroom architecture, 5",
      "Send the CPU's report as `cpu`, accelerators' as `devices`."),
  /// An accelerator's Evidence is of a scheme that is no accelerator's.
  NODE_DEVICE_SCHEME(
      "node.device-scheme",
      CONTRAINDICATED,
      "Strongroom architecture, 5",
      "Send the CPU's report as `cpu`, accelerators' as `devices`."),
  /// Classes and counts of accelerators are not those that the policy names.
  NODE_DEVICES(
      "node.devices",
      CONTRAINDICATED,
      "Strongroom release policy: accelerators",
      "Send a report of exactly the accelerators that the release policy names."),
  /// One device was shown more than once.
  NODE_DEVICE_TWICE(
      "node.device-twice",
      CONTRAINDICATED,
      "Strongroom release policy: accelerators",
      "Send one report of each accelerator."),

  /// Freshness and session binding were not compared.
  SESSION_NOT_COMPARED(
      "session.not-compared",
      WARNING,
      "RFC 9334, 10",
      "Evidence looked at by itself can be old or another's: only a session with the broker compares"
          + " nonces."),
  /// No appraisal policy was compared.
  POLICY_NOT_COMPARED(
      "policy.not-compared",
      WARNING,
      "RFC 9334, 8.5",
      "Measurements and TCB were not compared with a policy: a release does that.");

  private final String code;
  private final Tier tier;
  private final String clause;
  private final String advice;

  Rule(String code, Tier tier, String clause, String advice) {
    this.code = code;
    this.tier = tier;
    this.clause = clause;
    this.advice = advice;
  }

  /// Stable name, for policies and audit entries.
  public String code() {
    return code;
  }

  /// How grave a breach is.
  public Tier tier() {
    return tier;
  }

  /// Document and section that the rule follows.
  public String clause() {
    return clause;
  }

  /// What a person can do about a breach.
  public String advice() {
    return advice;
  }

  /// The rule with this code.
  public static Optional<Rule> ofCode(String code) {
    return Arrays.stream(values()).filter(rule -> rule.code.equals(code)).findFirst();
  }
}
