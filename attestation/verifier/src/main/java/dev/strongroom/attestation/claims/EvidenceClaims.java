package dev.strongroom.attestation.claims;

import dev.strongroom.attestation.azure.AzureVerification;
import dev.strongroom.attestation.azure.VerifiedCpu;
import dev.strongroom.attestation.scheme.dcap.EndorsedQuote;
import dev.strongroom.attestation.scheme.dcap.quote.SgxReportBody;
import dev.strongroom.attestation.scheme.dcap.quote.TdAttribute;
import dev.strongroom.attestation.scheme.dcap.quote.TdReport;
import dev.strongroom.attestation.scheme.snp.FirmwareVersion;
import dev.strongroom.attestation.scheme.snp.GuestPolicyBit;
import dev.strongroom.attestation.scheme.snp.KeyInfo;
import dev.strongroom.attestation.scheme.snp.PlatformBit;
import dev.strongroom.attestation.scheme.snp.Shown;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.trust.ReportDataCarrier;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import java.util.TreeMap;

/// Claims of verified Evidence. What was not verified makes no claims: there is no other way in.
/// Pure, thread-safe.
public final class EvidenceClaims {
  private EvidenceClaims() {}

  /// Claims of an SEV-SNP report.
  public static ClaimsTree ofSnp(Verified<SnpReport> verified) {
    var report = verified.evidence();
    var product = SnpVerifier.product(verified);
    var claims =
        cpu("snp", verified)
            .with("cpu.snp.version", report.version())
            .with("cpu.snp.product", product.text())
            .with("cpu.snp.guest_svn", report.guestSvn())
            .with("cpu.snp.vmpl", report.vmpl())
            .with("cpu.snp.author_key_enabled", report.keyInfo().authorKeyEnabled())
            .with("cpu.snp.measurement", report.measurement().hex())
            .with("cpu.snp.host_data", report.hostData().hex())
            .with("cpu.snp.family_id", report.familyId().hex())
            .with("cpu.snp.image_id", report.imageId().hex())
            .with("cpu.snp.report_id", report.reportId().hex())
            .with("cpu.snp.policy.abi_major", report.policy().abi().major())
            .with("cpu.snp.policy.abi_minor", report.policy().abi().minor());
    int key = report.keyInfo().signingKey();
    if (key == KeyInfo.VCEK || key == KeyInfo.VLEK) {
      claims = claims.with("cpu.snp.signing_key", key == KeyInfo.VCEK ? "vcek" : "vlek");
    }
    var provider = SnpVerifier.provider(verified);
    if (!provider.isEmpty()) {
      claims = claims.with("cpu.snp.csp_id", provider);
    }
    claims = unlessZero(claims, "cpu.chip_id", report.chipId());
    claims = unlessZero(claims, "cpu.snp.id_key_digest", report.idKeyDigest());
    claims = unlessZero(claims, "cpu.snp.author_key_digest", report.authorKeyDigest());
    return snpLevels(snpBits(claims, report), report, product);
  }

  private static ClaimsTree snpBits(ClaimsTree claims, SnpReport report) {
    var out = claims;
    for (var bit : GuestPolicyBit.values()) {
      out = shown(out, "cpu.snp.policy." + ClaimSchema.name(bit), bit.in(report));
    }
    for (var bit : PlatformBit.values()) {
      out = shown(out, "cpu.snp.platform_info." + ClaimSchema.name(bit), bit.in(report));
    }
    return out;
  }

  private static ClaimsTree snpLevels(ClaimsTree claims, SnpReport report, SnpProduct product) {
    var out = tcb(claims, "reported", report.reportedTcb(), product);
    out = tcb(out, "committed", report.committedTcb(), product);
    out = tcb(out, "current", report.currentTcb(), product);
    out = tcb(out, "launch", report.launchTcb(), product);
    out = firmware(out, "current", report.currentFirmware());
    out = firmware(out, "committed", report.committedFirmware());
    if (report.hasMitigations()) {
      out = out.with("cpu.snp.launch_mitigations", digits(report.launchMitigations()));
      out = out.with("cpu.snp.current_mitigations", digits(report.currentMitigations()));
    }
    return out;
  }

  private static ClaimsTree tcb(ClaimsTree claims, String which, Bytes raw, SnpProduct product) {
    var tcb = product.tcb(raw);
    var group = "cpu.snp." + which + "_tcb.";
    var out =
        claims
            .with(group + "bootloader", tcb.bootloader())
            .with(group + "tee", tcb.tee())
            .with(group + "snp", tcb.snp())
            .with(group + "microcode", tcb.microcode());
    return product == SnpProduct.TURIN ? out.with(group + "fmc", tcb.fmc()) : out;
  }

