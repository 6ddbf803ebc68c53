package dev.strongroom.attestation.scheme.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Verdicts as `gpu/hopper/VECTORS.md` states them, as far as they rest on report and chain.
@Tag("vectors")
class NvidiaVectorsTest {
  private static final Instant AT = Genuine.MID_2026;
  private static final String GOOD =
      "authentic, warning: nvidia.rim.absent nvidia.ocsp.absent"
          + " session.not-compared policy.not-compared";

  private static void compare(String folder, String expected) throws MalformedException {
    var got = Genuine.verdict(Genuine.hopper(folder), AT);
    Vectors.compare(Genuine.HOPPER + folder, expected, got);
  }

  private static Map<String, String> fields(String folder) throws MalformedException {
    var inspection =
        EvidenceInspection.inspect(Genuine.hopper(folder), TrustAnchors.production(), AT);
    return inspection.fields().stream()
        .collect(Collectors.toMap(Inspection.Field::name, Inspection.Field::value));
  }

  @Test
  @DisplayName("h100-550.90.07")
  void current() throws Exception {
    compare("h100-550.90.07", GOOD);
    assertThat(fields("h100-550.90.07"))
        .containsEntry(
            "requester nonce", "931d8dd0add203ac3d8b4fbde75e115278eefcdceac5b87671a748f32364dfcb")
        .containsEntry("driver version", "550.90.07")
        .containsEntry("VBIOS version", "96.00.9F.00.01")
        .containsEntry("NVDEC0", "off")
        .containsEntry("protected PCIe", "off")
        .containsEntry("architecture", "GH100")
        .containsEntry("device id", "48b02d92494badf4")
        .containsEntry("ueid", "478176379286082186618948445787393647364802107249");
  }

  @Test
  @DisplayName("h100-535.86.09: an old driver without FWID is a warning of its own")
  void old() throws Exception {
    compare("h100-535.86.09", GOOD.replace("warning:", "warning: nvidia.fwid.absent"));
    assertThat(fields("h100-535.86.09")).containsEntry("VBIOS version", "96.00.5E.00.01");
  }

  @Test
  @DisplayName("h100-580.159.03")
  void recent() throws Exception {
    compare("h100-580.159.03", GOOD);
    assertThat(fields("h100-580.159.03")).containsEntry("VBIOS version", "96.00.74.00.20");
  }

  @Test
  @DisplayName("negative-bad-signature: neither signature nor firmware id are this leaf's")
  void badSignature() throws Exception {
    compare(
        "negative-bad-signature",
        "rejected: nvidia.fwid report.signature session.not-compared policy.not-compared");
  }

  @Test
  @DisplayName("negative-trailing-byte: nothing may follow the signature")
  void trailingByte() throws Exception {
    var evidence = Genuine.hopper("negative-trailing-byte");
    var refusal = assertThrows(MalformedException.class, () -> Genuine.verdict(evidence, AT));
    Vectors.compare(
        Genuine.HOPPER + "negative-trailing-byte",
        "malformed: end at 4129: 1 byte left over",
        "malformed: " + refusal.getMessage());
    var exact = evidence.report().slice(0, evidence.report().length() - 1);
    assertThat(Genuine.verdict(new Evidence(Scheme.NVIDIA_GPU, exact, evidence.chain()), AT))
        .isEqualTo(GOOD);
  }

  private static String chainCase(int number) throws MalformedException {
    var chain =
        Vectors.read("gpu/hopper/cert-chain-cases/hopper_cert_chain_case%d.txt".formatted(number));
    var report = Genuine.hopper("h100-550.90.07").report();
    return Genuine.verdict(new Evidence(Scheme.NVIDIA_GPU, report, chain), AT);
  }

  @Test
  @DisplayName("cert-chain-cases: five certificates, or none at all")
  void chains() throws Exception {
    for (int number = 1; number <= 4; number++) {
      Vectors.compare(
          Genuine.HOPPER + "cert-chain-cases case " + number,
          number == 1 ? GOOD : "rejected: chain.length session.not-compared policy.not-compared",
          chainCase(number));
    }
  }

