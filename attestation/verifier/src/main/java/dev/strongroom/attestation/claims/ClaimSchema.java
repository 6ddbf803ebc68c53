package dev.strongroom.attestation.claims;

import static dev.strongroom.attestation.claims.ClaimKind.DEVICES;
import static dev.strongroom.attestation.claims.ClaimKind.FLAG;
import static dev.strongroom.attestation.claims.ClaimKind.MAP;
import static dev.strongroom.attestation.claims.ClaimKind.NUMBER;
import static dev.strongroom.attestation.claims.ClaimKind.TEXT;
import static dev.strongroom.attestation.claims.ClaimKind.TEXTS;

import dev.strongroom.attestation.scheme.dcap.quote.TdAttribute;
import dev.strongroom.attestation.scheme.snp.GuestPolicyBit;
import dev.strongroom.attestation.scheme.snp.PlatformBit;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/// Every claim that there is, by name. `docs/attestation/policy.md` is its table for people; a test
/// holds both equal.
public final class ClaimSchema {
  /// What is known of a claim.
  ///
  /// @param name path of names in snake case, joined by dots: `cpu.snp.measurement`
  /// @param kind its type
  /// @param source the field that it comes from, as its vendor spells it, with length or unit
  public record Claim(String name, ClaimKind kind, String source) {}

  private static final SortedMap<String, Claim> CLAIMS = new ClaimSchema().all();

  private final TreeMap<String, Claim> claims = new TreeMap<>();

  private ClaimSchema() {}

  /// All of them, by name.
  public static SortedMap<String, Claim> claims() {
    return CLAIMS;
  }

  /// Name of a vendor's constant in a path: `DEBUG` is `debug`.
  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private SortedMap<String, Claim> all() {
    add("simulated", FLAG, "true if a simulator's root vouches for it");
    add("findings", TEXTS, "codes of what verification found");
    add(
        "workload.digest",
        TEXT,
        "SHA-384 of image, argv and environment, by the ticket in the init-data");
    add(
        "devices",
        DEVICES,
        "`id`, `architecture`, `vbios_version`, `ueid` of each; where it says so `driver_version`,"
            + " `pdi`, `mode` (`spt`, `mpt`, `ppcie`), `fsp_ucode_svn`");
    add(
        "devices_bound_by",
        TEXT,
        "what ties the devices to the CPU: `software` of the guest, or `nothing`; absent without"
            + " devices");
    add("azure.pcrs", MAP, "SHA-256 bank of the quote; keys `0` to `23`, 32 bytes each");
    add(
        "cpu.scheme",
        TEXT,
        "`snp`, `tdx`, `sgx`; behind Azure's virtual TPM `azure-snp`, `azure-tdx`");
    add("cpu.chip_id", TEXT, "SNP CHIP_ID, 64 bytes; absent if masked");
    add("cpu.ppid", TEXT, "PCK certificate PPID, 16 bytes");
    add("cpu.fmspc", TEXT, "PCK certificate FMSPC, 6 bytes");
    add("cpu.report_data", TEXT, "REPORT_DATA, REPORTDATA, 64 bytes");
    add("cpu.revocation_looked_up", FLAG, "every certificate that can be revoked was looked up");
    snp();
    dcap();
    return Collections.unmodifiableSortedMap(claims);
  }

