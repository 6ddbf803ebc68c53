package dev.strongroom.attestation.scheme.snp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Verdicts as `cpu/snp/VECTORS.md` states them.
@Tag("vectors")
class SnpVectorsTest {
  private static final String NEVER_LOOKED_AT =
      " snp.crl.absent session.not-compared policy.not-compared";
  private static final String GOOD = "authentic, warning:" + NEVER_LOOKED_AT;

  private record Case(String folder, String leaf, String issuer, String at, String verdict) {}

  private static final List<Case> CASES =
      List.of(
          new Case("genoa-v3-azure-aci", "vcek.pem", "genoa/ask", "2026-06-01", GOOD),
          new Case("genoa-v5-bergamo-siena-model-a0", "vcek.der", "genoa/ask", "2026-06-01", GOOD),
          new Case("milan-v3-azure-aci", "vcek.pem", "milan/ask", "2026-06-01", GOOD),
          new Case("turin-v5-azure", "vcek.pem", "turin/ask", "2026-06-01", GOOD),
          new Case(
              "milan-v2-azure-hcl",
              "vcek.der",
              "milan/ask",
              "2024-01-01",
              "authentic, warning: snp.alias-check snp.tcb-outdated" + NEVER_LOOKED_AT),
          new Case(
              "milan-v2-vcek",
              "vcek.der",
              "milan/ask",
              "2024-01-01",
              "authentic, warning: snp.alias-check snp.tcb-outdated" + NEVER_LOOKED_AT),
          new Case(
              "milan-v2-debug",
              "vcek.der",
              "milan/ask",
              "2024-01-01",
              "authentic, contraindicated: snp.debug snp.alias-check snp.tcb-outdated"
                  + NEVER_LOOKED_AT),
          new Case(
              "milan-v3-vlek-aws-vmpl0",
              "vlek.pem",
              "milan/asvk",
              "2025-06-01",
              "authentic, warning: snp.tcb-outdated snp.chip-id-unproven" + NEVER_LOOKED_AT),
          new Case(
              "milan-v3-vlek-aws-vmpl1",
              "vlek.der",
              "milan/asvk",
              "2025-06-01",
              "authentic, contraindicated: snp.vmpl snp.tcb-outdated snp.chip-id-unproven"
                  + NEVER_LOOKED_AT),
          new Case(
              "milan-v3-vlek-aws-vmpl0",
              "vlek-wrong-other-region.pem",
              "milan/asvk",
              "2024-06-01",
              "rejected: snp.certificate-tcb report.signature"
                  + " session.not-compared policy.not-compared"));

  @TestFactory
  Stream<DynamicTest> verdictsAreThoseOfThePage() {
    Vectors.path(Genuine.SNP);
    return CASES.stream()
        .map(c -> DynamicTest.dynamicTest(c.folder() + " " + c.leaf(), () -> run(c)));
  }

  private static void run(Case c) throws Exception {
    var evidence = Genuine.snp(c.folder(), c.folder() + "/" + c.leaf(), c.issuer());
    var at = Instant.parse(c.at() + "T00:00:00Z");
    var name = c.leaf().contains("wrong") ? c.folder() + " " + c.leaf() : c.folder();
    Vectors.compare(Genuine.SNP + name, c.verdict(), Genuine.verdict(evidence, at));
  }