  private static List<Evidence> list(String file) throws Exception {
    var all = new ArrayList<Evidence>();
    for (var node : new ObjectMapper().readTree(Vectors.read(file).utf8())) {
      all.add(
          new Evidence(
              Scheme.NVIDIA_GPU,
              Bytes.ofBase64("evidence", node.get("evidence").asText()),
              Bytes.ofBase64("certificate", node.get("certificate").asText())));
    }
    return all;
  }

  @Test
  @DisplayName("ppcie-590.12-4gpu and cert-hold-570.86.10: report and chain hold")
  void fleets() throws Exception {
    var four = list("gpu/hopper/ppcie-590.12-4gpu.json");
    assertThat(four).hasSize(4);
    for (var evidence : four) {
      Vectors.compare(
          Genuine.HOPPER + "ppcie-590.12-4gpu.json", GOOD, Genuine.verdict(evidence, AT));
      assertThat(NvidiaReport.parse(evidence.report()).nonce().hex())
          .isEqualTo("e97b23a1718095a0e9e35edca810768c70a6a5a389b705e753b197912bc11576");
    }
    for (var evidence : list("gpu/hopper/cert-hold-570.86.10.json")) {
      assertThat(Genuine.verdict(evidence, AT)).isEqualTo(GOOD);
    }
  }

  @Test
  @DisplayName("h100-620.12-nvdaod: the typed format is recognised, not read, and never verifies")
  void typedOpaqueData() throws Exception {
    var report = NvidiaReport.parse(Vectors.read("gpu/hopper/h100-620.12-nvdaod/transcript.bin"));
    assertThat(report.measurements()).hasSize(64);
    assertThat(report.opaque())
        .isEqualTo(
            new OpaqueData.Typed(Vectors.read("gpu/hopper/h100-620.12-nvdaod/opaque-data.bin")));
    var chain = CertificateChain.parse(Genuine.hopper("h100-550.90.07").chain());
    var verification = NvidiaVerifier.verify(report, chain, TrustAnchors.production(), AT);
    assertThat(verification).isInstanceOf(Rejected.class);
    if (verification instanceof Rejected<NvidiaReport>(var findings)) {
      assertThat(findings).extracting("rule").contains(NvidiaRule.OPAQUE_FORMAT);
    }
  }

  @Test
  @DisplayName("the chain of another genuine GPU is refused")
  void anotherDevicesChain() throws Exception {
    var report = Genuine.hopper("h100-550.90.07").report();
    var chain = Genuine.hopper("h100-580.159.03").chain();
    assertThat(Genuine.verdict(new Evidence(Scheme.NVIDIA_GPU, report, chain), AT))
        .startsWith("rejected: nvidia.fwid report.signature");
  }

  @Test
  @DisplayName("an NVSwitch and a Blackwell GPU are genuine and not supported")
  void otherArchitectures() throws Exception {
    var chain = CertificateChain.parse(Genuine.hopper("h100-550.90.07").chain());
    assertThat(NvidiaVerifier.verifyChain(chain, TrustAnchors.production(), AT))
        .isInstanceOf(Verified.class);
    var switchChain = Vectors.read("gpu/nvswitch/ls10-96.10.55.00.01/cert-chain.pem");
    var report = NvidiaReport.parse(Genuine.hopper("h100-550.90.07").report());
    var verification =
        NvidiaVerifier.verify(
            report, CertificateChain.parse(switchChain), TrustAnchors.production(), AT);
    if (verification instanceof Rejected<NvidiaReport>(var findings)) {
      assertThat(findings).extracting("rule").contains(NvidiaRule.ARCHITECTURE);
    } else {
      throw new AssertionError("a switch's chain was accepted");
    }
  }

  @Test
  @DisplayName("genuine evidence is refused under the simulation profile, which names its own")
  void refusesGenuineEvidenceUnderSimulation() throws Exception {
    var anchors = TrustAnchors.simulation(List.of(Bytes.zeros(32)));
    var finding =
        EvidenceInspection.inspect(Genuine.hopper("h100-550.90.07"), anchors, AT)
            .findings()
            .getFirst();
    assertThat(finding.rule()).isEqualTo(ChainRule.ROOT_PROFILE);
    assertThat(finding.actual()).contains("NVIDIA Device Identity CA").contains("production");
  }
}
