package dev.strongroom.attestation.token;

import dev.strongroom.attestation.finding.AzureRule;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.EventLogRule;
import dev.strongroom.attestation.finding.NodeRule;
import dev.strongroom.attestation.finding.NrasRule;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.finding.OwnRule;
import dev.strongroom.attestation.finding.PolicyRule;
import dev.strongroom.attestation.finding.RimRule;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.finding.TpmRule;
import java.util.Locale;

/// Member of AR4SI's trustworthiness vector (draft-ietf-rats-ar4si, 2.3), and which rule speaks of
/// which.
///
/// | Member | Rules |
/// |---|---|
/// | instance-identity | certificate chains, revocation, chip and platform identities, attestation keys, whose results others' are |
/// | configuration | debugging, guest policy, attributes, XFAM, init-data, freshness, whole-node and policy rules |
/// | executables | measurements, registers, event logs, ID blocks, enclaves, firmware digests of devices and their manifests, others' verdicts on them |
/// | hardware | products, TCB levels, firmware, mitigations, Intel's collateral and quoting enclave |
/// | runtime-opaque | memory that a host could see: debugging, migration, the alias check |
///
/// A rule has one member: debugging and migration count as runtime-opaque, since they open memory.
/// Nothing here speaks of file-system, storage-opaque and sourced-data: they are 0, no claim.
public enum VectorMember {
  INSTANCE_IDENTITY,
  CONFIGURATION,
  EXECUTABLES,
  FILE_SYSTEM,
  HARDWARE,
  RUNTIME_OPAQUE,
  STORAGE_OPAQUE,
  SOURCED_DATA;

  /// As in tokens: `instance-identity`.
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The member that a breach of `rule` lowers.
  public static VectorMember of(Rule rule) {
    return switch (rule) {
      case ChainRule _ -> INSTANCE_IDENTITY;
      case AzureRule _ -> INSTANCE_IDENTITY;
      case EventLogRule _ -> EXECUTABLES;
      case NodeRule _ -> CONFIGURATION;
      case OwnRule _ -> CONFIGURATION;
      case PolicyRule own -> ofPolicy(own);
      case NrasRule nras -> ofNras(nras);
      case NvidiaRule nvidia -> ofNvidia(nvidia);
      case RimRule rim -> ofRim(rim);
      case TpmRule tpm -> ofTpm(tpm);
      case SnpRule snp -> ofSnp(snp);
      case DcapRule dcap -> ofDcap(dcap);
    };
  }

  private static VectorMember ofPolicy(PolicyRule rule) {
    return switch (rule) {
      case PRODUCT -> HARDWARE;
      case PLATFORM, MILAN_UNLISTED -> INSTANCE_IDENTITY;
      case PIN -> EXECUTABLES;
      case ABSENT,
          EXPIRED,
          PROFILE,
          UNPINNED,
          ACCELERATORS,
          REFERENCE_ABSENT,
          REFERENCE_UNTRUSTED,
          REFERENCE_STALE,
          WARNING_UNACCEPTED ->
          CONFIGURATION;
    };
  }

  private static VectorMember ofNvidia(NvidiaRule rule) {
    return switch (rule) {
      case OCSP_ABSENT, BROM_NOT_LOOKED_UP -> INSTANCE_IDENTITY;
      case NONCE,
          MODE,
          FABRIC_MODE,
          FABRIC_COUNT,
          FABRIC_NEIGHBOURS,
          FABRIC_UNLOCKED,
          FABRIC_UNPROTECTED ->
          CONFIGURATION;
      case ARCHITECTURE, DEVICE_KIND -> HARDWARE;
      case PDI -> INSTANCE_IDENTITY;
      case LEAF_FWID, FWID, FWID_ABSENT, FLOOR, RIM_ABSENT -> EXECUTABLES;
    };
  }

  private static VectorMember ofNras(NrasRule rule) {
    return switch (rule) {
      case ISSUER, SIGNER, ALGORITHM, SIGNATURE, DIGEST, SUBMODULES, UEID, DEVICE ->
          INSTANCE_IDENTITY;
      case TIME, NONCE -> CONFIGURATION;
      case RESULT, CLAIMS, CERTIFICATES, MEASUREMENTS, WARNED, CLAIM_UNKNOWN, NOT_LOCAL ->
          EXECUTABLES;
    };
  }

