package dev.strongroom.attestation.scheme.snp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.appraisal.Expected;
import dev.strongroom.attestation.demand.Demand;
import dev.strongroom.attestation.demand.Expectation;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.EvidenceFormat;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Published attacks on SEV-SNP and defects of other verifiers, each with genuine evidence. Those
/// that need a report re-signed are in the simulator's test of the same name.
@Tag("vectors")
class SnpKnownAttacksTest {
  private static Verified<SnpReport> milan() throws Exception {
    return SnpFoldersTest.verified("milan-v3-azure-aci", "vcek.pem", "milan/ask", "2026-06-01");
  }

  private static Verified<SnpReport> oldMilan() throws Exception {
    return SnpFoldersTest.verified("milan-v2-vcek", "vcek.der", "milan/ask", "2024-01-01");
  }

  private static SnpPolicy owning(Verified<SnpReport> report) {
    return SnpPolicy.strict().withMilan(Set.of(report.evidence().chipId()));
  }

  @Test
  @DisplayName("BadRAM, CVE-2024-21944, AMD-SB-3015: version 2 cannot prove ALIAS_CHECK_COMPLETE")
  void badRam() throws Exception {
    var report = oldMilan();
    assertThat(SnpAppraisal.appraise(report, owning(report)))
        .filteredOn(f -> f.expected().equals("PLATFORM_INFO ALIAS_CHECK_COMPLETE 1"))
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.rule()).isEqualTo(SnpRule.BIT_UNPROVEN);
              assertThat(f.nextStep()).contains("cannot be proven before a report of version 3");
            });
    // Bit 5 set by firmware whose ABI reserves it proves nothing either.
    var lying = SnpReport.parse(Genuine.flipped(bytes("milan-v2-vcek"), 0x40, 1 << 5));
    assertThat(PlatformBit.ALIAS_CHECK_COMPLETE.in(lying)).isEqualTo(Shown.UNKNOWN);
  }

  private static Bytes bytes(String folder) {
    return Vectors.read(Genuine.SNP + folder + "/report.bin");
  }

  @Test
  @DisplayName("EntrySign, CVE-2024-56161, AMD-SB-3019: SNP SPL below 0x18 on Milan")
  void entrySign() throws Exception {
    var report = oldMilan();
    var findings = SnpAppraisal.appraise(report, owning(report));
    assertThat(findings)
        .filteredOn(f -> f.rule() == SnpRule.MINIMUM_TCB)
        .extracting(Finding::expected)
        .containsExactly(
            "REPORTED_TCB snp at least 24",
            "COMMITTED_TCB snp at least 24",
            "LAUNCH_TCB snp at least 24");
    assertThat(findings)
        .extracting(Finding::nextStep)
        .contains(
            "snp SPL 0x08 < 0x18: update to a BIOS (AGESA) with AMD-SB-3019's SNP firmware, then"
                + " commit it (SNP_COMMIT).");
  }

  @Test
  @DisplayName("EntrySign: microcode 0xd9 < 0xdb reported by a host that committed 0xdb already")
  void entrySignReportedLowerThanCommitted() throws Exception {
    var report =
        SnpFoldersTest.verified("milan-v3-vlek-aws-vmpl0", "vlek.pem", "milan/asvk", "2025-06-01");
    var policy =
        SnpPolicy.strict()
            .withMilan(Set.of(Bytes.zeros(64)))
            .withSigners(new SnpSigners(false, Set.of("CN=cc-eu-west-1.amazonaws.com")));
    assertThat(SnpAppraisal.appraise(report, policy))
        .filteredOn(f -> f.rule() == SnpRule.MINIMUM_TCB)
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.expected()).isEqualTo("REPORTED_TCB microcode at least 219");
              assertThat(f.nextStep())
                  .isEqualTo(
                      "microcode SPL 0xd9 < 0xdb: the host committed 0xdb already; raise"
                          + " REPORTED_TCB (SNP_CONFIG) and send the VCEK or VLEK of the new TCB.");
            });
  }

  @Test
  @DisplayName("CacheWarp, CVE-2023-20592, AMD-SB-3005: Milan microcode below 0xd1")
  void cacheWarp() throws Exception {
    var report = milan();
    assertThat(StrictFloors.of(SnpProduct.MILAN).microcode())
        .containsEntry(new Cpuid(0x19, 1, 1), 0xdb);
    var onlyCacheWarp = SnpFloors.of("AMD-SB-3005", new SnpTcb(0, 0, 0, 0, 0xd1));
    var policy = owning(report).with(SnpProduct.MILAN, onlyCacheWarp);
    assertThat(SnpAppraisal.appraise(report, policy))
        .extracting("rule")
        .doesNotContain(SnpRule.MINIMUM_TCB);
    var old = oldMilan();
    assertThat(SnpAppraisal.appraise(old, owning(old).with(SnpProduct.MILAN, onlyCacheWarp)))
        .filteredOn(f -> f.rule() == SnpRule.MINIMUM_TCB)
        .hasSize(3)
        .allSatisfy(f -> assertThat(f.nextStep()).startsWith("microcode SPL 0x73 < 0xd1: "));
  }

  // spec: arXiv 2605.12990
  @Test
  @DisplayName("MilanLaunchy and BadFuse, arXiv 2605.12990: no TCB helps, so Milan only by chip")
  void milanLaunchy() throws Exception {
    var report = milan();
    assertThat(SnpAppraisal.appraise(report, SnpPolicy.strict()))
        .filteredOn(f -> f.rule() == SnpRule.PRODUCT_REFUSED)
        .singleElement()
        .satisfies(f -> assertThat(f.nextStep()).contains("MilanLaunchy", "Genoa or later"));
    assertThat(
            SnpFoldersTest.codes(
                SnpAppraisal.appraise(
                    report, SnpPolicy.strict().withMilan(Set.of(Bytes.zeros(64))))))
        .contains("snp.chip-unlisted");
    assertThat(SnpFoldersTest.codes(SnpAppraisal.appraise(report, owning(report))))
        .containsExactly("snp.crl.absent");
    assertThatThrownBy(() -> owning(report).withChips(Expectation.any()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2605.12990");
  }

  @Test
  @DisplayName("Heracles, AMD-SB-3021: ciphertext hiding and the ban on page swaps, where required")
  void heracles() throws Exception {
    var report = SnpFoldersTest.verified("turin-v5-azure", "vcek.pem", "turin/ask", "2026-06-01");
    var policy =
        SnpPolicy.strict()
            .with(GuestPolicyBit.CIPHERTEXT_HIDING, Demand.REQUIRE)
            .with(GuestPolicyBit.PAGE_SWAP_DISABLE, Demand.REQUIRE)
            .with(PlatformBit.CIPHERTEXT_HIDING_DRAM_EN, Demand.REQUIRE);
    assertThat(SnpFoldersTest.codes(SnpAppraisal.appraise(report, policy)))
        .containsExactly("snp.policy-bit", "snp.platform-bit", "snp.crl.absent");
    // Version 3 cannot show whether page swaps are off.
    assertThat(GuestPolicyBit.PAGE_SWAP_DISABLE.in(milan().evidence())).isEqualTo(Shown.UNKNOWN);
  }

  @Test
  @DisplayName("Trustee compares the CN with 'VCEK', genuine is 'SEV-VCEK': the chip is compared")
  void chipIdComparisonRuns() throws Exception {
    var evidence = Genuine.snp("milan-v2-azure-hcl", "milan-v2-vcek/vcek.der", "milan/ask");
    var chain = CertificateChain.parse(evidence.chain());
    assertThat(chain.leaf().commonName()).isEqualTo("SEV-VCEK");
    var verification =
        SnpVerifier.verify(
            SnpReport.parse(evidence.report()),
            chain,
            TrustAnchors.production(),
            Instant.parse("2024-01-01T00:00:00Z"));
    if (!(verification instanceof Rejected<SnpReport>(var findings))) {
      throw new AssertionError("the VCEK of another chip was accepted");
    }
    assertThat(findings).extracting("rule").contains(SnpRule.CHIP_ID);
    // On Turin 8 bytes are compared, and the other 56 must be zero.
    var turin = SnpReport.parse(bytes("turin-v5-azure"));
    assertThat(turin.chipId().slice(8, 64).isZero()).isTrue();
    var longer = SnpReport.parse(Genuine.flipped(bytes("turin-v5-azure"), 0x1a0 + 63));
    var turinChain =
        CertificateChain.parse(Genuine.snpChain("turin-v5-azure/vcek.pem", "turin/ask"));
    if (!(SnpVerifier.verify(longer, turinChain, TrustAnchors.production(), Genuine.MID_2026)
        instanceof Rejected<SnpReport>(var more))) {
      throw new AssertionError("a longer CHIP_ID was accepted");
    }
    assertThat(more).extracting("rule").contains(SnpRule.CHIP_ID);
  }

  @Test
  @DisplayName("Constellation PR 3025: an ARK that came with the evidence is not trusted for that")
  void rootFromTheSenderIsNotTrusted() throws Exception {
    var evidence = Genuine.snp("genoa-v3-azure-aci", "genoa-v3-azure-aci/vcek.pem", "genoa/ask");
    var others = TrustAnchors.simulation(List.of(Bytes.utf8("another root").sha256()));
    var findings = EvidenceInspection.inspect(evidence, others, Genuine.MID_2026).findings();
    assertThat(findings.getFirst().rule()).isEqualTo(ChainRule.ROOT_PROFILE);
    // A chain that ends with the issuer of the leaf, as an issuer endpoint would give it.
    var chain = CertificateChain.parse(evidence.chain());
    var byIssuer =
        new CertificateChain(
            List.of(chain.leaf(), chain.certificates().get(1), chain.certificates().get(1)));
    assertThat(
            Genuine.verdict(
                new Evidence(evidence.scheme(), evidence.report(), byIssuer.toPem()),
                Genuine.MID_2026))
        .startsWith("rejected: chain.root-unknown");
  }

  @Test
  @DisplayName("Cocos GHSA-4r6g-mp48-j2rw, GHSA-4px3-wj2x-xx47: no nonce can be left uncompared")
  void reportDataCannotBeLeftUnchecked() throws Exception {
    for (var reportData : List.of(Bytes.empty(), Bytes.zeros(32), Bytes.zeros(63))) {
      assertThatThrownBy(() -> new Expected(reportData, Bytes.zeros(32), Bytes.zeros(32)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    var report = milan();
    var hostData = report.evidence().hostData();
    // The genuine report carries zeros: even those must be asked for, and nothing else passes.
    assertThat(SnpAppraisal.bound(report, Bytes.zeros(64), hostData)).isEmpty();
    for (var other : List.of(Bytes.empty(), Bytes.zeros(63), Bytes.utf8("n").sha384())) {
      assertThat(SnpAppraisal.bound(report, other, hostData))
          .extracting("rule")
          .containsExactly(SnpRule.REPORT_DATA);
    }
  }

  @Test
  @DisplayName("go-sev-guest: MEM_AES_256_XTS, demanded or forbidden, is judged in both directions")
  void aesXtsInBothDirections() throws Exception {
    var report = milan();
    var required = owning(report).with(GuestPolicyBit.MEM_AES_256_XTS, Demand.REQUIRE);
    var forbidden = owning(report).with(GuestPolicyBit.MEM_AES_256_XTS, Demand.FORBID);
    assertThat(SnpAppraisal.appraise(report, required))
        .extracting("rule")
        .contains(SnpRule.POLICY_BIT);
    assertThat(SnpAppraisal.appraise(report, forbidden))
        .extracting("rule")
        .doesNotContain(SnpRule.POLICY_BIT);
  }

  @Test
  @DisplayName("CVE-2022-21449: r = s = 0, and r or s = 0 or the order, sign nothing")
  void zeroSignatures() throws Exception {
    var evidence = Genuine.snp("genoa-v3-azure-aci", "genoa-v3-azure-aci/vcek.pem", "genoa/ask");
    // The order of P-384, little-endian (FIPS 186-5, SEC 2 2.5.1).
    var order =
        Bytes.ofHex(
            "n",
            "7329c5cc6a19ecec7aa7b048b20d1a58df2d37f4814d63c7"
                + "ffffffffffffffffffffffffffffffffffffffffffffffff");
    for (var value : List.of(Bytes.zeros(48), order)) {
      for (int which = 1; which <= 3; which++) {
        var forged = evidence.report().toArray();
        if ((which & 1) != 0) {
          System.arraycopy(value.toArray(), 0, forged, 0x2a0, 48);
        }
        if ((which & 2) != 0) {
          System.arraycopy(value.toArray(), 0, forged, 0x2a0 + 72, 48);
        }
        assertThat(
                Genuine.verdict(
                    new Evidence(evidence.scheme(), Bytes.copyOf(forged), evidence.chain()),
                    Genuine.MID_2026))
            .startsWith("rejected: report.signature");
      }
    }
  }

  @Test
  @DisplayName("OpenNHP GHSA-v4q6-jq9w-f2xx: evidence selects neither verifier nor profile")
  void evidenceDoesNotSelectItsVerifier() throws Exception {
    var evidence = Genuine.snp("genoa-v3-azure-aci", "genoa-v3-azure-aci/vcek.pem", "genoa/ask");
    // The scheme is the form of the report; there is no name in it that could choose another.
    assertThat(EvidenceFormat.detect(evidence.report())).isEqualTo(Scheme.AMD_SEV_SNP);
    // Every scheme that the protocol can name is a real one: there is none for tests.
    assertThat(Arrays.stream(Scheme.values()).map(Enum::name))
        .noneMatch(name -> name.contains("TEST") || name.contains("SAMPLE"));
    // The profile is the relying party's: under production, no self-made root verifies.
    assertThat(
            EvidenceInspection.inspect(evidence, TrustAnchors.production(), Genuine.MID_2026)
                .simulated())
        .isFalse();
  }

  @Test
  @DisplayName("a debug report reads as advice")
  void debugReadsAsAdvice() throws Exception {
    var report = SnpFoldersTest.verified("milan-v2-debug", "vcek.der", "milan/ask", "2024-01-01");
    assertThat(SnpAppraisal.appraise(report, owning(report)))
        .filteredOn(f -> f.rule() == SnpRule.DEBUG)
        .singleElement()
        .satisfies(
            f ->
                assertThat(f.describe())
                    .isEqualTo(
                        "snp.debug: got POLICY DEBUG 1, want POLICY DEBUG 0. The host can read and"
                            + " change all of this guest's memory and registers. Launch the guest"
                            + " with the DEBUG bit of its policy clear (bit 19; QEMU: policy"
                            + " 0x30000), and seal anew whatever it was given."));
  }
}
