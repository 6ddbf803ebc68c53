package dev.strongroom.attestation.scheme.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
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
    return fields(Genuine.hopper(folder));
  }

  private static Map<String, String> fields(Evidence evidence) throws MalformedException {
    var inspection = EvidenceInspection.inspect(evidence, TrustAnchors.production(), AT);
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
        .containsEntry("opaque data", "legacy")
        .containsEntry("mode", "SPT")
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

  @Test
  @DisplayName("ppcie-590.12-4gpu and cert-hold-570.86.10: report and chain hold")
  void fleets() throws Exception {
    var four = Genuine.devices("gpu/hopper/ppcie-590.12-4gpu.json");
    assertThat(four).hasSize(4);
    for (var evidence : four) {
      Vectors.compare(
          Genuine.HOPPER + "ppcie-590.12-4gpu.json", GOOD, Genuine.verdict(evidence, AT));
      assertThat(NvidiaReport.parse(evidence.report()).nonce().hex())
          .isEqualTo("e97b23a1718095a0e9e35edca810768c70a6a5a389b705e753b197912bc11576");
    }
    for (var evidence : Genuine.devices("gpu/hopper/cert-hold-570.86.10.json")) {
      Vectors.compare(
          Genuine.HOPPER + "cert-hold-570.86.10.json report and chain",
          GOOD,
          Genuine.verdict(evidence, AT));
    }
  }

  @Test
  @DisplayName("h100-620.12-nvdaod: the typed format says what the legacy one does")
  void typedOpaqueData() throws Exception {
    var bytes = Vectors.read("gpu/hopper/h100-620.12-nvdaod/transcript.bin");
    var report = NvidiaReport.parse(bytes);
    assertThat(report.measurements()).hasSize(64);
    assertThat(report.opaque())
        .isEqualTo(OpaqueData.parse(Vectors.read("gpu/hopper/h100-620.12-nvdaod/opaque-data.bin")));
    if (!(report.opaque() instanceof OpaqueData.Gpu gpu)) {
      throw new AssertionError("want a GPU's");
    }
    assertThat(gpu.formatVersion()).isEqualTo("2.0.0");
    assertThat(gpu.driverVersion()).isEqualTo("620.12");
    assertThat(gpu.vbiosVersion()).isEqualTo("96.00.D9.00.0F");
    assertThat(gpu.sku()).contains(new OpaqueData.Sku("G520", "0200", "884"));
    assertThat(gpu.nvdec0On()).isTrue();
    assertThat(gpu.mode()).contains(OpaqueData.Mode.SPT);
    assertThat(gpu.fwid().orElseThrow().hex()).startsWith("0d7cde10").endsWith("9b5d16");
    assertThat(gpu.fspUcodeSvn()).contains(0);
    // No chain of this device is published.
    var chain = CertificateChain.parse(Genuine.hopper("h100-550.90.07").chain());
    var verification = NvidiaVerifier.verify(report, chain, TrustAnchors.production(), AT);
    assertThat(verification).isInstanceOf(Rejected.class);
    if (verification instanceof Rejected<NvidiaReport>(var findings)) {
      Vectors.compare(
          Genuine.HOPPER + "h100-620.12-nvdaod under a foreign chain",
          List.of(NvidiaRule.FWID, ChainRule.REPORT_SIGNATURE),
          findings.stream().map(finding -> finding.rule()).toList());
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
  @DisplayName("blackwell: FWID from TcbInfo, six GPUs in MPT")
  void blackwell() throws Exception {
    var b200 = Genuine.nvidia("gpu/blackwell/b200-575.32");
    Vectors.compare("gpu/blackwell/b200-575.32", GOOD, Genuine.verdict(b200, AT));
    assertThat(fields(b200))
        .containsEntry("architecture", "GB100")
        .containsEntry("driver version", "575.32")
        .containsEntry("VBIOS version", "97.00.88.00.0F")
        .containsEntry("device id", "48b02dd4c0cb1539")
        .containsEntry("certified PDI", "e6de55c3bdc14277");
    var six = Genuine.devices("gpu/blackwell/b200-mpt-590.48.01-gpus0-5.json");
    assertThat(six).hasSize(6);
    for (var gpu : six) {
      Vectors.compare(
          "gpu/blackwell/b200-mpt-590.48.01-gpus0-5.json", GOOD, Genuine.verdict(gpu, AT));
      assertThat(fields(gpu)).containsEntry("mode", "MPT");
    }
  }

  @Test
  @DisplayName("nvswitch: LS10 under the Identity of GH100, without FWID field")
  void nvSwitch() throws Exception {
    var good = GOOD.replace("warning:", "warning: nvidia.fwid.absent");
    var ls10 = Genuine.nvidia("gpu/nvswitch/ls10-96.10.55.00.01");
    Vectors.compare("gpu/nvswitch/ls10-96.10.55.00.01", good, Genuine.verdict(ls10, AT));
    assertThat(fields(ls10))
        .containsEntry("architecture", "LS_10")
        .containsEntry("BIOS version", "96.10.55.00.01")
        .containsEntry("PDI", "203eb31ad9ed0008")
        .containsEntry("certified PDI", "203eb31ad9ed0008")
        .containsEntry("lock status", "locked")
        .containsEntry("ueid", "694931143880983876767046803400974855445978836716");
    Vectors.compare(
        "gpu/nvswitch/negative-bad-signature",
        "rejected: nvidia.pdi report.signature session.not-compared policy.not-compared",
        Genuine.verdict(Genuine.nvidia("gpu/nvswitch/negative-bad-signature"), AT));
  }

  @Test
  @DisplayName("a GPU's report under a switch's chain is of another kind of device")
  void otherKind() throws Exception {
    var report = Genuine.hopper("h100-550.90.07").report();
    var chain = Genuine.nvidia("gpu/nvswitch/ls10-96.10.55.00.01").chain();
    assertThat(Genuine.verdict(new Evidence(Scheme.NVIDIA_GPU, report, chain), AT))
        .startsWith("rejected: nvidia.device-kind nvidia.fwid report.signature");
    var switchReport = Genuine.nvidia("gpu/nvswitch/ls10-96.10.55.00.01").report();
    var gpuChain = Genuine.hopper("h100-550.90.07").chain();
    assertThat(Genuine.verdict(new Evidence(Scheme.NVIDIA_GPU, switchReport, gpuChain), AT))
        .startsWith("rejected: nvidia.device-kind nvidia.pdi report.signature");
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