  private static VectorMember ofRim(RimRule rule) {
    return switch (rule) {
      case SVN, SVN_ABSENT -> HARDWARE;
      case SIGNATURE,
          SIGNATURE_FORM,
          SIGNER_EXPIRED,
          SIGNER_HOLD,
          SIGNER_NOT_LOOKED_UP,
          VERSION,
          PRODUCT,
          INDEX_CONFLICT,
          MEASUREMENT,
          MEASUREMENT_ABSENT ->
          EXECUTABLES;
    };
  }

  private static VectorMember ofTpm(TpmRule rule) {
    return switch (rule) {
      case NONCE -> CONFIGURATION;
      case PCR_BANK, PCR_SELECTION, PCR_VALUES, PCR_DIGEST -> EXECUTABLES;
    };
  }

  private static VectorMember ofSnp(SnpRule rule) {
    return switch (rule) {
      case UNSIGNED,
          SIGNING_KEY,
          EXTENSION,
          CHIP_ID,
          CHIP_ID_UNPROVEN,
          PLATFORM_UNKNOWN,
          SIGNER,
          CHIP_UNLISTED,
          CRL_ABSENT ->
          INSTANCE_IDENTITY;
      case PRODUCT,
          PRODUCT_REFUSED,
          PROCESSOR_UNKNOWN,
          CERTIFICATE_TCB,
          TCB_ORDER,
          TCB_RESERVED,
          MINIMUM_TCB,
          TCB_OUTDATED,
          FIRMWARE,
          MITIGATION,
          VERSION_UNKNOWN ->
          HARDWARE;
      case DEBUG, MIGRATE_MA, ALIAS_CHECK, ALIAS_CHECK_FAILED -> RUNTIME_OPAQUE;
      case ID_KEY,
          AUTHOR_KEY,
          FAMILY_ID,
          IMAGE_ID,
          GUEST_SVN,
          ID_BLOCK,
          ID_BLOCK_SIGNATURE,
          MEASUREMENT ->
          EXECUTABLES;
      case POLICY_RESERVED,
          POLICY_UNKNOWN,
          POLICY_BIT,
          PLATFORM_BIT,
          BIT_UNPROVEN,
          POLICY_ABI,
          VMPL,
          HOST_DATA,
          REPORT_DATA ->
          CONFIGURATION;
    };
  }

  private static VectorMember ofDcap(DcapRule rule) {
    return switch (rule) {
      case PCE_ID, PCK_EXTENSION, PLATFORM, QE_BINDING -> INSTANCE_IDENTITY;
      case COLLATERAL_ABSENT,
          COLLATERAL_TIME,
          COLLATERAL_TEE,
          FMSPC,
          QE_VENDOR,
          QE_IDENTITY,
          EVALUATION_NUMBER,
          TCB_NOT_SUPPORTED,
          TCB_REVOKED,
          TCB_OUT_OF_DATE,
          TCB_OUT_OF_DATE_CONFIGURATION,
          TCB_OUT_OF_DATE_GRACE,
          TCB_CONFIGURATION,
          TCB_SW_HARDENING,
          TCB_CONFIGURATION_AND_SW_HARDENING,
          TCB_FORECAST,
          RELAUNCH_ADVISED,
          RELAUNCH_ADVISED_CONFIGURATION,
          MODULE_IDENTITY,
          TD_MODULE_SIGNER,
          TD_MODULE_DIGEST,
          TEE ->
          HARDWARE;
      case TD_DEBUG, TD_MIGRATABLE, TD_SERVICE, SGX_DEBUG -> RUNTIME_OPAQUE;
      case TD_MEASUREMENT, TD_RTMR, SGX_ENCLAVE, SGX_SIGNER, SGX_PRODUCT, SGX_SVN -> EXECUTABLES;
      case TD_SEPT_VE_DISABLE,
          TD_PERFMON,
          TD_ATTRIBUTE,
          TD_ATTRIBUTES_UNKNOWN,
          TD_XFAM,
          TD_CONFIG_ID,
          TD_OWNER,
          REPORT_DATA ->
          CONFIGURATION;
    };
  }
}
