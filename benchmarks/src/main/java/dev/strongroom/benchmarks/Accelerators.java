package dev.strongroom.benchmarks;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.DeviceSetInspection;
import dev.strongroom.attestation.scheme.nvidia.EvidenceDocument;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Genuine NVIDIA devices of one session.
///
/// @param nonce that every report was made with
record Accelerators(List<Evidence> devices, Bytes nonce) {
  private static final String H100 = "gpu/hopper/h100-550.90.07";
  private static final String HGX = "gpu/nvswitch/ppcie-hgx-590.12/";
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final int CAPACITY = 64;

  Accelerators {
    devices = List.copyOf(devices);
  }

  static Accelerators h100() {
    return of(List.of(device(H100)));
  }

  /// Eight GPUs and four switches.
  static Accelerators hgx() {
    var board = new ArrayList<>(document("gpu_evidence.json"));
    board.addAll(document("switch_evidence.json"));
    return of(board);
  }

  /// Of the same issuers as those of the others, and none of them: a GPU and a switch.
  static Accelerators others() {
    return of(
        List.of(device("gpu/hopper/h100-535.86.09"), device("gpu/nvswitch/ls10-96.10.55.00.01")));
  }

  static VerificationCache cache() {
    return new VerificationCache(CAPACITY);
  }

  private static Accelerators of(List<Evidence> devices) {
    try {
      return new Accelerators(devices, NvidiaReport.parse(devices.getFirst().report()).nonce());
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Evidence device(String folder) {
    return new Evidence(
        Scheme.NVIDIA_GPU,
        Genuine.read(folder + "/report.bin"),
        Genuine.read(folder + "/cert-chain.pem"));
  }

  private static List<Evidence> document(String name) {
    try {
      return EvidenceDocument.parse(Genuine.read(HGX + name)).devices();
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  Evidence first() {
    return devices.getFirst();
  }

  /// Parses, verifies and appraises all.
  ///
  /// @throws IllegalStateException if one is not authentic: then less would be measured
  DeviceSetInspection inspect(VerificationCache cache) throws MalformedException {
    var inspection =
        DeviceSetInspection.inspect(
            devices, Optional.of(nonce), Collateral.none(), TrustAnchors.production(), NOW, cache);
    if (!inspection.authentic()) {
      throw new IllegalStateException(inspection.toString());
    }
    return inspection;
  }
}
