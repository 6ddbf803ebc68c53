package dev.strongroom.attestation.claims;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.azure.AzureCollateral;
import dev.strongroom.attestation.azure.AzureEvidence;
import dev.strongroom.attestation.azure.AzureVerification;
import dev.strongroom.attestation.azure.AzureVerifier;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.Issuers;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.dcap.DcapVerifier;
import dev.strongroom.attestation.scheme.dcap.EndorsedQuote;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.scheme.tpm.QuoteDemand;
import dev.strongroom.attestation.scheme.tpm.QuoteNonce;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.testing.Vectors;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Claims of genuine Evidence are what lies at the offsets of its vendor's tables.
@Tag("vectors")
class EvidenceClaimsTest {
  private static final String GENOA_NONCE =
      "0218488bae25d2509232bf676f1a66a30d7372add909109b36016ef136f2938c"
          + "a05475f8b46094de6b64270ea35d950f";

  private static <E> Verified<E> verified(Verification<E> verification) {
    return switch (verification) {
      case Verified<E> good -> good;
      case Rejected<E>(var findings) -> throw new AssertionError(findings);
    };
  }

  private static Bytes report(String folder) {
    return Vectors.read(Genuine.SNP + folder + "/report.bin");
  }

  private static ClaimsTree snp(String folder, String leaf, String issuer, String at)
      throws Exception {
    var chain = CertificateChain.parse(Genuine.snpChain(folder + "/" + leaf, issuer));
    var time = Instant.parse(at + "T00:00:00Z");
    return EvidenceClaims.ofSnp(
        verified(
            SnpVerifier.verify(
                SnpReport.parse(report(folder)), chain, TrustAnchors.production(), time)));
  }

  private static ClaimsTree genoa() throws Exception {
    return snp("genoa-v3-azure-aci", "vcek.pem", "genoa/ask", "2026-06-01");
  }

  private static ClaimsTree turin() throws Exception {
    return snp("turin-v5-azure", "vcek.pem", "turin/ask", "2026-06-01");
  }

  private static ClaimsTree milan2() throws Exception {
    return snp("milan-v2-vcek", "vcek.der", "milan/ask", "2024-01-01");
  }

  private static ClaimsTree vlek() throws Exception {
    return snp("milan-v3-vlek-aws-vmpl1", "vlek.der", "milan/asvk", "2025-06-01");
  }

  private static ClaimsTree quote(String folder, String at) throws Exception {
    var quote = Quote.parse(Vectors.read("cpu/" + folder + "/quote.bin"));
    var collateral = DcapCollateral.ofJson(Vectors.read("cpu/" + folder + "/collateral.json"));
    Verification<EndorsedQuote> verification =
        DcapVerifier.verify(
            quote,
            quote.pckChain(),
            collateral,
            TrustAnchors.production(),
            Instant.parse(at + "T00:00:00Z"));
    return EvidenceClaims.ofQuote(verified(verification));
  }

  private static String hex(Bytes raw, int offset, int length) {
    return raw.slice(offset, offset + length).hex();
  }

