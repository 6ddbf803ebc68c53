package dev.strongroom.quickstart.evidence;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.DeviceSetInspection;
import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.nvidia.NvidiaCollateral;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.NvidiaVerifier;
import dev.strongroom.attestation.scheme.nvidia.rim.RimVerifier;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.simulator.vendor.SimulatedNode;
import dev.strongroom.simulator.vendor.SimulatedVendors;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What each check of a node costs on this machine: another simulated node of the same devices is
/// verified check by check, in this process. Nothing is kept between rounds; the fastest of several
/// rounds counts.
public final class CheckCosts {
  private static final int ROUNDS = 12;
  private static final double NANOS_PER_MILLI = 1e6;

  private final SimulatedNode node;
  private final NvidiaCollateral nvidia;
  private final TrustAnchors anchors;
  private final Instant now;
  private final List<Evidence> devices;

  private CheckCosts(
      SimulatedNode node, NvidiaCollateral nvidia, TrustAnchors anchors, Bytes nonce, Instant now) {
    this.node = node;
    this.nvidia = nvidia;
    this.anchors = anchors;
    this.now = now;
    this.devices = node.devices(nonce);
  }

  /// A check and what it took.
  ///
  /// @param name in words
  /// @param millis wall-clock time of the fastest round
  public record Cost(String name, double millis) {}

  private interface Check {
    void run() throws MalformedException;
  }

  /// Measures all of them.
  ///
  /// @param vendors directory of the simulated vendors
  /// @throws IOException if their files cannot be read
  /// @throws MalformedException if they are no vendors
  /// @throws IllegalStateException if a good node is not accepted
  public static List<Cost> measure(Path vendors, Devices devices)
      throws IOException, MalformedException {
    var random = new SecureRandom();
    var now = Instant.now();
    var loaded = SimulatedVendors.load(vendors);
    var node =
        SimulatedNode.create(
            loaded,
            "node of measurements",
            devices.board(),
            SimulatorEvidence.MEASUREMENT,
            Bytes.zeros(32),
            random,
            now);
    return new CheckCosts(
            node,
            loaded.nvidiaEndorsements(random).about(node.accelerators(), now),
            TrustAnchors.simulation(loaded.rootFingerprints()),
            Bytes.utf8("nonce of measurements").sha256(),
            now)
        .all();
  }

  private List<Cost> all() throws MalformedException {
    var costs = new ArrayList<Cost>();
    var cpu = node.cpu(Bytes.utf8("transcript").sha384().concat(Bytes.zeros(16)));
    costs.add(
        cost(
            "the CPU's report and its three certificates",
            () -> require(EvidenceInspection.inspect(cpu, anchors, now))));
    var device = devices.getFirst();
    var report = NvidiaReport.parse(device.report());
    var chain = CertificateChain.parse(device.chain());
    costs.add(cost("a device: five certificates", () -> verified(chain)));
    var issued = verified(chain);
    costs.add(
        cost(
            "  its report, %,d bytes".formatted(device.report().length()),
            () -> {
              if (!(NvidiaVerifier.verify(NvidiaReport.parse(device.report()), issued)
                  instanceof Verified)) {
                throw new IllegalStateException("a good report was refused");
              }
            }));
    costs.add(
        cost(
            "  certificates, report and three revocation answers",
            () -> {
              var cache = new VerificationCache(1);
              var revocation = nvidia.about(chain);
              if (!(NvidiaVerifier.verify(report, chain, anchors, revocation, now, cache)
                  instanceof Verified)) {
                throw new IllegalStateException("a good device was refused");
              }
            }));
    var manifest = nvidia.rims().getFirst();
    costs.add(
        cost(
            "  a manifest with its four certificates and three answers",
            () -> {
              if (!(RimVerifier.verify(manifest, anchors, nvidia.about(manifest.chain()), now)
                  instanceof Verified)) {
                throw new IllegalStateException("a good manifest was refused");
              }
            }));
    var collateral = Collateral.none().withNvidia(nvidia);
    costs.add(
        cost(
            (devices.size() == 1 ? "the device" : "all " + devices.size() + " devices")
                + ", everything compared",
            () -> {
              var seen =
                  DeviceSetInspection.inspect(devices, Optional.empty(), collateral, anchors, now);
              if (!seen.authentic()) {
                throw new IllegalStateException("good devices were refused");
              }
            }));
    return List.copyOf(costs);
  }

  private Verified<CertificateChain> verified(CertificateChain chain) {
    if (NvidiaVerifier.verifyChain(chain, anchors, now)
        instanceof Verified<CertificateChain> verified) {
      return verified;
    }
    throw new IllegalStateException("a good chain was refused");
  }

  private static void require(Inspection inspection) {
    if (!inspection.authentic()) {
      throw new IllegalStateException("a good report was refused");
    }
  }

  private static Cost cost(String name, Check check) throws MalformedException {
    long best = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = System.nanoTime();
      check.run();
      best = Math.min(best, System.nanoTime() - before);
    }
    return new Cost(name, best / NANOS_PER_MILLI);
  }
}
