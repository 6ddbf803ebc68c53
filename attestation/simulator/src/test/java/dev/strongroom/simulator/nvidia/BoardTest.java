package dev.strongroom.simulator.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.attestation.scheme.nvidia.NvidiaDevice;
import dev.strongroom.attestation.scheme.nvidia.NvidiaFabric;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.NvidiaVerifier;
import dev.strongroom.attestation.scheme.nvidia.OpaqueData;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Devices of every architecture, by the verifier that takes genuine ones.
class BoardTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final NvidiaHierarchy NVIDIA = NvidiaHierarchy.create(RANDOM, NOW);
  private static final TrustAnchors ANCHORS =
      TrustAnchors.simulation(List.of(NVIDIA.root().certificate().fingerprint()));
  private static final Bytes NONCE = Bytes.utf8("nonce").sha256();
  private static final String GOOD =
      "authentic, warning: nvidia.rim.absent nvidia.ocsp.absent session.not-compared"
          + " policy.not-compared";

  private static List<SimulatedDevice> build(Board board, String machine) {
    return board.build(NVIDIA, machine, RANDOM, NOW);
  }

  private static Inspection look(SimulatedDevice device, Consumer<DeviceReportFields> change)
      throws MalformedException {
    return EvidenceInspection.inspect(device.report(NONCE, change), ANCHORS, NOW);
  }

  private static Map<String, String> fields(Inspection inspection) {
    return inspection.fields().stream()
        .collect(Collectors.toMap(Inspection.Field::name, Inspection.Field::value));
  }

  private static NvidiaDevice verified(Evidence evidence) throws MalformedException {
    var verification =
        NvidiaVerifier.verify(
            NvidiaReport.parse(evidence.report()),
            CertificateChain.parse(evidence.chain()),
            ANCHORS,
            NOW);
    if (verification instanceof Verified<NvidiaReport> verified) {
      return NvidiaDevice.of(verified);
    }
    throw new AssertionError(verification.toString());
  }

  private static List<Finding> fabric(List<SimulatedDevice> devices) throws MalformedException {
    var named = new LinkedHashMap<String, NvidiaDevice>();
    for (int i = 0; i < devices.size(); i++) {
      named.put("devices[" + i + "]", verified(devices.get(i).report(NONCE, _ -> {})));
    }
    return new NvidiaFabric(named).findings();
  }

  @Test
  void everyArchitectureHolds() throws Exception {
    var hopper = look(build(Board.h100(1), "a").getFirst(), _ -> {});
    var blackwell = look(build(Board.b200(1), "b").getFirst(), _ -> {});
    var ls10 = look(build(Board.hgxH100(), "c").getLast(), _ -> {});

    assertThat(hopper.verdict()).isEqualTo(GOOD);
    assertThat(fields(hopper)).containsEntry("architecture", "GH100").containsEntry("mode", "SPT");
    assertThat(blackwell.verdict()).isEqualTo(GOOD);
    assertThat(fields(blackwell))
        .containsEntry("architecture", "GB100")
        .containsEntry("mode", "MPT")
        .containsEntry("driver version", "590.48.01");
    assertThat(ls10.verdict()).isEqualTo(GOOD.replace("warning:", "warning: nvidia.fwid.absent"));
    assertThat(fields(ls10))
        .containsEntry("architecture", "LS_10")
        .containsEntry("PDI", fields(ls10).get("certified PDI"));
  }

  @Test
  @DisplayName("reports are of the genuine lengths")
  void lengths() {
    assertThat(report(Board.h100(1)).length()).isEqualTo(4117);
    assertThat(report(Board.hgxH100(), 11).length()).isEqualTo(2168);
  }

  private static Bytes report(Board board) {
    return report(board, 0);
  }

  private static Bytes report(Board board, int device) {
    return build(board, "d").get(device).report(NONCE, _ -> {}).report();
  }

  @Test
  void aWholeBoardHolds() throws Exception {
    assertThat(fabric(build(Board.hgxH100(), "e"))).isEmpty();
    assertThat(fabric(build(Board.b200(8), "e"))).isEmpty();
  }

  @Test
  void everyDeviceOfAnotherBoardIsFound() throws Exception {
    var one = build(Board.hgxH100(), "f");
    var other = build(Board.hgxH100(), "g");
    for (int i = 0; i < 12; i++) {
      var mixed = new ArrayList<>(one);
      mixed.set(i, other.get(i));
      var subject = "devices[" + i + "]: ";
      assertThat(fabric(mixed))
          .as(subject)
          .isNotEmpty()
          .allMatch(f -> f.rule().code().equals("nvidia.fabric.neighbours"))
          .anyMatch(f -> f.actual().startsWith(subject));
    }
  }

  // spec: NVIDIA opaque data NVDAOD entry
  @Test
  @DisplayName("the typed form says what the legacy one does")
  void typed() throws Exception {
    for (var board : List.of(Board.h100(1), Board.b200(1))) {
      var device = build(board, "h").getFirst();
      var legacy = fields(look(device, _ -> {}));
      var inspection = look(device, DeviceReportFields::typed);
      var typed = fields(inspection);
      assertThat(inspection.verdict()).isEqualTo(GOOD);
      assertThat(typed).containsEntry("opaque data", "NVDAOD 2.0.0");
      for (var name : List.of("driver version", "VBIOS version", "FWID", "NVDEC0", "mode")) {
        assertThat(typed).containsEntry(name, legacy.get(name));
      }
    }
    var svn = Bytes.copyOf(new byte[] {7, 1});
    var device = build(Board.h100(1), "h").getFirst();
    assertThat(fields(look(device, f -> f.typed().opaque(DeviceReportFields.FSP_UCODE_SVN, svn))))
        .containsEntry("FSP_UCODE_SVN", "263");
  }

  @Test
  void contradictoryModesAreFound() throws Exception {
    var device = build(Board.h100(1), "i").getFirst();
    assertThat(
            look(
                    device,
                    f ->
                        f.mode(OpaqueData.Mode.SPT)
                            .opaque(
                                DeviceReportFields.PROTECTED_PCIE_STATUS,
                                Bytes.copyOf(new byte[] {(byte) 0xaa})))
                .verdict())
        .startsWith("authentic, contraindicated: nvidia.mode ");
    assertThatThrownBy(
            () ->
                look(
                    device,
                    f ->
                        f.opaque(DeviceReportFields.FEATURE_FLAG, Bytes.copyOf(new byte[] {3, 0}))))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("want 0, 1 or 2");
  }

  @Test
  void anotherPdiThanTheCertifiedOneIsFound() throws Exception {
    var device = build(Board.hgxH100(), "j").get(9);
    assertThat(look(device, f -> f.opaque(DeviceReportFields.SWITCH_PDI, Bytes.zeros(8))).verdict())
        .startsWith("rejected: nvidia.pdi session");
  }

  @Test
  void anotherFirmwareThanTheCertifiedOneIsFound() throws Exception {
    for (var board : List.of(Board.h100(1), Board.b200(1))) {
      var device = build(board, "k").getFirst();
      assertThat(look(device, f -> f.opaque(DeviceReportFields.FWID, NONCE.sha384())).verdict())
          .startsWith("rejected: nvidia.fwid session");
    }
    assertThat(Board.fwid(NvidiaArchitecture.GH100))
        .isNotEqualTo(Board.fwid(NvidiaArchitecture.GB100));
  }
}
