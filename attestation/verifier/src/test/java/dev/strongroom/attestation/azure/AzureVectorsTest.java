package dev.strongroom.attestation.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.azure.AzureEvidence.Hardware;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.Issuers;
import dev.strongroom.attestation.finding.AzureRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.tpm.QuoteDemand;
import dev.strongroom.attestation.scheme.tpm.QuoteNonce;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Verdicts as `cpu/az-vtpm/VECTORS.md` states them.
@Tag("vectors")
class AzureVectorsTest {
  private static final String AZURE = "cpu/az-vtpm/";
  private static final String TDX = "cpu/tdx/";
  private static final String HARDWARE_ONLY = "authentic: azure.ak-provenance";
  private static final String UP_TO_DATE = "authentic, TCB UpToDate:";
  private static final String ZERO_NONCE = "00".repeat(32);

  private record Case(String folder, String at, String nonce, String verdict) {
    Case at(String other) {
      return new Case(folder, other, nonce, verdict);
    }

    Case withNonce(String other) {
      return new Case(folder, at, other, verdict);
    }
  }

  private static final List<Case> CASES =
      List.of(
          new Case(
              "snp-genoa-v3",
              "2026-06-01",
              "0218488bae25d2509232bf676f1a66a30d7372add909109b36016ef136f2938ca05475f8b46094de6b64270ea35d950f",
              HARDWARE_ONLY),
          new Case(
              "snp-milan-v3",
              "2026-06-01",
              "982f5c6e45df0ed3f10b6f60b02f0c8390e281300f3805e2279c16168cd6ae9aa398f647caa2338748cd0fd9f5f819ef",
              HARDWARE_ONLY),
          new Case(
              "tdx-v4-trustee",
              "2025-07-10",
              "6368616c6c656e6765",
              "authentic, TCB OutOfDate: azure.ak-provenance"),
          new Case(
              "tdx-v4-live",
              "2026-06-15",
              "6174746573746174696f6e2d746573742d66697874757265",
              UP_TO_DATE + " azure.ak-provenance"),
          new Case("tdx-ak-chain", "2026-06-15", ZERO_NONCE, UP_TO_DATE + " azure.ak-crl.absent"),
          new Case(
              "tdx-ak-cert-padded", "2026-03-01", ZERO_NONCE, UP_TO_DATE + " azure.ak-provenance"));