  @Test
  void everyFolderWithAReportHasACase() throws IOException {
    Set<String> folders;
    try (var entries = Files.list(Vectors.path(Genuine.SNP))) {
      folders =
          entries
              .filter(entry -> Files.exists(entry.resolve("report.bin")))
              .map(entry -> entry.getFileName().toString())
              .collect(Collectors.toCollection(TreeSet::new));
    }
    assertThat(folders)
        .isEqualTo(CASES.stream().map(Case::folder).collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  @DisplayName(
      "leaves that carry AMD's names but not AMD's signature are refused, in both encodings")
  void refusesLeavesThatDoNotChain() throws Exception {
    for (var leaf : List.of("vcek-invalid-legacy.der", "vcek-invalid-new.der")) {
      var evidence = Genuine.snp("milan-v2-vcek", "milan-bad-chain/" + leaf, "milan/ask");
      var got = Genuine.verdict(evidence, Instant.parse("2024-01-01T00:00:00Z"));
      Vectors.compare(
          Genuine.SNP + "milan-bad-chain " + leaf,
          "rejected: chain.signature session.not-compared policy.not-compared",
          got);
    }
  }

  @Test
  @DisplayName("hwID: raw bytes and an OCTET STRING are both read")
  void readsBothEncodingsOfHwid() throws Exception {
    var expected = new byte[64];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = (byte) i;
    }
    for (var leaf : List.of("vcek-invalid-legacy.der", "vcek-invalid-new.der")) {
      var chain = CertificateChain.parse(Genuine.snpChain("milan-bad-chain/" + leaf, "milan/ask"));
      assertThat(SnpEndorsement.parse(chain.leaf(), false).hwid())
          .isEqualTo(Bytes.copyOf(expected));
    }
  }

  @Test
  @DisplayName("a Turin leaf: structVersion 1, FMC, 8 bytes of hwID")
  void readsTurinLeaf() throws Exception {
    var chain = CertificateChain.parse(Genuine.snpChain("turin-vcek-only/vcek.der", "turin/ask"));
    var leaf = SnpEndorsement.parse(chain.leaf(), false);
    assertThat(leaf.product()).isEqualTo(SnpProduct.TURIN);
    assertThat(leaf.hwid().length()).isEqualTo(8);
    assertThat(SnpVerifier.verifyChain(chain, TrustAnchors.production(), Genuine.MID_2026))
        .isInstanceOf(Verified.class);
  }

  @Test
  void refusesOutsideTheValidityOfTheLeaf() throws Exception {
    var evidence = Genuine.snp("genoa-v3-azure-aci", "genoa-v3-azure-aci/vcek.pem", "genoa/ask");
    for (var at : List.of("2026-02-05T02:05:06Z", "2033-02-05T02:05:08Z")) {
      assertThat(Genuine.verdict(evidence, Instant.parse(at)))
          .startsWith("rejected: chain.validity session");
    }
    for (var at : List.of("2026-02-05T02:05:07Z", "2033-02-05T02:05:07Z")) {
      assertThat(Genuine.verdict(evidence, Instant.parse(at))).startsWith("authentic");
    }
  }

  @Test
  @DisplayName("a VLEK lives one year: its dates count, ASVK and ARK outlive it by decades")
  void refusesAnExpiredVlek() throws Exception {
    var evidence =
        Genuine.snp("milan-v3-vlek-aws-vmpl0", "milan-v3-vlek-aws-vmpl0/vlek.pem", "milan/asvk");
    assertThat(Genuine.verdict(evidence, Instant.parse("2025-12-10T00:00:00Z")))
        .startsWith("authentic");
    assertThat(Genuine.verdict(evidence, Instant.parse("2025-12-11T00:00:00Z")))
        .startsWith("rejected: chain.validity session");
  }

  @Test
  @DisplayName("the leaf of another chip and TCB is refused for each reason")
  void refusesAnotherChipsLeaf() throws Exception {
    var evidence = Genuine.snp("milan-v2-azure-hcl", "milan-v2-vcek/vcek.der", "milan/ask");
    assertThat(Genuine.verdict(evidence, Instant.parse("2024-01-01T00:00:00Z")))
        .startsWith("rejected: snp.certificate-tcb snp.chip-id report.signature session");
  }

  // spec: AMD 57230 certificate chain, subjects
  @Test
  @DisplayName("a VLEK-signed report with a VCEK chain is refused whatever the sender says")
  void refusesChainOfAnotherKind() throws Exception {
    var evidence =
        Genuine.snp("milan-v3-vlek-aws-vmpl0", "milan-v3-azure-aci/vcek.pem", "milan/ask");
    assertThat(Genuine.verdict(evidence, Genuine.MID_2026))
        .startsWith("rejected: snp.signing-key chain.name snp.extension report.signature");
  }

  @Test
  @DisplayName("product: root and leaf of one line, report of another")
  void refusesAnotherProductsChain() throws Exception {
    var evidence = Genuine.snp("genoa-v3-azure-aci", "milan-v3-azure-aci/vcek.pem", "milan/ask");
    assertThat(Genuine.verdict(evidence, Genuine.MID_2026))
        .startsWith("rejected: snp.product snp.certificate-tcb snp.chip-id report.signature");
  }

  @Test
  @DisplayName("an ASK of another product neither issues the leaf nor leads to that root")
  void refusesMixedChain() throws Exception {
    var evidence = Genuine.snp("genoa-v3-azure-aci", "genoa-v3-azure-aci/vcek.pem", "milan/ask");
    assertThat(Genuine.verdict(evidence, Genuine.MID_2026))
        .startsWith("rejected: chain.issuer chain.signature session");
  }

  @Test
  void refusesAnIncompleteChain() throws Exception {
    var whole = Genuine.snp("genoa-v3-azure-aci", "genoa-v3-azure-aci/vcek.pem", "genoa/ask");
    var leafOnly =
        new Evidence(
            Scheme.AMD_SEV_SNP,
            whole.report(),
            Vectors.read("cpu/snp/genoa-v3-azure-aci/vcek.pem"));
    assertThat(Genuine.verdict(leafOnly, Genuine.MID_2026))
        .startsWith("rejected: chain.length session");
  }

  @Test
  @DisplayName("PLATFORM_INFO: bits without a published meaning surface and never fail")
  void surfacesUnknownPlatformBits() throws Exception {
    var report = SnpReport.parse(Vectors.read("cpu/snp/turin-v5-azure/report.bin"));
    assertThat(report.platformInfo().unknown()).isEqualTo(0x40);
    assertThat(report.currentMitigations()).isEqualTo(0x3f);
    assertThat(SnpProduct.TURIN.tcb(report.reportedTcb())).isEqualTo(new SnpTcb(1, 1, 1, 4, 0x51));
  }

  @Test
  @DisplayName("genuine evidence is refused under the simulation profile, which names its own")
  void refusesGenuineEvidenceUnderSimulation() throws Exception {
    var evidence = Genuine.snp("genoa-v3-azure-aci", "genoa-v3-azure-aci/vcek.pem", "genoa/ask");
    var anchors = TrustAnchors.simulation(List.of(Bytes.zeros(32)));
    var finding =
        EvidenceInspection.inspect(evidence, anchors, Genuine.MID_2026).findings().getFirst();
    assertThat(finding.rule()).isEqualTo(ChainRule.ROOT_PROFILE);
    assertThat(finding.actual()).contains("ARK-Genoa").contains("profile production");
  }

  private static Bytes renamed(Bytes der, String oid, String other) throws Exception {
    int at = der.hex().indexOf(oid) / 2;
    var bytes = der.toArray();
    var replacement = Bytes.ofHex("oid", other);
    for (int i = 0; i < replacement.length(); i++) {
      bytes[at + i] = (byte) replacement.at(i);
    }
    return Bytes.copyOf(bytes);
  }

  @Test
  @DisplayName("AMD extensions: twice is malformed, absent is refused")
  void extensionsOccurExactlyOnce() throws Exception {
    var leaf =
        CertificateChain.parse(Genuine.snpChain("genoa-v3-azure-aci/vcek.pem", "genoa/ask")).leaf();
    // 1.3.6.1.4.1.3704.1.3.5 becomes .3.4, which is there already.
    var twice = renamed(leaf.der(), "2b060104019c78010305", "2b060104019c78010304");
    assertThatThrownBy(() -> Certificate.ofDer("leaf", twice))
        .isInstanceOf(MalformedException.class);
    for (var required : List.of("01", "02", "0301", "0302", "0303", "0308", "04")) {
      var oid = "2b060104019c7801" + required;
      var absent = Certificate.ofDer("leaf", renamed(leaf.der(), oid, oid.replaceAll("..$", "7e")));
      assertThatThrownBy(() -> SnpEndorsement.parse(absent, false))
          .as(required)
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("extension is absent");
    }
    var provider = renamed(leaf.der(), "2b060104019c780104", "2b060104019c780105");
    assertThatThrownBy(() -> SnpEndorsement.parse(Certificate.ofDer("leaf", provider), false))
        .hasMessage("cspID: is present in a VCEK");
    assertThatThrownBy(() -> SnpEndorsement.parse(leaf, true))
        .hasMessage("hwID: is present in a VLEK");
  }
}