  private static ClaimsTree firmware(ClaimsTree claims, String which, FirmwareVersion version) {
    var group = "cpu.snp." + which + "_firmware.";
    return claims
        .with(group + "major", version.major())
        .with(group + "minor", version.minor())
        .with(group + "build", version.build());
  }

  private static ClaimsTree shown(ClaimsTree claims, String name, Shown shown) {
    return switch (shown) {
      case ON -> claims.with(name, true);
      case OFF -> claims.with(name, false);
      case UNKNOWN -> claims;
    };
  }

  /// Claims of a TDX or SGX quote, with the state of its platform by its own collateral.
  public static ClaimsTree ofQuote(Verified<EndorsedQuote> verified) {
    var quote = verified.evidence();
    return switch (quote.quote().body()) {
      case TdReport td -> tcb(td(cpu("tdx", verified), td), "cpu.tdx.tcb.", quote);
      case SgxReportBody enclave ->
          tcb(
              cpu("sgx", verified)
                  .with("cpu.sgx.mr_enclave", enclave.mrEnclave().hex())
                  .with("cpu.sgx.mr_signer", enclave.mrSigner().hex())
                  .with("cpu.sgx.isv_prod_id", enclave.isvProdId())
                  .with("cpu.sgx.isv_svn", enclave.isvSvn())
                  .with("cpu.sgx.debug", enclave.debug()),
              "cpu.sgx.tcb.",
              quote);
    };
  }

  private static ClaimsTree td(ClaimsTree claims, TdReport td) {
    var out =
        claims
            .with("cpu.tdx.mrtd", td.mrTd().hex())
            .with("cpu.tdx.mr_config_id", td.mrConfigId().hex())
            .with("cpu.tdx.mr_owner", td.mrOwner().hex())
            .with("cpu.tdx.mr_owner_config", td.mrOwnerConfig().hex())
            .with("cpu.tdx.mr_seam", td.mrSeam().hex())
            .with("cpu.tdx.mr_signer_seam", td.mrSignerSeam().hex())
            .with("cpu.tdx.xfam", digits(td.xfam()));
    for (int i = 0; i < td.rtmrs().size(); i++) {
      out = out.with("cpu.tdx.rtmr" + i, td.rtmrs().get(i).hex());
    }
    for (var bit : TdAttribute.values()) {
      out = out.with("cpu.tdx.attributes." + ClaimSchema.name(bit), td.attributes().has(bit));
    }
    return td.isTdx15() ? out.with("cpu.tdx.mr_service_td", td.mrServiceTd().hex()) : out;
  }

  private static ClaimsTree tcb(ClaimsTree claims, String group, EndorsedQuote quote) {
    var tcb = quote.tcb();
    var out =
        claims
            .with("cpu.ppid", quote.pck().ppid().hex())
            .with("cpu.fmspc", quote.pck().fmspc().hex())
            .with(group + "status", tcb.status().text())
            .with(group + "advisory_ids", tcb.advisories())
            .with(group + "evaluation_data_number", tcb.evaluationDataNumber());
    var until = tcb.mitigatedUntil();
    return until.isPresent() ? out.with(group + "mitigated_until", until.get().toString()) : out;
  }

  /// Claims of an Azure virtual machine: its CPU's, and the quoted PCRs.
  public static ClaimsTree ofAzure(AzureVerification.Authentic azure) {
    var claims =
        switch (azure.cpu()) {
          case VerifiedCpu.Snp(var report) -> ofSnp(report);
          case VerifiedCpu.Tdx(var report) -> ofQuote(report);
        };
    var pcrs = new TreeMap<String, String>();
    azure.quote().evidence().pcrs().forEach((number, value) -> pcrs.put("" + number, value.hex()));
    return claims
        .with("cpu.scheme", "azure-" + claims.text("cpu.scheme").orElseThrow())
        .with("azure.pcrs", pcrs)
        .withFindings(azure.warnings());
  }

  private static ClaimsTree cpu(String scheme, Verified<? extends ReportDataCarrier> verified) {
    return ClaimsTree.empty()
        .with("simulated", verified.profile() == Profile.SIMULATION)
        .with("cpu.scheme", scheme)
        .with("cpu.report_data", verified.evidence().reportData().hex())
        .with("cpu.revocation_looked_up", verified.revocationLookedUp());
  }

  private static ClaimsTree unlessZero(ClaimsTree claims, String name, Bytes value) {
    return value.isZero() ? claims : claims.with(name, value.hex());
  }

  private static String digits(long bits) {
    return "%016x".formatted(bits);
  }
}
