package dev.strongroom.benchmarks.peers;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.DeviceSetInspection;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.benchmarks.NvidiaFiles;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Our verifier on one set of accelerators: each by itself, with its manifests and answers where
/// the case has some, then all together. Cold starts from bytes; warm has collateral as a value and
/// what was verified before at hand.
final class OurGpu {
  private static final TrustAnchors ANCHORS = TrustAnchors.production();
  private static final int CAPACITY = 64;

  private final GpuCase input;
  private final List<Evidence> devices;
  private final NvidiaFiles files;
  private final Optional<Bytes> nonce;

  private OurGpu(GpuCase input) throws MalformedException {
    this.input = input;
    this.devices = input.devices().stream().map(OurGpu::evidence).toList();
    this.files = NvidiaFiles.read(manifests(input), input.answers());
    this.nonce = Optional.of(input.nonceBytes());
  }

  private static Evidence evidence(GpuCase.Device device) {
    return new Evidence(
        Scheme.NVIDIA_GPU, PeerCase.read(device.report()), PeerCase.read(device.chain()));
  }

  private static List<String> manifests(GpuCase input) {
    return Stream.of(input.driverRim(), input.vbiosRim()).filter(path -> !path.isEmpty()).toList();
  }

  /// Runs a case.
  static PeerResult run(GpuCase input, int warmup, int iterations) {
    try {
      return new OurGpu(input).measured(warmup, iterations);
    } catch (MalformedException e) {
      return PeerResult.refused(input.name(), "parse: " + e.getMessage());
    }
  }

  private PeerResult measured(int warmup, int iterations) throws MalformedException {
    var codes = codes(inspect(files.parse(), fresh()));
    if (!accepted().containsAll(codes)) {
      return PeerResult.refused(input.name(), String.join(" ", codes));
    }
    var collateral = files.parse();
    var kept = fresh();
    double cold =
        Measured.seconds(() -> require(inspect(files.parse(), fresh())), warmup, iterations);
    double warm = Measured.seconds(() -> require(inspect(collateral, kept)), warmup, iterations);
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

  /// Warnings that the policy of the comparison accepts by name: what the case does not give, what
  /// an old driver does not state, and that there is no CPU beside the devices.
  private List<String> accepted() {
    var accepted = new ArrayList<>(List.of("nvidia.fwid.absent", "node.device-unbound"));
    if (input.driverRim().isEmpty()) {
      accepted.add("nvidia.rim.absent");
    }
    if (input.answers().isEmpty()) {
      accepted.addAll(List.of("nvidia.ocsp.absent", "nvidia.rim.ocsp-absent"));
    }
    return accepted;
  }

  private static VerificationCache fresh() {
    return new VerificationCache(CAPACITY);
  }

  private DeviceSetInspection inspect(Collateral collateral, VerificationCache cache)
      throws MalformedException {
    return DeviceSetInspection.inspect(devices, nonce, collateral, ANCHORS, input.at(), cache);
  }

  private void require(DeviceSetInspection inspection) {
    if (!accepted().containsAll(codes(inspection))) {
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
