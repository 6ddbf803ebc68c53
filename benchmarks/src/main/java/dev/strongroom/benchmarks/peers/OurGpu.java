package dev.strongroom.benchmarks.peers;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.DeviceSetInspection;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.MalformedException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Our verifier on one set of accelerators: each by itself, then all together. Cold starts from
/// bytes; warm has chains that were verified before at hand.
final class OurGpu {
  private static final TrustAnchors ANCHORS = TrustAnchors.production();
  private static final int CAPACITY = 64;

  /// Warnings that the policy of the comparison accepts by name: manifests and answers are not
  /// given, old drivers state no firmware id, and there is no CPU beside the devices.
  private static final List<String> ACCEPTED =
      List.of(
          "nvidia.rim.absent", "nvidia.ocsp.absent", "nvidia.fwid.absent", "node.device-unbound");

  private OurGpu() {}

  /// Runs a case; empty where it has manifests, which are not verified in this build.
  static Optional<PeerResult> run(GpuCase input, int warmup, int iterations) {
    if (!input.driverRim().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(measure(input, warmup, iterations));
    } catch (MalformedException e) {
      return Optional.of(PeerResult.refused(input.name(), "parse: " + e.getMessage()));
    }
  }

  private static PeerResult measure(GpuCase input, int warmup, int iterations)
      throws MalformedException {
    var devices = input.devices().stream().map(OurGpu::evidence).toList();
    var codes = codes(inspect(devices, input, fresh()));
    if (!ACCEPTED.containsAll(codes)) {
      return PeerResult.refused(input.name(), String.join(" ", codes));
    }
    var kept = fresh();
    double cold =
        Measured.seconds(() -> accepted(inspect(devices, input, fresh())), warmup, iterations);
    double warm =
        Measured.seconds(() -> accepted(inspect(devices, input, kept)), warmup, iterations);
    return new PeerResult(
        PeerResult.OURS,
        "",
        input.name(),
        "accept",
        String.join(" ", codes),
        iterations,
        cold,
        iterations,
        warm);
  }

  private static Evidence evidence(GpuCase.Device device) {
    return new Evidence(
        Scheme.NVIDIA_GPU, PeerCase.read(device.report()), PeerCase.read(device.chain()));
  }

  private static VerificationCache fresh() {
    return new VerificationCache(CAPACITY);
  }

  private static DeviceSetInspection inspect(
      List<Evidence> devices, GpuCase input, VerificationCache cache) throws MalformedException {
    var nonce = Optional.of(input.nonceBytes());
    return DeviceSetInspection.inspect(
        devices, nonce, Collateral.none(), ANCHORS, input.at(), cache);
  }

  private static void accepted(DeviceSetInspection inspection) {
    if (!ACCEPTED.containsAll(codes(inspection))) {
      throw new IllegalStateException("accepted once, then refused: " + codes(inspection));
    }
  }

  private static List<String> codes(DeviceSetInspection inspection) {
    var ofDevices = inspection.devices().stream().flatMap(device -> device.findings().stream());
    return Stream.concat(ofDevices, inspection.ofTheSet().stream())
        .map((Finding finding) -> finding.rule().code())
        .distinct()
        .toList();
  }
}
