package dev.strongroom.attestation.finding;

import static dev.strongroom.attestation.finding.Tier.CONTRAINDICATED;
import static dev.strongroom.attestation.finding.Tier.WARNING;

/// Rules of Intel DCAP quotes (TDX and SGX) and of what Intel says of their platforms.
public enum DcapRule implements Rule {
  /// Nothing says whether the platform is revoked or up to date.
  COLLATERAL_ABSENT(
      "dcap.collateral-absent",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, 4.1.2.4",
      "Fetch TCB info, quoting enclave identity and both revocation lists for this FMSPC,"
          + " and pass them in."),
  /// TCB info or quoting enclave identity does not hold at this time.
  COLLATERAL_TIME(
      "dcap.collateral-time",
      CONTRAINDICATED,
      "Intel PCS API version 4: issueDate, nextUpdate",
      "Fetch the collateral anew, or correct the clock of the verifier."),
  /// TCB info or quoting enclave identity is for the other kind of TEE.
  COLLATERAL_TEE(
      "dcap.collateral-tee",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, 4.1.2.4.9 and 4.1.2.4.14",
      "Fetch TCB info and quoting enclave identity of the kind of this quote: TDX and"
          + " TD_QE, or SGX and QE."),
  /// The TCB info is for another kind of platform.
  FMSPC(
      "dcap.fmspc",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, 4.1.2.4.10",
      "Fetch the TCB info for the FMSPC that the PCK certificate names."),
  /// The TCB info is for another PCE.
  PCE_ID(
      "dcap.pce-id",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, 4.1.2.4.10",
      "Fetch the TCB info for the PCE-ID that the PCK certificate names."),
  /// The PCK certificate lacks an Intel extension, or it has another form.
  PCK_EXTENSION(
      "dcap.pck-extension",
      CONTRAINDICATED,
      "Intel SGX PCK Certificate and CRL Profile 1.5, 1.3.5",
      "Fetch the PCK certificate anew from Intel's provisioning service."),
  /// The quote names another vendor's quoting enclave.
  QE_VENDOR(
      "dcap.qe-vendor",
      CONTRAINDICATED,
      "ECDSA Quote Library API, A.4 Quote Header: QE Vendor ID",
      "Make quotes with Intel's quoting enclave."),
  /// The quoting enclave does not vouch for the key that signed the quote.
  QE_BINDING(
      "dcap.qe-binding",
      CONTRAINDICATED,
      "ECDSA Quote Library API, A.4 QE Report; TDX DCAP Quoting Library API, 4.1.2.4.13",
      "The quote was put together from parts of several: make a new one."),
  /// The enclave that signed is not Intel's quoting enclave.
  QE_IDENTITY(
      "dcap.qe-identity",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, 4.1.2.4.15",
      "Make quotes with Intel's quoting enclave; do not use this machine until it is"
          + " understood."),
  /// The collateral is of an older TCB recovery than the policy asks for.
  EVALUATION_NUMBER(
      "dcap.evaluation-number",
      CONTRAINDICATED,
      "Intel PCS API version 4: tcbEvaluationDataNumber",
      "Fetch the collateral of the evaluation data number that the policy asks for, or a"
          + " later one."),
  /// The platform is not on the list.
  PLATFORM(
      "dcap.platform",
      CONTRAINDICATED,
      "Intel SGX PCK Certificate and CRL Profile 1.5, 1.3.5: PPID",
      "Use a listed platform, or have the owner list this PPID."),
  /// The platform is below every TCB level.
  TCB_NOT_SUPPORTED(
      "dcap.tcb.not-supported",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, 4.1.2.4.17",
      "Update the platform: its TCB is below every level that Intel names."),
  /// The TCB level is revoked.
  TCB_REVOKED(
      "dcap.tcb.revoked",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, 4.1.2.4.17",
      "Do not use this platform before it is updated: its TCB is revoked."),
  /// The platform is out of date, beyond any grace.
  TCB_OUT_OF_DATE(
      "dcap.tcb.out-of-date",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, 4.1.2.4.17",
      "Update the platform."),
  /// The platform is out of date and badly configured, beyond any grace.
  TCB_OUT_OF_DATE_CONFIGURATION(
      "dcap.tcb.out-of-date-configuration",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, 4.1.2.4.17",
      "Update the platform and mend its configuration."),
  /// The platform is out of date, within the policy's grace.
  TCB_OUT_OF_DATE_GRACE(
      "dcap.tcb.out-of-date-grace",
      WARNING,
      "Strongroom release policy: grace; Intel PCS API version 4: tcbDate",
      "Update the platform before the grace ends."),
  /// The platform's configuration leaves something open.
  TCB_CONFIGURATION(
      "dcap.tcb.configuration-needed",
      WARNING,
      "TDX DCAP Quoting Library API, 4.1.2.4.17",
      "Mend the platform's configuration as the advisories say, or accept the warning by"
          + " name."),
  /// Software in the TEE must mitigate something itself.
  TCB_SW_HARDENING(
      "dcap.tcb.sw-hardening-needed",
      WARNING,
      "TDX DCAP Quoting Library API, 4.1.2.4.17",
      "Check that the measured software mitigates the advisories, then accept the warning"
          + " by name."),
  /// Configuration and software must both mitigate something.
  TCB_CONFIGURATION_AND_SW_HARDENING(
      "dcap.tcb.configuration-and-sw-hardening-needed",
      WARNING,
      "TDX DCAP Quoting Library API, 4.1.2.4.17",
      "Mend the platform's configuration and check that the measured software mitigates"
          + " the advisories, or accept the warning by name."),
  /// A later set of TCB data rates the platform worse.
  TCB_FORECAST(
      "dcap.tcb.forecast",
      WARNING,
      "Intel PCS API version 4: update=early; tcbEvaluationDataNumber",
      "Update the platform before that set of TCB data comes into force."),
  /// The guest was launched on a TDX module that has been updated since.
  RELAUNCH_ADVISED(
      "tdx.relaunch-advised",
      WARNING,
      "TDX DCAP Quoting Library API, 4.1.2.4.17.4.3",
      "Launch the guest anew: the TDX module was updated under it."),
  /// The same, and the platform's configuration leaves something open.
  RELAUNCH_ADVISED_CONFIGURATION(
      "tdx.relaunch-advised-configuration",
      WARNING,
      "TDX DCAP Quoting Library API, 4.1.2.4.17.4.3",
      "Launch the guest anew and mend the platform's configuration."),
  /// The TDX module is not Intel's, or not known to the TCB info.
  MODULE_IDENTITY(
      "tdx.module-identity",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, 4.1.2.4.11",
      "The TDX module is not one that Intel's TCB info names: update it, or do not use"
          + " this machine."),
  /// The host may debug or profile the guest.
  TD_DEBUG(
      "tdx.debug",
      CONTRAINDICATED,
      "Intel TDX Module ABI 348551-006, ATTRIBUTES: TUD",
      "Launch the guest with bits 7 to 0 of its attributes clear. QEMU: neither debug nor such bits"
          + " in attributes of the tdx-guest object; libvirt: bit 0 of launchSecurity's policy."),
  /// SEPT_VE_DISABLE is not as the policy asks.
  TD_SEPT_VE_DISABLE(
      "tdx.sept-ve-disable",
      CONTRAINDICATED,
      "Intel TDX Module ABI 348551-006, ATTRIBUTES: SEPT_VE_DISABLE",
      "Launch the guest with SEPT_VE_DISABLE set, or have the policy allow guests without"
          + " it."),
  /// A migration TD may move the guest.
  TD_MIGRATABLE(
      "tdx.migratable",
      CONTRAINDICATED,
      "Intel TDX Module ABI 348551-006, ATTRIBUTES: MIGRATABLE",
      "Launch the guest with MIGRATABLE clear."),
  /// PERFMON is not as the policy asks.
  TD_PERFMON(
      "tdx.perfmon",
      CONTRAINDICATED,
      "Intel TDX Module ABI 348551-006, ATTRIBUTES: PERFMON",
      "Launch the guest with PERFMON clear."),
  /// Another attribute is not as the policy asks.
  TD_ATTRIBUTE(
      "tdx.attribute",
      CONTRAINDICATED,
      "Intel TDX Module ABI 348551-006, ATTRIBUTES",
      "Launch the guest with the attributes that the policy asks for."),
  /// The attributes have bits whose meaning we do not know.
  TD_ATTRIBUTES_UNKNOWN(
      "tdx.attributes-unknown",
      WARNING,
      "Intel TDX Module ABI 348551-006, ATTRIBUTES: reserved bits",
      "Find out what these bits permit; accept the warning by name if they are harmless."),
  /// The guest may use extended features that the policy does not allow.
  TD_XFAM(
      "tdx.xfam",
      CONTRAINDICATED,
      "Intel TDX Module ABI 348551-006, XFAM",
      "Launch the guest with the extended features that the policy allows."),
  /// A service TD is bound that the policy does not list.
  TD_SERVICE(
      "tdx.service-td",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, A.4: MRSERVICETD",
      "Launch the guest without service TDs: no migration TD bound to it."),
  /// MRSIGNERSEAM or SEAMATTRIBUTES is not zero.
  TD_MODULE_SIGNER(
      "tdx.module-signer",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, A.3: MRSIGNERSEAM, SEAMATTRIBUTES",
      "Run Intel's production TDX module."),
  /// The TDX module's digest is not on the list.
  TD_MODULE_DIGEST(
      "tdx.module-digest",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, A.3: MRSEAM",
      "Run a TDX module whose digest the policy lists."),
  /// MRTD is not on the list.
  TD_MEASUREMENT(
      "tdx.measurement",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, A.3: MRTD",
      "Boot the measured image, or have the owner sign a release policy that lists this"
          + " measurement."),
  /// A run-time measurement is not on the list.
  TD_RTMR(
      "tdx.rtmr",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, A.3: RTMR0 to RTMR3",
      "Boot the measured firmware, kernel and workload, or have the owner list these" + " values."),
  /// MRCONFIGID is not on the list.
  TD_CONFIG_ID(
      "tdx.config-id",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, A.3: MRCONFIGID",
      "Launch the guest with the digest of the init-data that it sends."),
  /// MROWNER or MROWNERCONFIG is not on the list.
  TD_OWNER(
      "tdx.owner",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, A.3: MROWNER, MROWNERCONFIG",
      "Launch the guest with the owner values that the policy lists."),
  /// REPORTDATA is not what this session must show.
  REPORT_DATA(
      "dcap.report-data",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, A.3: REPORTDATA; Strongroom transcript",
      "Make the quote in this session, over its transcript, after all device reports."),
  /// The quote is of another kind of TEE than the policy is for.
  TEE(
      "dcap.tee",
      CONTRAINDICATED,
      "TDX DCAP Quoting Library API, A.3: TEE type",
      "Send a quote of the kind of TEE that the policy is for."),
  /// A debugger may read the enclave.
  SGX_DEBUG(
      "sgx.debug",
      CONTRAINDICATED,
      "Intel SDM volume 3D, 39.7.1 ATTRIBUTES: DEBUG",
      "Launch the enclave in production mode."),
  /// MRENCLAVE is not on the list.
  SGX_ENCLAVE(
      "sgx.enclave",
      CONTRAINDICATED,
      "Intel SDM volume 3D, 39.4.1: MRENCLAVE",
      "Run the measured enclave, or have the owner list this measurement."),
  /// MRSIGNER is not on the list.
  SGX_SIGNER(
      "sgx.signer",
      CONTRAINDICATED,
      "Intel SDM volume 3D, 39.4.2: MRSIGNER",
      "Run an enclave of a listed signer."),
  /// ISVPRODID is not the policy's.
  SGX_PRODUCT(
      "sgx.product",
      CONTRAINDICATED,
      "Intel SDM volume 3D, 39.4.2: ISVPRODID",
      "Run the enclave whose ISVPRODID the policy names."),
  /// ISVSVN is below the policy's.
  SGX_SVN("sgx.svn", CONTRAINDICATED, "Intel SDM volume 3D, 39.4.2: ISVSVN", "Update the enclave.");

  private final Text text;

  DcapRule(String code, Tier tier, String clause, String advice) {
    text = new Text(code, tier, clause, advice);
  }

  @Override
  public Text text() {
    return text;
  }
}