  private void snp() {
    add("cpu.snp.version", NUMBER, "VERSION");
    add("cpu.snp.product", TEXT, "`Milan`, `Genoa` or `Turin`, by the root");
    add("cpu.snp.guest_svn", NUMBER, "GUEST_SVN");
    add("cpu.snp.vmpl", NUMBER, "VMPL");
    add("cpu.snp.signing_key", TEXT, "SIGNING_KEY: `vcek` or `vlek`");
    add("cpu.snp.csp_id", TEXT, "VLEK certificate cspID: its cloud provider; absent for a VCEK");
    add("cpu.snp.author_key_enabled", FLAG, "AUTHOR_KEY_EN");
    add("cpu.snp.measurement", TEXT, "MEASUREMENT, 48 bytes");
    add("cpu.snp.host_data", TEXT, "HOST_DATA, 32 bytes");
    add("cpu.snp.id_key_digest", TEXT, "ID_KEY_DIGEST, 48 bytes; absent if zero");
    add("cpu.snp.author_key_digest", TEXT, "AUTHOR_KEY_DIGEST, 48 bytes; absent if zero");
    add("cpu.snp.family_id", TEXT, "FAMILY_ID, 16 bytes");
    add("cpu.snp.image_id", TEXT, "IMAGE_ID, 16 bytes");
    add("cpu.snp.report_id", TEXT, "REPORT_ID, 32 bytes");
    add("cpu.snp.policy.abi_major", NUMBER, "POLICY.ABI_MAJOR");
    add("cpu.snp.policy.abi_minor", NUMBER, "POLICY.ABI_MINOR");
    for (var bit : GuestPolicyBit.values()) {
      add(
          "cpu.snp.policy." + name(bit),
          FLAG,
          "POLICY." + bit + "; absent where the firmware cannot show it");
    }
    for (var bit : PlatformBit.values()) {
      add(
          "cpu.snp.platform_info." + name(bit),
          FLAG,
          "PLATFORM_INFO." + bit + "; absent where the firmware cannot show it");
    }
    for (var which : List.of("reported", "committed", "current", "launch")) {
      var vendor = which.toUpperCase(Locale.ROOT) + "_TCB.";
      add("cpu.snp." + which + "_tcb.fmc", NUMBER, vendor + "FMC_SPL, Turin only");
      add("cpu.snp." + which + "_tcb.bootloader", NUMBER, vendor + "BL_SPL");
      add("cpu.snp." + which + "_tcb.tee", NUMBER, vendor + "TEE_SPL");
      add("cpu.snp." + which + "_tcb.snp", NUMBER, vendor + "SNP_SPL");
      add("cpu.snp." + which + "_tcb.microcode", NUMBER, vendor + "UCODE_SPL");
    }
    for (var which : List.of("current", "committed")) {
      for (var part : List.of("major", "minor", "build")) {
        add(
            "cpu.snp." + which + "_firmware." + part,
            NUMBER,
            (which + "_" + part).toUpperCase(Locale.ROOT));
      }
    }
    add("cpu.snp.launch_mitigations", TEXT, "LAUNCH_MIT_VECTOR, 16 digits, version 5 on");
    add("cpu.snp.current_mitigations", TEXT, "CURRENT_MIT_VECTOR, 16 digits, version 5 on");
  }

  private void dcap() {
    add("cpu.tdx.mrtd", TEXT, "MRTD, 48 bytes");
    add("cpu.tdx.mr_config_id", TEXT, "MRCONFIGID, 48 bytes");
    add("cpu.tdx.mr_owner", TEXT, "MROWNER, 48 bytes");
    add("cpu.tdx.mr_owner_config", TEXT, "MROWNERCONFIG, 48 bytes");
    add("cpu.tdx.mr_seam", TEXT, "MRSEAM, 48 bytes");
    add("cpu.tdx.mr_signer_seam", TEXT, "MRSIGNERSEAM, 48 bytes");
    add("cpu.tdx.mr_service_td", TEXT, "MRSERVICETD, 48 bytes, TDX 1.5");
    for (int i = 0; i < 4; i++) {
      add("cpu.tdx.rtmr" + i, TEXT, "RTMR" + i + ", 48 bytes");
    }
    add("cpu.tdx.xfam", TEXT, "XFAM, 16 digits");
    for (var bit : TdAttribute.values()) {
      add("cpu.tdx.attributes." + name(bit), FLAG, "TDATTRIBUTES." + bit);
    }
    add("cpu.sgx.mr_enclave", TEXT, "MRENCLAVE, 32 bytes");
    add("cpu.sgx.mr_signer", TEXT, "MRSIGNER, 32 bytes");
    add("cpu.sgx.isv_prod_id", NUMBER, "ISVPRODID");
    add("cpu.sgx.isv_svn", NUMBER, "ISVSVN");
    add("cpu.sgx.debug", FLAG, "ATTRIBUTES.DEBUG");
    for (var scheme : List.of("tdx", "sgx")) {
      add("cpu." + scheme + ".tcb.status", TEXT, "tcbStatus of platform, module and QE merged");
      add("cpu." + scheme + ".tcb.advisory_ids", TEXTS, "advisoryIDs of the matched levels");
      add(
          "cpu." + scheme + ".tcb.evaluation_data_number",
          NUMBER,
          "tcbEvaluationDataNumber, the lower one");
      add(
          "cpu." + scheme + ".tcb.mitigated_until",
          TEXT,
          "tcbDate, RFC 3339; only where out of date");
    }
  }

  private void add(String name, ClaimKind kind, String source) {
    claims.put(name, new Claim(name, kind, source));
  }
}