  @TestFactory
  Stream<DynamicTest> verdictsAreThoseOfThePage() {
    Vectors.path(AZURE);
    return CASES.stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.folder(),
                    () ->
                        Vectors.compare(
                            AZURE + c.folder(), c.verdict(), verdict(evidence(c.folder()), c))));
  }

  @Test
  void everyFolderWithEvidenceHasACase() throws IOException {
    Set<String> folders;
    try (var entries = Files.list(Vectors.path(AZURE))) {
      folders =
          entries
              .filter(entry -> Files.exists(entry.resolve("evidence.json")))
              .map(entry -> entry.getFileName().toString())
              .collect(Collectors.toSet());
    }
    assertThat(folders).isEqualTo(CASES.stream().map(Case::folder).collect(Collectors.toSet()));
  }

  @Test
  void rootsAreThePinnedOnes() throws Exception {
    var roots = roots();
    assertThat(roots).allMatch(root -> Issuers.endsAtRoot(new CertificateChain(List.of(root))));
    Vectors.compare(
        AZURE + "roots",
        "[e6c596b17f8ffefba5c300f714cfb1260c6028704ecf7becc4ab5018efb00e95,"
            + " 8c2bb9144d4970c94fb8105cc5d860a58e2e675eb360fdd8c14b30833aaaec1d]",
        roots.stream().map(Certificate::fingerprint).toList().toString());
  }

  private static Bytes read(String folder) {
    return Vectors.read(AZURE + folder + "/evidence.json");
  }

  private static AzureEvidence evidence(String folder) throws MalformedException {
    return AzureEvidence.read(read(folder));
  }

  private static Case of(String folder) {
    return CASES.stream().filter(c -> c.folder().equals(folder)).findFirst().orElseThrow();
  }

  private static List<Certificate> roots() throws MalformedException {
    var roots = new ArrayList<Certificate>();
    for (var name : List.of("azure-virtual-tpm-root-2023", "microsoft-rsa-devices-root-ca-2021")) {
      roots.add(CertificateChain.parse(Vectors.read(AZURE + "roots/" + name + ".pem")).leaf());
    }
    return roots;
  }

  /// Roots and AMD's intermediates, and Intel's collateral as the page names it for the folder.
  private static AzureCollateral collateral(String folder) throws MalformedException {
    var certificates = new ArrayList<>(roots());
    for (var name : List.of("milan/ask", "milan/asvk", "milan/ark", "genoa/ask", "genoa/ark")) {
      certificates.add(
          Certificate.ofDer(name, Vectors.read(Genuine.SNP + "certs/" + name + ".der")));
    }
    var dcap =
        switch (folder) {
          case "tdx-v4-trustee" -> List.of(outOfDate());
          case "tdx-v4-live", "tdx-ak-chain" ->
              List.of(DcapCollateral.ofJson(Vectors.read(AZURE + "tdx-ak-chain/collateral.json")));
          case "tdx-ak-cert-padded" ->
              List.of(
                  DcapCollateral.ofJson(Vectors.read(TDX + "v5-uptodate-eval18/collateral.json")));
          default -> List.<DcapCollateral>of();
        };
    return new AzureCollateral(new Issuers(certificates), new Revocation.NotGiven(), dcap);
  }

  private static DcapCollateral outOfDate() throws MalformedException {
    var folder = TDX + "v4-platform-outofdate-module-uptodate/";
    var signers = Vectors.read(TDX + "common/tcb-signing-chain.pem");
    return DcapCollateral.of(
        Vectors.read(folder + "tcbinfo.json"),
        signers,
        Vectors.read(folder + "qe-identity.json"),
        signers,
        Vectors.read(TDX + "common/root-crl-20250320-20260403.der"),
        Vectors.read(TDX + "common/pck-platform-crl-20250707-20250806.der"));
  }

  private static AzureVerification verify(AzureEvidence evidence, Case c)
      throws MalformedException {
    return AzureVerifier.verify(
        evidence,
        QuoteDemand.ofAllPcrs(new QuoteNonce(Bytes.ofHex("nonce", c.nonce()))),
        collateral(c.folder()),
        TrustAnchors.production(),
        Instant.parse(c.at() + "T12:00:00Z"));
  }

  private static String verdict(AzureEvidence evidence, Case c) throws MalformedException {
    return switch (verify(evidence, c)) {
      case AzureVerification.Authentic authentic ->
          "authentic" + tcb(authentic) + ":" + codes(authentic.warnings());
      case AzureVerification.Refused(var findings) -> "refused:" + codes(findings);
    };
  }

  private static String tcb(AzureVerification.Authentic authentic) {
    return authentic.cpu() instanceof VerifiedCpu.Tdx(var quote)
        ? ", TCB " + quote.evidence().tcb().status().text()
        : "";
  }

  private static String codes(List<Finding> findings) {
    return findings.stream().map(f -> " " + f.rule().code()).collect(Collectors.joining());
  }

  @Test
  @DisplayName("the nonce of another session is refused, for each folder")
  void refusesOtherNonces() throws Exception {
    for (var c : CASES) {
      assertThat(verdict(evidence(c.folder()), c.withNonce("00"))).startsWith("refused: tpm.nonce");
    }
  }

  @Test
  @DisplayName("quote of one machine, HCL report of another: refused both ways")
  void refusesMixedEvidence() throws Exception {
    var genoa = evidence("snp-genoa-v3");
    var milan = evidence("snp-milan-v3");
    var c = of("snp-milan-v3");
    var mixed =
        new AzureEvidence(genoa.hcl(), genoa.hardware(), milan.quote(), List.of(), List.of());
    assertThat(verdict(mixed, c)).isEqualTo("refused: report.signature azure.ak-provenance");
    var swapped =
        new AzureEvidence(milan.hcl(), genoa.hardware(), milan.quote(), List.of(), List.of());
    assertThat(verdict(swapped, c)).isEqualTo("refused: azure.runtime-data azure.ak-provenance");
  }

  // spec: AMD 56860 ATTESTATION_REPORT VMPL
  @Test
  @DisplayName("a report that was not asked for at VMPL 0 is not the paravisor's word")
  void refusesReportsOfTheGuestItself() throws Exception {
    var folder = Genuine.SNP + "milan-v3-vlek-aws-vmpl1/";
    var report = SnpReport.parse(Vectors.read(folder + "report.bin"));
    var vlek = Certificate.ofDer("vlek", Vectors.read(folder + "vlek.der"));
    var milan = evidence("snp-milan-v3");
    var evidence =
        new AzureEvidence(
            milan.hcl(), new Hardware.Snp(report, vlek), milan.quote(), List.of(), List.of());
    assertThat(verdict(evidence, of("snp-milan-v3").at("2025-06-01")))
        .isEqualTo("refused: snp.vmpl azure.runtime-data azure.ak-provenance");
  }

  @Test
  @DisplayName("TD quote of one machine, HCL report of another of the same kind: refused")
  void refusesMixedTrustDomains() throws Exception {
    var certified = evidence("tdx-ak-chain");
    var live = evidence("tdx-v4-live");
    var mixed =
        new AzureEvidence(
            certified.hcl(), live.hardware(), certified.quote(), List.of(), List.of());
    assertThat(verdict(mixed, of("tdx-ak-chain")))
        .isEqualTo("refused: azure.runtime-data azure.ak-provenance");
  }

  @Test
  @DisplayName("a TDX machine without Intel's collateral is refused, and says why")
  void refusesTrustDomainsWithoutCollateral() throws Exception {
    var c = of("tdx-ak-chain");
    var bare = new Case("none", c.at(), c.nonce(), "");
    assertThat(verdict(evidence(c.folder()), bare))
        .isEqualTo("refused: dcap.collateral-absent azure.ak-crl.absent");
  }

  @Test
  @DisplayName("AK certificates are refused outside their validity")
  void refusesChainOutsideItsTime() throws Exception {
    var c = of("tdx-ak-chain");
    for (var at : List.of("2027-06-08", "2026-06-07")) {
      assertThat(verdict(evidence(c.folder()), c.at(at))).contains(" chain.validity");
    }
  }

  @Test
  @DisplayName(
      "an incomplete chain says whose certificate is missing, and what provenance rests on")
  void namesWhereTheChainEnds() throws Exception {
    var c = of("tdx-ak-cert-padded");
    var verified = verify(evidence(c.folder()), c);
    assertThat(verified).isInstanceOf(AzureVerification.Authentic.class);
    var warning = ((AzureVerification.Authentic) verified).warnings().getFirst();
    assertThat(warning.rule()).isEqualTo(AzureRule.AK_PROVENANCE);
    assertThat(warning.actual())
        .contains("Global Virtual TPM CA - 03")
        .endsWith("AK provenance via hardware report only");
  }

  @Test
  @DisplayName("documents with duplicate, unknown, missing and doubled members are refused")
  void refusesOtherDocuments() {
    var milan = read("snp-milan-v3").utf8();
    var attestedTls = read("tdx-ak-chain").utf8();
    var whole = Bytes.utf8(milan.strip());
    for (int length = 0; length < whole.length(); length += 7) {
      var cut = whole.slice(0, length);
      assertThat(catchThrowable(() -> AzureEvidence.read(cut)))
          .isInstanceOf(MalformedException.class);
    }
    for (var wrong :
        List.of(
            milan.replaceFirst("\"vcek\"", "\"vcek\": \"\", \"vcek\""),
            milan.replaceFirst("\"vcek\"", "\"extra\": 1, \"vcek\""),
            milan.replaceFirst("\"vcek\"", "\"td_quote\": \"\", \"vcek\""),
            milan.replaceFirst("\"vcek\"", "\"vcekk\""),
            milan.replaceFirst("\"vcek\"", "\"td_quote\""),
            milan.replaceFirst("\"signature\": ?\"", "\"signature\": \"zz"),
            milan.replaceFirst("\"pcrs\": ?\\[", "\"pcrs\": [[256],"),
            milan.replaceFirst("\"pcrs\": ?\\[", "\"pcrs\": [\"00\","),
            milan.replaceFirst("\"version\": ?2", "\"version\": 3"),
            attestedTls.replaceFirst("\"event_log\": ?\\[", "\"event_log\": [1"),
            attestedTls.replaceFirst("\"event_log\"", "\"event_logs\""),
            attestedTls.replaceFirst("\"quote\"", "\"quotes\""),
            "{}",
            "[]",
            "",
            "{\"vcek\":" + "[".repeat(50) + "]".repeat(50) + "}",
            " ".repeat(AzureEvidence.MAX_JSON_BYTES + 1))) {
      assertThat(catchThrowable(() -> AzureEvidence.read(Bytes.utf8(wrong))))
          .as(wrong.substring(0, Math.min(wrong.length(), 80)))
          .isInstanceOf(MalformedException.class);
    }
  }
}
