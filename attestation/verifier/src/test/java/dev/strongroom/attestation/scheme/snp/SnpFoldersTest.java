package dev.strongroom.attestation.scheme.snp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.trust.ChainRules;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.attestation.trust.KeyAlgorithm;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// What a strict policy says of each genuine report, beyond the authenticity that [SnpVectorsTest]
/// compares, and that no folder of `cpu/snp` is without a row.
@Tag("vectors")
class SnpFoldersTest {
  private static final String CRL = "snp.crl.absent";

  /// Genuine evidence and the codes under [SnpPolicy#strict()], to which Milan is added with the
  /// report's own chip, for without it Milan is refused out of hand.
  private record Case(String folder, String leaf, String issuer, String at, List<String> codes) {}

  private static Case of(String folder, String leaf, String issuer, String at, String... codes) {
    return new Case(folder, leaf, issuer, at, List.of(codes));
  }

  private static final List<Case> CASES =
      List.of(
          of("genoa-v3-azure-aci", "vcek.pem", "genoa/ask", "2026-06-01", CRL),
          of("genoa-v5-bergamo-siena-model-a0", "vcek.der", "genoa/ask", "2026-06-01", CRL),
          of("milan-v3-azure-aci", "vcek.pem", "milan/ask", "2026-06-01", CRL),
          of("turin-v5-azure", "vcek.pem", "turin/ask", "2026-06-01", CRL),
          of(
              "milan-v2-azure-hcl",
              "vcek.der",
              "milan/ask",
              "2024-01-01",
              "snp.processor-unknown",
              "snp.minimum-tcb",
              "snp.firmware",
              "snp.bit-unproven",
              CRL),
          of(
              "milan-v2-vcek",
              "vcek.der",
              "milan/ask",
              "2024-01-01",
              "snp.processor-unknown",
              "snp.minimum-tcb",
              "snp.firmware",
              "snp.bit-unproven",
              CRL),
          of(
              "milan-v2-debug",
              "vcek.der",
              "milan/ask",
              "2024-01-01",
              "snp.processor-unknown",
              "snp.minimum-tcb",
              "snp.firmware",
              "snp.debug",
              "snp.bit-unproven",
              CRL),
          of(
              "milan-v3-vlek-aws-vmpl0",
              "vlek.pem",
              "milan/asvk",
              "2025-06-01",
              "snp.minimum-tcb",
              "snp.signer",
              "snp.chip-id-unproven",
              CRL),
          of(
              "milan-v3-vlek-aws-vmpl1",
              "vlek.der",
              "milan/asvk",
              "2025-06-01",
              "snp.minimum-tcb",
              "snp.signer",
              "snp.vmpl",
              "snp.chip-id-unproven",
              CRL));

  /// Folders without a report, and the test that leaves their rows.
  private static final Set<String> OTHERS =
      Set.of("milan-bad-chain", "turin-vcek-only", "certs", "measure", "idblock");

  static Verified<SnpReport> verified(String folder, String leaf, String issuer, String at)
      throws Exception {
    var evidence = Genuine.snp(folder, folder + "/" + leaf, issuer);
    var verification =
        SnpVerifier.verify(
            SnpReport.parse(evidence.report()),
            CertificateChain.parse(evidence.chain()),
            TrustAnchors.production(),
            Instant.parse(at + "T00:00:00Z"));
    if (verification instanceof Verified<SnpReport> verified) {
      return verified;
    }
    throw new AssertionError(verification.toString());
  }

  static List<String> codes(List<Finding> findings) {
    return findings.stream().map(f -> f.rule().code()).distinct().toList();
  }

  @TestFactory
  Stream<DynamicTest> strictVerdictsAreThoseOfThePage() {
    Vectors.path(Genuine.SNP);
    return CASES.stream().map(c -> DynamicTest.dynamicTest(c.folder(), () -> run(c)));
  }

  private static void run(Case c) throws Exception {
    var report = verified(c.folder(), c.leaf(), c.issuer(), c.at());
    var chip = report.evidence().chipId();
    var policy =
        SnpVerifier.product(report) == SnpProduct.MILAN
            ? SnpPolicy.strict().withMilan(Set.of(chip))
            : SnpPolicy.strict();
    var findings = SnpAppraisal.appraise(report, policy);
    Vectors.compare(Genuine.SNP + c.folder() + " strict policy", c.codes(), codes(findings));
    assertThat(findings).allSatisfy(f -> assertThat(f.nextStep()).endsWith("."));
  }