  /// Little-endian.
  private static long number(Bytes raw, int offset, int length) {
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = value << 8 | raw.at(offset + i);
    }
    return value;
  }

  @ParameterizedTest
  @CsvSource({
    "cpu.chip_id, 0x1a0, 64",
    "cpu.report_data, 0x50, 64",
    "cpu.snp.family_id, 0x10, 16",
    "cpu.snp.image_id, 0x20, 16",
    "cpu.snp.measurement, 0x90, 48",
    "cpu.snp.host_data, 0xc0, 32",
    "cpu.snp.id_key_digest, 0xe0, 48",
    "cpu.snp.report_id, 0x140, 32",
  })
  void bytesOfAnSnpReport(String claim, String offset, int length) throws Exception {
    assertThat(genoa().text(claim))
        .contains(hex(report("genoa-v3-azure-aci"), Integer.decode(offset), length));
  }

  @ParameterizedTest
  @CsvSource({
    "version, 0x0, 4",
    "guest_svn, 0x4, 4",
    "policy.abi_minor, 0x8, 1",
    "policy.abi_major, 0x9, 1",
    "vmpl, 0x30, 4",
    "current_firmware.build, 0x1e8, 1",
    "current_firmware.minor, 0x1e9, 1",
    "current_firmware.major, 0x1ea, 1",
    "committed_firmware.build, 0x1ec, 1",
    "committed_firmware.minor, 0x1ed, 1",
    "committed_firmware.major, 0x1ee, 1",
    "current_tcb.bootloader, 0x38, 1",
    "current_tcb.tee, 0x39, 1",
    "current_tcb.snp, 0x3e, 1",
    "current_tcb.microcode, 0x3f, 1",
    "reported_tcb.bootloader, 0x180, 1",
    "reported_tcb.tee, 0x181, 1",
    "reported_tcb.snp, 0x186, 1",
    "reported_tcb.microcode, 0x187, 1",
    "committed_tcb.bootloader, 0x1e0, 1",
    "committed_tcb.tee, 0x1e1, 1",
    "committed_tcb.snp, 0x1e6, 1",
    "committed_tcb.microcode, 0x1e7, 1",
    "launch_tcb.bootloader, 0x1f0, 1",
    "launch_tcb.tee, 0x1f1, 1",
    "launch_tcb.snp, 0x1f6, 1",
    "launch_tcb.microcode, 0x1f7, 1",
  })
  void numbersOfAnSnpReport(String claim, String offset, int length) throws Exception {
    assertThat(genoa().value("cpu.snp." + claim))
        .contains(number(report("genoa-v3-azure-aci"), Integer.decode(offset), length));
    assertThat(vlek().value("cpu.snp." + claim))
        .contains(number(report("milan-v3-vlek-aws-vmpl1"), Integer.decode(offset), length));
  }

  /// Turin's own layout.
  @ParameterizedTest
  @CsvSource({"fmc, 0", "bootloader, 1", "tee, 2", "snp, 3", "microcode, 7"})
  void levelsOfTurin(String part, int offset) throws Exception {
    var raw = report("turin-v5-azure");
    var groups = Map.of("current", 0x38, "reported", 0x180, "committed", 0x1e0, "launch", 0x1f0);
    for (var group : groups.entrySet()) {
      assertThat(turin().value("cpu.snp." + group.getKey() + "_tcb." + part))
          .contains(number(raw, group.getValue() + offset, 1));
    }
    assertThat(genoa().value("cpu.snp.current_tcb.fmc")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "smt, 16",
    "migrate_ma, 18",
    "debug, 19",
    "single_socket, 20",
    "cxl_allow, 21",
    "mem_aes_256_xts, 22",
    "rapl_dis, 23",
    "ciphertext_hiding, 24",
  })
  void bitsOfThePolicy(String bit, int index) throws Exception {
    for (var folder : List.of("genoa-v3-azure-aci", "turin-v5-azure")) {
      var claims = folder.startsWith("genoa") ? genoa() : turin();
      boolean set = BigInteger.valueOf(number(report(folder), 0x8, 8)).testBit(index);
      assertThat(claims.value("cpu.snp.policy." + bit)).contains(set);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "smt_en, 0",
    "tsme_en, 1",
    "ecc_en, 2",
    "rapl_dis, 3",
    "ciphertext_hiding_dram_en, 4",
    "alias_check_complete, 5",
  })
  void bitsOfThePlatform(String bit, int index) throws Exception {
    for (var folder : List.of("genoa-v3-azure-aci", "turin-v5-azure")) {
      var claims = folder.startsWith("genoa") ? genoa() : turin();
      boolean set = BigInteger.valueOf(number(report(folder), 0x40, 8)).testBit(index);
      assertThat(claims.value("cpu.snp.platform_info." + bit)).contains(set);
    }
  }

  @Test
  void whatTheFirmwareCannotShowIsAbsent() throws Exception {
    assertThat(genoa().value("cpu.snp.policy.page_swap_disable")).isEmpty();
    assertThat(turin().value("cpu.snp.policy.page_swap_disable")).isPresent();
    assertThat(genoa().value("cpu.snp.platform_info.tio_en")).isEmpty();
    assertThat(milan2().value("cpu.snp.platform_info.alias_check_complete")).isEmpty();
    assertThat(genoa().value("cpu.snp.launch_mitigations")).isEmpty();
    assertThat(genoa().value("cpu.snp.current_mitigations")).isEmpty();
  }

  @Test
  void mitigationsAreSixteenDigits() throws Exception {
    var raw = report("turin-v5-azure");

    assertThat(turin().text("cpu.snp.launch_mitigations"))
        .contains("%016x".formatted(number(raw, 0x1f8, 8)));
    assertThat(turin().text("cpu.snp.current_mitigations"))
        .contains("%016x".formatted(number(raw, 0x200, 8)));
  }

  @Test
  void productAndSignerAreThoseOfTheChain() throws Exception {
    assertThat(genoa().text("cpu.snp.product")).contains("Genoa");
    assertThat(turin().text("cpu.snp.product")).contains("Turin");
    assertThat(milan2().text("cpu.snp.product")).contains("Milan");
    assertThat(genoa().text("cpu.snp.signing_key")).contains("vcek");
    assertThat(vlek().text("cpu.snp.signing_key")).contains("vlek");
    assertThat(genoa().text("cpu.scheme")).contains("snp");
    assertThat(genoa().value("simulated")).contains(false);
    assertThat(genoa().value("cpu.revocation_looked_up")).contains(false);
    assertThat(genoa().value("cpu.snp.author_key_enabled")).contains(false);
  }

  @Test
  void aVlekNamesItsProviderAndAVcekNone() throws Exception {
    assertThat(vlek().text("cpu.snp.csp_id")).contains("CN=cc-us-east-2.amazonaws.com");
    assertThat(genoa().value("cpu.snp.csp_id")).isEmpty();
    assertThat(turin().value("cpu.snp.csp_id")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "cpu.chip_id, 0x1a0, 64",
    "cpu.snp.id_key_digest, 0xe0, 48",
    "cpu.snp.author_key_digest, 0x110, 48",
  })
  void whatIsZeroIsAbsent(String claim, String offset, int length) throws Exception {
    var seen =
        Map.of(
            "genoa-v3-azure-aci", genoa(),
            "turin-v5-azure", turin(),
            "milan-v2-vcek", milan2(),
            "milan-v3-vlek-aws-vmpl1", vlek());
    for (var each : seen.entrySet()) {
      var raw = hex(report(each.getKey()), Integer.decode(offset), length);
      boolean zero = raw.equals("00".repeat(length));
      assertThat(each.getValue().text(claim)).isEqualTo(zero ? Optional.empty() : Optional.of(raw));
    }
  }

  /// Offsets in the body, which lies at 48 in version 4 and at 54 in version 5.
  @ParameterizedTest
  @CsvSource({
    "cpu.tdx.mr_seam, 16, 48",
    "cpu.tdx.mr_signer_seam, 64, 48",
    "cpu.tdx.mrtd, 136, 48",
    "cpu.tdx.mr_config_id, 184, 48",
    "cpu.tdx.mr_owner, 232, 48",
    "cpu.tdx.mr_owner_config, 280, 48",
    "cpu.tdx.rtmr0, 328, 48",
    "cpu.tdx.rtmr1, 376, 48",
    "cpu.tdx.rtmr2, 424, 48",
    "cpu.tdx.rtmr3, 472, 48",
    "cpu.report_data, 520, 64",
  })
  void bytesOfATdxQuote(String claim, int offset, int length) throws Exception {
    var v4 = Vectors.read("cpu/tdx/v4-gcp-uptodate-eval19/quote.bin");
    var v5 = Vectors.read("cpu/tdx/v5-uptodate-eval18/quote.bin");

    assertThat(gcp().text(claim)).contains(hex(v4, 48 + offset, length));
    assertThat(quote("tdx/v5-uptodate-eval18", "2026-03-01").text(claim))
        .contains(hex(v5, 54 + offset, length));
  }

  private static ClaimsTree gcp() throws Exception {
    return quote("tdx/v4-gcp-uptodate-eval19", "2026-07-01");
  }

  @Test
  void theServiceTdIsAClaimOfTdx15Only() throws Exception {
    var raw = Vectors.read("cpu/tdx/v5-uptodate-eval18/quote.bin");
    var v5 = quote("tdx/v5-uptodate-eval18", "2026-03-01");

    var isTdx15 = number(raw, 48, 2) == 3;
    assertThat(v5.text("cpu.tdx.mr_service_td"))
        .isEqualTo(isTdx15 ? Optional.of(hex(raw, 54 + 600, 48)) : Optional.empty());
    assertThat(gcp().text("cpu.tdx.mr_service_td")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "debug, 0",
    "hgs_plus_prof, 4",
    "perf_prof, 5",
    "pmt_prof, 6",
    "lass, 27",
    "sept_ve_disable, 28",
    "migratable, 29",
    "pks, 30",
    "kl, 31",
    "tpa, 62",
    "perfmon, 63",
  })
  void attributesOfATd(String bit, int index) throws Exception {
    var raw = Vectors.read("cpu/tdx/v4-gcp-uptodate-eval19/quote.bin");
    boolean set = (number(raw, 48 + 120, 8) >>> index & 1) == 1;

    assertThat(gcp().value("cpu.tdx.attributes." + bit)).contains(set);
    assertThat(gcp().text("cpu.tdx.xfam")).contains("%016x".formatted(number(raw, 48 + 128, 8)));
  }

  @Test
  void theStateOfAnIntelPlatformIsThatOfItsCollateral() throws Exception {
    var claims = gcp();

    assertThat(claims.text("cpu.scheme")).contains("tdx");
    assertThat(claims.text("cpu.tdx.tcb.status")).contains("UpToDate");
    assertThat(claims.value("cpu.tdx.tcb.evaluation_data_number")).contains(19L);
    assertThat(claims.value("cpu.tdx.tcb.advisory_ids")).contains(List.of());
    assertThat(claims.value("cpu.tdx.tcb.mitigated_until")).isEmpty();
    assertThat(claims.value("cpu.revocation_looked_up")).contains(true);
    assertThat(claims.value("simulated")).contains(false);
    assertThat(claims.text("cpu.fmspc").orElseThrow()).hasSize(12);
    assertThat(claims.text("cpu.ppid").orElseThrow()).hasSize(32);
  }

  @Test
  void aPlatformThatIsOutOfDateTellsUntilWhenItWasNot() throws Exception {
    var claims = quote("tdx/v5-relaunch-advised", "2025-03-10");

    assertThat(claims.text("cpu.tdx.tcb.mitigated_until")).isPresent();
  }

  @Test
  void claimsOfAnEnclave() throws Exception {
    var raw = Vectors.read("cpu/sgx/v3-config-and-swhardening/quote.bin");
    var claims = quote("sgx/v3-config-and-swhardening", "2025-06-30");

    assertThat(claims.text("cpu.scheme")).contains("sgx");
    assertThat(claims.text("cpu.sgx.mr_enclave")).contains(hex(raw, 48 + 64, 32));
    assertThat(claims.text("cpu.sgx.mr_signer")).contains(hex(raw, 48 + 128, 32));
    assertThat(claims.value("cpu.sgx.isv_prod_id")).contains(number(raw, 48 + 256, 2));
    assertThat(claims.value("cpu.sgx.isv_svn")).contains(number(raw, 48 + 258, 2));
    assertThat(claims.value("cpu.sgx.debug")).contains((raw.at(48 + 48) & 2) != 0);
    assertThat(claims.text("cpu.report_data")).contains(hex(raw, 48 + 320, 64));
    assertThat(claims.text("cpu.sgx.tcb.status")).contains("ConfigurationAndSWHardeningNeeded");
    assertThat(claims.text("cpu.tdx.tcb.status")).isEmpty();
  }

  @Test
  void anAzureMachineTellsItsCpuAndItsPcrs() throws Exception {
    for (var folder : List.of("snp-genoa-v3", "tdx-ak-chain")) {
      var evidence = AzureEvidence.read(Vectors.read("cpu/az-vtpm/" + folder + "/evidence.json"));
      var claims = EvidenceClaims.ofAzure(authentic(evidence, folder));

      assertThat(claims.text("cpu.scheme")).contains("azure-" + folder.substring(0, 3));
      assertThat(claims.findings()).isNotEmpty().allMatch(code -> code.startsWith("azure."));
      assertThat(claims.value("azure.pcrs").orElseThrow())
          .asInstanceOf(InstanceOfAssertFactories.map(String.class, String.class))
          .hasSize(24)
          .containsEntry("4", Objects.requireNonNull(evidence.quote().pcrs().get(4)).hex());
    }
  }

  private static AzureVerification.Authentic authentic(AzureEvidence evidence, String folder)
      throws Exception {
    var certificates = new ArrayList<Certificate>();
    for (var path : List.of("cpu/snp/certs/genoa/ask.der", "cpu/snp/certs/genoa/ark.der")) {
      certificates.add(Certificate.ofDer(path, Vectors.read(path)));
    }
    for (var root : List.of("azure-virtual-tpm-root-2023", "microsoft-rsa-devices-root-ca-2021")) {
      certificates.add(
          CertificateChain.parse(Vectors.read("cpu/az-vtpm/roots/" + root + ".pem")).leaf());
    }
    var dcap = DcapCollateral.ofJson(Vectors.read("cpu/az-vtpm/tdx-ak-chain/collateral.json"));
    var nonce = folder.startsWith("snp") ? GENOA_NONCE : "00".repeat(32);
    var verification =
        AzureVerifier.verify(
            evidence,
            QuoteDemand.ofAllPcrs(new QuoteNonce(Bytes.ofHex("nonce", nonce))),
            new AzureCollateral(
                new Issuers(certificates), new Revocation.NotGiven(), List.of(dcap)),
            TrustAnchors.production(),
            Instant.parse("2026-06-15T12:00:00Z"));
    return switch (verification) {
      case AzureVerification.Authentic authentic -> authentic;
      case AzureVerification.Refused(var findings) -> throw new AssertionError(findings);
    };
  }
}
