package dev.strongroom.attestation.appraisal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
class DeviceSetInspectionTest {
  private static final TrustAnchors ANCHORS = TrustAnchors.production();
  private static final String HGX = "gpu/nvswitch/ppcie-hgx-590.12/";

  /// Before the first certificate of NVIDIA's began.
  private static final Instant EARLY = Instant.parse("2021-01-01T00:00:00Z");

  private final VerificationCache seenBefore = new VerificationCache(2);

  private static List<List<Evidence>> sets() throws MalformedException {
    var board = new ArrayList<>(Genuine.devices(HGX + "gpu_evidence.json"));
    board.addAll(Genuine.devices(HGX + "switch_evidence.json"));
    return List.of(
        List.of(Genuine.hopper("h100-550.90.07")),
        List.of(Genuine.hopper("h100-535.86.09"), Genuine.hopper("h100-580.159.03")),
        board,
        Genuine.devices("gpu/nvswitch/ls10-x4-same-device.json"),
        List.of(Genuine.hopper("negative-bad-signature")),
        List.of(Genuine.nvidia("gpu/nvswitch/negative-bad-signature")),
        Genuine.devices("gpu/blackwell/b200-mpt-590.48.01-gpus0-5.json"),
        board.reversed());
  }

  @Test
  @DisplayName("ls10-x4-same-device: four times one switch is no board")
  void fourTimesOneSwitch() throws Exception {
    var devices = Genuine.devices("gpu/nvswitch/ls10-x4-same-device.json");
    var set =
        DeviceSetInspection.inspect(
            devices,
            Optional.of(NvidiaReport.parse(devices.getFirst().report()).nonce()),
            Collateral.none(),
            ANCHORS,
            Genuine.MID_2026);
    Vectors.compare(
        "gpu/nvswitch/ls10-x4-same-device.json",
        List.of(
            "node.device-twice",
            "nvidia.fabric.count",
            "nvidia.fabric.neighbours",
            "node.device-unbound"),
        set.ofTheSet().stream().map(finding -> finding.rule().code()).distinct().toList());
  }

  @Test
  @DisplayName("what was verified before changes no verdict, at any time")
  void verdictsAreThoseOfAFreshInspection() throws Exception {
    for (int round = 0; round < 2; round++) {
      for (var devices : sets()) {
        for (var now : List.of(Genuine.MID_2026, EARLY, Genuine.MID_2026.plusSeconds(1))) {
          var nonce = Optional.of(NvidiaReport.parse(devices.getFirst().report()).nonce());
          var fresh = DeviceSetInspection.inspect(devices, nonce, Collateral.none(), ANCHORS, now);
          var seen =
              DeviceSetInspection.inspect(
                  devices, nonce, Collateral.none(), ANCHORS, now, seenBefore);
          assertThat(seen).isEqualTo(fresh);
          assertThat(now.equals(EARLY) && fresh.authentic()).isFalse();
        }
      }
    }
  }

  private static DeviceSetInspection inspect(List<Evidence> devices, Optional<Bytes> nonce)
      throws MalformedException {
    return DeviceSetInspection.inspect(
        devices, nonce, Collateral.none(), ANCHORS, Genuine.MID_2026);
  }

  @Test
  @DisplayName(
      "ppcie-hgx-590.12: the gravest finding is the tier: a warning, less a device a refusal")
  void theGravestFindingIsTheTier() throws Exception {
    var board = sets().get(2);
    var nonce = Optional.of(NvidiaReport.parse(board.getFirst().report()).nonce());

    var whole = inspect(board, nonce);
    var part = inspect(board.subList(1, board.size()), nonce);
    var forged = inspect(sets().get(4), Optional.empty());

    assertThat(whole.authentic()).isTrue();
    assertThat(whole.tier()).isEqualTo(Tier.WARNING);
    assertThat(whole.devices()).noneMatch(Inspection::simulated);
    assertThat(part.authentic()).isTrue();
    assertThat(part.tier()).isEqualTo(Tier.CONTRAINDICATED);
    assertThat(forged.authentic()).isFalse();
    assertThat(forged.tier()).isEqualTo(Tier.CONTRAINDICATED);
  }

  @Test
  @DisplayName("h100-550.90.07, ppcie-hgx-590.12: what reports state is shown")
  void whatReportsStateIsShown() throws Exception {
    var alone = inspect(List.of(Genuine.hopper("h100-550.90.07")), Optional.empty());
    var board = inspect(sets().get(2), Optional.empty());

    assertThat(alone.devices().getFirst().fields())
        .contains(
            new Inspection.Field("driver version", "550.90.07"),
            new Inspection.Field("NVDEC0", "off"),
            new Inspection.Field("protected PCIe", "off"),
            new Inspection.Field("mode", "SPT"),
            new Inspection.Field("opaque data", "legacy"),
            new Inspection.Field("measurements", "not compared"));
    assertThat(board.devices().getFirst().fields())
        .contains(
            new Inspection.Field("protected PCIe", "on"), new Inspection.Field("mode", "PPCIE"));
    assertThat(board.devices().getLast().fields())
        .contains(
            new Inspection.Field("BIOS version", "96.10.73.00.01"),
            new Inspection.Field("lock status", "locked"));
  }
}