  @Test
  @DisplayName("AMD 57230 cspID: VLEKs of the providers that the policy names")
  void acceptsVleksOfNamedProvidersOnly() throws Exception {
    var report = verified("milan-v3-vlek-aws-vmpl1", "vlek.der", "milan/asvk", "2025-06-01");
    assertThat(SnpVerifier.provider(report)).isEqualTo("CN=cc-us-east-2.amazonaws.com");
    var base = SnpPolicy.strict().withMilan(Set.of(report.evidence().chipId()));
    for (var signers :
        List.of(
            SnpSigners.vcekOnly(),
            new SnpSigners(true, Set.of("CN=cc-eu-west-1.amazonaws.com")),
            new SnpSigners(false, Set.of("CN=cc-eu-west-1.amazonaws.com")))) {
      assertThat(SnpAppraisal.appraise(report, base.withSigners(signers)))
          .extracting("rule")
          .contains(SnpRule.SIGNER);
    }
    var named = new SnpSigners(false, Set.of("CN=cc-us-east-2.amazonaws.com"));
    assertThat(SnpAppraisal.appraise(report, base.withSigners(named)))
        .extracting("rule")
        .doesNotContain(SnpRule.SIGNER)
        .contains(SnpRule.CHIP_ID_UNPROVEN);
  }

  @Test
  void everyFolderHasARow() throws IOException {
    Set<String> folders;
    try (var entries = Files.list(Vectors.path(Genuine.SNP))) {
      folders =
          entries
              .filter(Files::isDirectory)
              .map(entry -> entry.getFileName().toString())
              .collect(Collectors.toSet());
    }
    var known = CASES.stream().map(Case::folder).collect(Collectors.toSet());
    known.addAll(OTHERS);
    assertThat(folders).isEqualTo(known);
  }

  @Test
  @DisplayName("certs: fingerprints of the page; each ASK and ASVK is signed by its ARK")
  void issuersAreSignedByTheirPinnedRoots() throws Exception {
    var page = Vectors.read(Genuine.SNP + "VECTORS.md").utf8();
    var rules = new ChainRules(2, KeyAlgorithm.RSA_4096_PSS_SHA384);
    for (var product : List.of("milan", "genoa", "turin")) {
      var ark = certificate(product + "/ark");
      assertThat(page).contains("| " + product + "/ark | " + ark.fingerprint());
      for (var issuer : List.of("ask", "asvk")) {
        var certificate = certificate(product + "/" + issuer);
        assertThat(page)
            .contains("| " + product + "/" + issuer + " | " + certificate.fingerprint())
            .contains(certificate.spki().sha256().hex());
        var chain = new CertificateChain(List.of(certificate, ark));
        var verification =
            ChainVerifier.verify(chain, rules, TrustAnchors.production(), Genuine.MID_2026);
        // An issuer is no leaf; were the signature or the root wrong, there would be more.
        var got =
            verification instanceof Rejected<CertificateChain>(var findings)
                ? codes(findings)
                : List.of("no finding");
        Vectors.compare(
            Genuine.SNP + "certs/" + product + "/" + issuer, List.of("chain.constraints"), got);
      }
    }
  }

  private static Certificate certificate(String name) throws Exception {
    return Certificate.ofDer(name, Vectors.read(Genuine.SNP + "certs/" + name + ".der"));
  }

  @Test
  @DisplayName("turin-vcek-only: a genuine leaf that chains")
  void theTurinLeafChains() throws Exception {
    var chain = CertificateChain.parse(Genuine.snpChain("turin-vcek-only/vcek.der", "turin/ask"));
    var verification = SnpVerifier.verifyChain(chain, TrustAnchors.production(), Genuine.MID_2026);
    Vectors.compare(
        Genuine.SNP + "turin-vcek-only",
        "authentic",
        verification instanceof Verified<CertificateChain> ? "authentic" : "rejected");
  }
}
