package dev.strongroom.simulator.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Reports of which the parts make no name of a manifest.
class ManifestNamesTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final int PROJECT = 17;
  private static final int CHIP_INFO = 35;

  /// Index 7 of the driver's manifest, and index 0 of the VBIOS's.
  private static final int OF_DRIVER = 8;

  private static final int OF_VBIOS = 1;

  private final SecureRandom random = new SecureRandom();
  private final NvidiaHierarchy nvidia = NvidiaHierarchy.create(random, NOW);
  private final RimSigners signers = RimSigners.create(random, NOW);
  private final TrustAnchors anchors =
      TrustAnchors.simulation(
          List.of(nvidia.root().certificate().fingerprint(), signers.rootFingerprint()));

  private List<String> found(Board board, Consumer<DeviceReportFields> change)
      throws MalformedException {
    var devices = board.build(nvidia, "a", random, NOW);
    var collateral = new NvidiaEndorsements(nvidia, signers, random).about(devices, NOW);
    var inspection =
        EvidenceInspection.inspect(
            devices.getFirst().report(Bytes.zeros(32), change),
            Collateral.none().withNvidia(collateral),
            anchors,
            NOW);
    return inspection.findings().stream()
        .map(finding -> finding.rule().code())
        .filter(code -> !code.endsWith(".not-compared"))
        .toList();
  }

  private static Bytes other() {
    return Bytes.utf8("another measurement").sha384();
  }

  @Test
  void theOtherManifestIsComparedAllTheSame() throws Exception {
    var hopper = Board.h100(1);
    var blackwell = Board.b200(1);
    var unnamed = Bytes.utf8("GB-100\0");
    assertThat(found(hopper, _ -> {})).isEmpty();
    assertThat(found(hopper, f -> f.withoutOpaque(PROJECT)))
        .containsExactly("nvidia.rim.absent", "nvidia.rim.absent");
    assertThat(found(hopper, f -> f.withoutOpaque(PROJECT).measurement(OF_DRIVER, other())))
        .containsExactly("nvidia.rim.absent", "nvidia.measurement", "nvidia.rim.absent");
    assertThat(found(blackwell, f -> f.opaque(CHIP_INFO, unnamed).measurement(OF_VBIOS, other())))
        .containsExactly("nvidia.rim.absent", "nvidia.rim.absent", "nvidia.measurement");
  }
}
