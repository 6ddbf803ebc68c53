package dev.strongroom.attestation.scheme.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.attestation.trust.OcspAnswer;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Genuine devices with NVIDIA's genuine manifests and answers, at the times that VECTORS.md names.
@Tag("vectors")
class NvidiaCollateralVectorsTest {
  private static final String H100 = "gpu/hopper/h100-550.90.07/";
  private static final String LS10 = "gpu/nvswitch/ls10-96.10.55.00.01/";
  private static final String NO_SESSION = " session.not-compared policy.not-compared";

  /// When the answers about the device hold, and when those about the manifests' signers do.
  private static final Instant OF_DEVICES = Instant.parse("2025-08-21T12:00:00Z");

  private static final Instant OF_SIGNERS = Instant.parse("2025-10-24T20:00:00Z");

  private static final List<String> DEVICE =
      List.of("device-brom-l4", "device-provisioner-l3", "device-identity-l2");
  private static final List<String> SIGNERS =
      List.of("driver-rim-signer-l4", "vbios-rim-signer-l4", "rim-l3", "rim-gh100-ca-l2");

  private static List<Rim> manifests() throws MalformedException {
    return List.of(
        rim("NV_GPU_DRIVER_GH100_550.90.07"), rim("NV_GPU_VBIOS_1010_0200_882_96009F0001"));
  }

  private static Rim rim(String id) throws MalformedException {
    return Rim.parse(RimId.parse(id), Vectors.read(H100 + id + ".xml"));
  }

  private static List<OcspAnswer> answers(List<String> names) throws MalformedException {
    var all = new ArrayList<OcspAnswer>();
    for (var name : names) {
      var der = Vectors.read(H100 + "ocsp/" + name + ".der");
      all.add(new OcspAnswer(OcspResponse.ofDer(name, der), Optional.empty()));
    }
    return all;
  }

  private static Inspection inspect(
      Evidence evidence, List<Rim> rims, List<OcspAnswer> answers, Instant at)
      throws MalformedException {
    var collateral = Collateral.none().withNvidia(new NvidiaCollateral(rims, answers, List.of()));
    return EvidenceInspection.inspect(evidence, collateral, TrustAnchors.production(), at);
  }

  private static String measurements(Inspection inspection) {
    return inspection.fields().stream()
        .filter(field -> field.name().equals("measurements"))
        .map(Inspection.Field::value)
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("h100-550.90.07 with its manifests: 32 of 32, index 35 is skipped")
  void everyMeasurementOfAnH100Matches() throws Exception {
    var seen = inspect(Genuine.hopper("h100-550.90.07"), manifests(), List.of(), OF_DEVICES);

    Vectors.compare(H100 + " measurements", "32 of 32 match", measurements(seen));
    assertThat(seen.verdict())
        .isEqualTo("authentic, warning: nvidia.rim.ocsp-absent nvidia.ocsp.absent" + NO_SESSION);
  }

  @Test
  @DisplayName("h100-550.90.07/ocsp: answers about the device, within their day")
  void theDeviceIsLookedUp() throws Exception {
    var seen = inspect(Genuine.hopper("h100-550.90.07"), manifests(), answers(DEVICE), OF_DEVICES);

    Vectors.compare(
        H100 + "ocsp device",
        "authentic, warning: nvidia.rim.ocsp-absent" + NO_SESSION,
        seen.verdict());
  }

  @Test
  @DisplayName("h100-550.90.07/ocsp: answers about the signers, within theirs")
  void theSignersAreLookedUp() throws Exception {
    var seen = inspect(Genuine.hopper("h100-550.90.07"), manifests(), answers(SIGNERS), OF_SIGNERS);

    Vectors.compare(
        H100 + "ocsp signers",
        "authentic, warning: nvidia.ocsp.absent" + NO_SESSION,
        seen.verdict());
    assertThat(measurements(seen)).isEqualTo("32 of 32 match");
  }

  @Test
  @DisplayName("h100-550.90.07/ocsp: beyond their day they are stale, and refuse")
  void staleAnswersRefuse() throws Exception {
    var device =
        inspect(Genuine.hopper("h100-550.90.07"), manifests(), answers(DEVICE), OF_SIGNERS);
    Vectors.compare(
        H100 + "ocsp device, stale", "rejected: chain.ocsp-stale" + NO_SESSION, device.verdict());

    var signers =
        inspect(Genuine.hopper("h100-550.90.07"), manifests(), answers(SIGNERS), OF_DEVICES);
    assertThat(signers.verdict())
        .startsWith(
            "authentic, contraindicated: chain.ocsp-stale nvidia.rim.absent nvidia.ocsp.absent");
    assertThat(measurements(signers)).isEqualTo("not compared");
  }

  @Test
  @DisplayName(
      "h100-550.90.07: a signer that has ended is told apart, and everything still matches")
  void anEndedSignerIsItsOwnWarning() throws Exception {
    var seen =
        inspect(
            Genuine.hopper("h100-550.90.07"),
            manifests(),
            List.of(),
            Instant.parse("2026-07-01T00:00:00Z"));

    assertThat(measurements(seen)).isEqualTo("32 of 32 match");
    assertThat(seen.verdict())
        .isEqualTo(
            "authentic, warning: nvidia.rim.ocsp-absent nvidia.rim.signer-expired"
                + " nvidia.ocsp.absent"
                + NO_SESSION);
  }

  @Test
  @DisplayName("ls10-96.10.55.00.01 with its manifest: 31 of 31")
  void everyMeasurementOfASwitchMatches() throws Exception {
    var id = "NV_SWITCH_BIOS_5612_0002_890_9610550001";
    var rim = Rim.parse(RimId.parse(id), Vectors.read(LS10 + id + ".xml"));
    var seen =
        inspect(
            Genuine.nvidia("gpu/nvswitch/ls10-96.10.55.00.01"),
            List.of(rim),
            List.of(),
            Genuine.MID_2026);

    Vectors.compare(LS10 + " measurements", "31 of 31 match", measurements(seen));
    assertThat(seen.verdict())
        .isEqualTo(
            "authentic, warning: nvidia.fwid.absent nvidia.rim.ocsp-absent nvidia.ocsp.absent"
                + NO_SESSION);
  }

  @Test
  @DisplayName("a manifest of another version is not asked for, and its absence is named")
  void manifestsOfOthersDoNotCount() throws Exception {
    var seen = inspect(Genuine.hopper("h100-580.159.03"), manifests(), List.of(), OF_DEVICES);

    assertThat(measurements(seen)).isEqualTo("not compared");
    assertThat(seen.findings())
        .filteredOn(finding -> finding.rule().code().equals("nvidia.rim.absent"))
        .extracting(finding -> finding.expected())
        .containsExactly(
            "the manifest of DRIVER 580.159.03", "the manifest of VBIOS 96.00.74.00.20");
  }
}
