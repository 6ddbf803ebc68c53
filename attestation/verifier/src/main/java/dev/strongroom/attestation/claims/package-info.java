/// What authentic Evidence says, by documented names: what policies are written over
/// ([dev.strongroom.attestation.policy]), what `inspect` and `verify` print and what the API hands
/// out. [EvidenceClaims] makes them from verified Evidence, [ClaimsTree] holds them, [ClaimSchema]
/// names them.
///
/// A name is a path. In JSON and in expressions its groups nest: `cpu.snp.vmpl` is `{"cpu": {"snp":
/// {"vmpl": 0}}}`. Bytes are lower-case hexadecimal, numbers are integers. What Evidence does not
/// show is absent; nothing has a default.
///
/// | Claim | Type | Source |
/// |---|---|---|
/// | `azure.pcrs` | map(string, string) | SHA-256 bank of the quote; keys `0` to `23`, 32 bytes each |
/// | `cpu.chip_id` | string | SNP CHIP_ID, 64 bytes; absent if masked |
/// | `cpu.fmspc` | string | PCK certificate FMSPC, 6 bytes |
/// | `cpu.ppid` | string | PCK certificate PPID, 16 bytes |
/// | `cpu.report_data` | string | REPORT_DATA, REPORTDATA, 64 bytes |
/// | `cpu.revocation_looked_up` | bool | every certificate that can be revoked was looked up |
/// | `cpu.scheme` | string | `snp`, `tdx` or `sgx` |
/// | `cpu.sgx.debug` | bool | ATTRIBUTES.DEBUG |
/// | `cpu.sgx.isv_prod_id` | int | ISVPRODID |
/// | `cpu.sgx.isv_svn` | int | ISVSVN |
/// | `cpu.sgx.mr_enclave` | string | MRENCLAVE, 32 bytes |
/// | `cpu.sgx.mr_signer` | string | MRSIGNER, 32 bytes |
/// | `cpu.sgx.tcb.advisory_ids` | list(string) | advisoryIDs of the matched levels |
/// | `cpu.sgx.tcb.evaluation_data_number` | int | tcbEvaluationDataNumber, the lower one |
/// | `cpu.sgx.tcb.mitigated_until` | string | tcbDate, RFC 3339; only where out of date |
/// | `cpu.sgx.tcb.status` | string | tcbStatus of platform, module and QE merged |
/// | `cpu.snp.author_key_digest` | string | AUTHOR_KEY_DIGEST, 48 bytes; absent if zero |
/// | `cpu.snp.author_key_enabled` | bool | AUTHOR_KEY_EN |
/// | `cpu.snp.committed_firmware.build` | int | COMMITTED_BUILD |
/// | `cpu.snp.committed_firmware.major` | int | COMMITTED_MAJOR |
/// | `cpu.snp.committed_firmware.minor` | int | COMMITTED_MINOR |
/// | `cpu.snp.committed_tcb.bootloader` | int | COMMITTED_TCB.BL_SPL |
/// | `cpu.snp.committed_tcb.fmc` | int | COMMITTED_TCB.FMC_SPL, Turin only |
/// | `cpu.snp.committed_tcb.microcode` | int | COMMITTED_TCB.UCODE_SPL |
/// | `cpu.snp.committed_tcb.snp` | int | COMMITTED_TCB.SNP_SPL |
/// | `cpu.snp.committed_tcb.tee` | int | COMMITTED_TCB.TEE_SPL |
/// | `cpu.snp.current_firmware.build` | int | CURRENT_BUILD |
/// | `cpu.snp.current_firmware.major` | int | CURRENT_MAJOR |
/// | `cpu.snp.current_firmware.minor` | int | CURRENT_MINOR |
/// | `cpu.snp.current_mitigations` | string | CURRENT_MIT_VECTOR, 16 digits, version 5 on |
/// | `cpu.snp.current_tcb.bootloader` | int | CURRENT_TCB.BL_SPL |
/// | `cpu.snp.current_tcb.fmc` | int | CURRENT_TCB.FMC_SPL, Turin only |
/// | `cpu.snp.current_tcb.microcode` | int | CURRENT_TCB.UCODE_SPL |
/// | `cpu.snp.current_tcb.snp` | int | CURRENT_TCB.SNP_SPL |
/// | `cpu.snp.current_tcb.tee` | int | CURRENT_TCB.TEE_SPL |
/// | `cpu.snp.family_id` | string | FAMILY_ID, 16 bytes |
/// | `cpu.snp.guest_svn` | int | GUEST_SVN |
/// | `cpu.snp.host_data` | string | HOST_DATA, 32 bytes |
/// | `cpu.snp.id_key_digest` | string | ID_KEY_DIGEST, 48 bytes; absent if zero |
/// | `cpu.snp.image_id` | string | IMAGE_ID, 16 bytes |
/// | `cpu.snp.launch_mitigations` | string | LAUNCH_MIT_VECTOR, 16 digits, version 5 on |
/// | `cpu.snp.launch_tcb.bootloader` | int | LAUNCH_TCB.BL_SPL |
/// | `cpu.snp.launch_tcb.fmc` | int | LAUNCH_TCB.FMC_SPL, Turin only |
/// | `cpu.snp.launch_tcb.microcode` | int | LAUNCH_TCB.UCODE_SPL |
/// | `cpu.snp.launch_tcb.snp` | int | LAUNCH_TCB.SNP_SPL |
/// | `cpu.snp.launch_tcb.tee` | int | LAUNCH_TCB.TEE_SPL |
/// | `cpu.snp.measurement` | string | MEASUREMENT, 48 bytes |
/// | `cpu.snp.platform_info.alias_check_complete` | bool | PLATFORM_INFO.ALIAS_CHECK_COMPLETE; absent where the firmware cannot show it |
/// | `cpu.snp.platform_info.ciphertext_hiding_dram_en` | bool | PLATFORM_INFO.CIPHERTEXT_HIDING_DRAM_EN; absent where the firmware cannot show it |
/// | `cpu.snp.platform_info.ecc_en` | bool | PLATFORM_INFO.ECC_EN; absent where the firmware cannot show it |
/// | `cpu.snp.platform_info.rapl_dis` | bool | PLATFORM_INFO.RAPL_DIS; absent where the firmware cannot show it |
/// | `cpu.snp.platform_info.smt_en` | bool | PLATFORM_INFO.SMT_EN; absent where the firmware cannot show it |
/// | `cpu.snp.platform_info.tio_en` | bool | PLATFORM_INFO.TIO_EN; absent where the firmware cannot show it |
/// | `cpu.snp.platform_info.tsme_en` | bool | PLATFORM_INFO.TSME_EN; absent where the firmware cannot show it |
/// | `cpu.snp.policy.abi_major` | int | POLICY.ABI_MAJOR |
/// | `cpu.snp.policy.abi_minor` | int | POLICY.ABI_MINOR |
/// | `cpu.snp.policy.ciphertext_hiding` | bool | POLICY.CIPHERTEXT_HIDING; absent where the firmware cannot show it |
/// | `cpu.snp.policy.cxl_allow` | bool | POLICY.CXL_ALLOW; absent where the firmware cannot show it |
/// | `cpu.snp.policy.debug` | bool | POLICY.DEBUG; absent where the firmware cannot show it |
/// | `cpu.snp.policy.mem_aes_256_xts` | bool | POLICY.MEM_AES_256_XTS; absent where the firmware cannot show it |
/// | `cpu.snp.policy.migrate_ma` | bool | POLICY.MIGRATE_MA; absent where the firmware cannot show it |
/// | `cpu.snp.policy.page_swap_disable` | bool | POLICY.PAGE_SWAP_DISABLE; absent where the firmware cannot show it |
/// | `cpu.snp.policy.rapl_dis` | bool | POLICY.RAPL_DIS; absent where the firmware cannot show it |
/// | `cpu.snp.policy.single_socket` | bool | POLICY.SINGLE_SOCKET; absent where the firmware cannot show it |
/// | `cpu.snp.policy.smt` | bool | POLICY.SMT; absent where the firmware cannot show it |
/// | `cpu.snp.product` | string | `Milan`, `Genoa` or `Turin`, by the root |
/// | `cpu.snp.report_id` | string | REPORT_ID, 32 bytes |
/// | `cpu.snp.reported_tcb.bootloader` | int | REPORTED_TCB.BL_SPL |
/// | `cpu.snp.reported_tcb.fmc` | int | REPORTED_TCB.FMC_SPL, Turin only |
/// | `cpu.snp.reported_tcb.microcode` | int | REPORTED_TCB.UCODE_SPL |
/// | `cpu.snp.reported_tcb.snp` | int | REPORTED_TCB.SNP_SPL |
/// | `cpu.snp.reported_tcb.tee` | int | REPORTED_TCB.TEE_SPL |
/// | `cpu.snp.signing_key` | string | SIGNING_KEY: `vcek` or `vlek` |
/// | `cpu.snp.version` | int | VERSION |
/// | `cpu.snp.vmpl` | int | VMPL |
/// | `cpu.tdx.attributes.debug` | bool | TDATTRIBUTES.DEBUG |
/// | `cpu.tdx.attributes.hgs_plus_prof` | bool | TDATTRIBUTES.HGS_PLUS_PROF |
/// | `cpu.tdx.attributes.kl` | bool | TDATTRIBUTES.KL |
/// | `cpu.tdx.attributes.lass` | bool | TDATTRIBUTES.LASS |
/// | `cpu.tdx.attributes.migratable` | bool | TDATTRIBUTES.MIGRATABLE |
/// | `cpu.tdx.attributes.perf_prof` | bool | TDATTRIBUTES.PERF_PROF |
/// | `cpu.tdx.attributes.perfmon` | bool | TDATTRIBUTES.PERFMON |
/// | `cpu.tdx.attributes.pks` | bool | TDATTRIBUTES.PKS |
/// | `cpu.tdx.attributes.pmt_prof` | bool | TDATTRIBUTES.PMT_PROF |
/// | `cpu.tdx.attributes.sept_ve_disable` | bool | TDATTRIBUTES.SEPT_VE_DISABLE |
/// | `cpu.tdx.attributes.tpa` | bool | TDATTRIBUTES.TPA |
/// | `cpu.tdx.mr_config_id` | string | MRCONFIGID, 48 bytes |
/// | `cpu.tdx.mr_owner` | string | MROWNER, 48 bytes |
/// | `cpu.tdx.mr_owner_config` | string | MROWNERCONFIG, 48 bytes |
/// | `cpu.tdx.mr_seam` | string | MRSEAM, 48 bytes |
/// | `cpu.tdx.mr_service_td` | string | MRSERVICETD, 48 bytes, TDX 1.5 |
/// | `cpu.tdx.mr_signer_seam` | string | MRSIGNERSEAM, 48 bytes |
/// | `cpu.tdx.mrtd` | string | MRTD, 48 bytes |
/// | `cpu.tdx.rtmr0` | string | RTMR0, 48 bytes |
/// | `cpu.tdx.rtmr1` | string | RTMR1, 48 bytes |
/// | `cpu.tdx.rtmr2` | string | RTMR2, 48 bytes |
/// | `cpu.tdx.rtmr3` | string | RTMR3, 48 bytes |
/// | `cpu.tdx.tcb.advisory_ids` | list(string) | advisoryIDs of the matched levels |
/// | `cpu.tdx.tcb.evaluation_data_number` | int | tcbEvaluationDataNumber, the lower one |
/// | `cpu.tdx.tcb.mitigated_until` | string | tcbDate, RFC 3339; only where out of date |
/// | `cpu.tdx.tcb.status` | string | tcbStatus of platform, module and QE merged |
/// | `cpu.tdx.xfam` | string | XFAM, 16 digits |
/// | `devices` | list(map(string, string)) | `id`, `architecture`, `driver_version`, `vbios_version`, `ueid` of each |
/// | `findings` | list(string) | codes of what verification found |
/// | `simulated` | bool | true if a simulator's root vouches for it |
/// | `workload.digest` | string | SHA-384 of image, argv and environment, by the ticket in the init-data |
@NullMarked
package dev.strongroom.attestation.claims;

import org.jspecify.annotations.NullMarked;
