package dev.strongroom.benchmarks;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.nvidia.NvidiaAppraisal;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.NvidiaVerifier;
import dev.strongroom.attestation.scheme.nvidia.rim.RimComparison;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// A genuine H100 with both manifests and all seven answers about its certificates and theirs. The
/// answers are of two days: what is about the device is verified on the one, what is about its
/// manifests on the other.
final class WholeGpu {
  private static final String FOLDER = "gpu/hopper/h100-550.90.07/";
  private static final TrustAnchors ANCHORS = TrustAnchors.production();
  private static final Instant OF_DEVICE = Instant.parse("2025-08-21T12:00:00Z");
  private static final Instant OF_MANIFESTS = Instant.parse("2025-10-24T12:00:00Z");

  private final Evidence h100 = Accelerators.h100().first();
  private final NvidiaFiles files = files();
  private final Collateral collateral = parsed();

  private static NvidiaFiles files() {
    try {
      return NvidiaFiles.read(
          paths("NV_GPU_DRIVER_GH100_550.90.07.xml", "NV_GPU_VBIOS_1010_0200_882_96009F0001.xml"),
          paths(
              "ocsp/device-brom-l4.der",
              "ocsp/device-provisioner-l3.der",
              "ocsp/device-identity-l2.der",
              "ocsp/driver-rim-signer-l4.der",
              "ocsp/vbios-rim-signer-l4.der",
              "ocsp/rim-l3.der",
              "ocsp/rim-gh100-ca-l2.der"));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> paths(String... names) {
    return Stream.of(names).map(name -> Genuine.path(FOLDER + name).toString()).toList();
  }

  private Collateral parsed() {
    try {
      return files.parse();
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// All of it from bytes, nothing known before.
  RimComparison cold() throws MalformedException {
    return verify(files.parse(), new VerificationCache(32));
  }

  /// The device from bytes, what is about it as a value.
  RimComparison kept(VerificationCache cache) throws MalformedException {
    return verify(collateral, cache);
  }

  /// @throws IllegalStateException if anything is wrong: then less would be measured
  private RimComparison verify(Collateral at, VerificationCache cache) throws MalformedException {
    var report = NvidiaReport.parse(h100.report());
    var chain = CertificateChain.parse(h100.chain());
    var about = at.nvidia().about(chain);
    var device = NvidiaVerifier.verify(report, chain, ANCHORS, about, OF_DEVICE, cache);
    return switch (device) {
      case Verified<NvidiaReport> verified -> {
        var compared =
            NvidiaAppraisal.measured(verified, at.nvidia(), ANCHORS, OF_MANIFESTS, cache);
        if (!verified.revocationLookedUp() || !compared.findings().isEmpty()) {
          throw new IllegalStateException(verified.notLookedUp() + " " + compared.findings());
        }
        yield compared;
      }
      case Rejected<NvidiaReport>(var findings) ->
          throw new IllegalStateException(findings.toString());
    };
  }
}
