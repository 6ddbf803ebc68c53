package dev.strongroom.attestation.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.TestChains;
import dev.strongroom.attestation.azure.AzureEvidence.Hardware;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.AzureRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.scheme.tpm.QuoteDemand;
import dev.strongroom.attestation.scheme.tpm.QuoteNonce;
import dev.strongroom.attestation.trust.Proof;
import dev.strongroom.attestation.trust.ReportDataCarrier;
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
  private static final String HARDWARE_ONLY = "authentic: azure.ak-provenance";
  private static final String CERTIFIED = "authentic: azure.ak-crl.absent";
  private static final String ZERO_NONCE = "00".repeat(32);

  private static final int TD_REPORT_DATA_AT = 48 + 520;
  private static final int REPORT_DATA_BYTES = 64;

  private record Case(String folder, String at, String nonce, String verdict) {}

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
          new Case("tdx-v4-trustee", "2025-07-10", "6368616c6c656e6765", HARDWARE_ONLY),
          new Case(
              "tdx-v4-live",
              "2026-06-15",
              "6174746573746174696f6e2d746573742d66697874757265",
              HARDWARE_ONLY),
          new Case("tdx-ak-chain", "2026-06-15", ZERO_NONCE, CERTIFIED),
          new Case("tdx-ak-cert-padded", "2026-03-01", ZERO_NONCE, HARDWARE_ONLY));

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
                            AZURE + c.folder(), c.verdict(), verdict(read(c.folder()), c))));
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

  private static List<Certificate> roots() throws MalformedException {
    var roots = new ArrayList<Certificate>();
    for (var name : List.of("azure-virtual-tpm-root-2023", "microsoft-rsa-devices-root-ca-2021")) {
      roots.add(CertificateChain.parse(Vectors.read(AZURE + "roots/" + name + ".pem")).leaf());
    }
    return roots;
  }

  private static Issuers issuers() throws MalformedException {
    var certificates = new ArrayList<>(roots());
    for (var name : List.of("milan/ask", "milan/ark", "genoa/ask", "genoa/ark")) {
      certificates.add(
          Certificate.ofDer(name, Vectors.read(Genuine.SNP + "certs/" + name + ".der")));
    }
    return new Issuers(certificates);
  }

  private static HardwareVerifier hardware(Issuers issuers, Instant at) {
    return hardware ->
        switch (hardware) {
          case Hardware.Snp(var report, var vcek) ->
              SnpVerifier.verify(report, issuers.complete(vcek), TrustAnchors.production(), at);
          case Hardware.Tdx(var quote) -> {
            var data = quote.slice(TD_REPORT_DATA_AT, TD_REPORT_DATA_AT + REPORT_DATA_BYTES);
            ReportDataCarrier report = () -> data;
            yield Proof.of(report, TestChains.AK.chain(), at);
          }
        };
  }

  private static String verdict(Bytes json, Case c) throws MalformedException {
    return verdict(AzureEvidence.read(json), Bytes.ofHex("nonce", c.nonce()), c.at());
  }

  private static String verdict(AzureEvidence evidence, Bytes nonce, String at)
      throws MalformedException {
    var now = Instant.parse(at + "T12:00:00Z");
    var issuers = issuers();
    var demand = QuoteDemand.ofAllPcrs(new QuoteNonce(nonce));
    var anchors = TrustAnchors.production();
    return switch (AzureVerifier.verify(
        evidence, demand, hardware(issuers, now), issuers, anchors, now)) {
      case AzureVerification.Authentic authentic -> "authentic:" + codes(authentic.warnings());
      case AzureVerification.Refused(var findings) -> "refused:" + codes(findings);
    };
  }

  private static String codes(List<Finding> findings) {
    return findings.stream().map(f -> " " + f.rule().code()).collect(Collectors.joining());
  }

  @Test
  @DisplayName("the nonce of another session is refused, for each folder")
  void refusesOtherNonces() throws Exception {
    for (var c : CASES) {
      var evidence = AzureEvidence.read(read(c.folder()));
      assertThat(verdict(evidence, Bytes.utf8("another"), c.at())).startsWith("refused: tpm.nonce");
    }
  }

  @Test
  @DisplayName("quote of one machine, HCL report of another: refused both ways")
  void refusesMixedEvidence() throws Exception {
    var genoa = AzureEvidence.read(read("snp-genoa-v3"));
    var milan = AzureEvidence.read(read("snp-milan-v3"));
    var nonce = Bytes.ofHex("nonce", CASES.get(1).nonce());
    var mixed =
        new AzureEvidence(genoa.hcl(), genoa.hardware(), milan.quote(), List.of(), List.of());
    assertThat(verdict(mixed, nonce, "2026-06-01"))
        .isEqualTo("refused: report.signature azure.ak-provenance");
    var swapped =
        new AzureEvidence(milan.hcl(), genoa.hardware(), milan.quote(), List.of(), List.of());
    assertThat(verdict(swapped, nonce, "2026-06-01"))
        .isEqualTo("refused: azure.runtime-data azure.ak-provenance");
  }

  @Test
  @DisplayName("AK certificates: outside their validity and under a foreign profile refused")
  void refusesChainOutsideItsTime() throws Exception {
    var evidence = AzureEvidence.read(read("tdx-ak-chain"));
    assertThat(verdict(evidence, Bytes.zeros(32), "2027-06-08"))
        .isEqualTo("refused: chain.validity");
    assertThat(verdict(evidence, Bytes.zeros(32), "2026-06-07"))
        .isEqualTo("refused: chain.validity");
  }

  @Test
  @DisplayName("an incomplete chain says where it ends, and what provenance rests on")
  void namesWhereTheChainEnds() throws Exception {
    var evidence = AzureEvidence.read(read("tdx-ak-cert-padded"));
    var now = Instant.parse("2026-03-01T12:00:00Z");
    var verified =
        AzureVerifier.verify(
            evidence,
            QuoteDemand.ofAllPcrs(new QuoteNonce(Bytes.zeros(32))),
            hardware(issuers(), now),
            issuers(),
            TrustAnchors.production(),
            now);
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
