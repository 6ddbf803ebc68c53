package dev.strongroom.simulator.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.appraisal.AppraisalPolicy;
import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Claims;
import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.Expected;
import dev.strongroom.attestation.appraisal.NodeAppraisal;
import dev.strongroom.attestation.evidence.Issuers;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// One session with a simulated node, as the tests of this package see it.
final class Simulation {
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  static final SecureRandom RANDOM = new SecureRandom();
  static final SimulatedVendors VENDORS = SimulatedVendors.create(RANDOM, NOW);
  static final TrustAnchors ANCHORS = TrustAnchors.simulation(VENDORS.rootFingerprints());

  static final Bytes MEASUREMENT = Bytes.utf8("image").sha384();
  static final Bytes HOST_DATA = Bytes.utf8("init-data").sha256();
  static final Bytes NONCE = Bytes.utf8("nonce").sha256();
  static final Bytes REPORT_DATA = Bytes.utf8("transcript").sha384().concat(Bytes.zeros(16));
  static final Expected EXPECTED = new Expected(REPORT_DATA, NONCE, HOST_DATA);

  private static final VerificationCache SEEN_BEFORE = new VerificationCache(8);

  static final SimulatedNode NODE = node("node-1", 2);

  private Simulation() {}

  static SimulatedNode node(String machine, int gpus) {
    return SimulatedNode.create(VENDORS, machine, gpus, MEASUREMENT, HOST_DATA, RANDOM, NOW);
  }

  static AppraisalPolicy policy(int gpus) {
    return new AppraisalPolicy(
        Set.of(MEASUREMENT),
        Set.of(),
        SimulatedNode.tcb(),
        List.of(ReleasePolicy.Accelerators.ofAnyVersion("GH100", gpus)));
  }

  static AttestationResult<Claims> appraise(Evidence cpu, List<Evidence> devices)
      throws MalformedException {
    return appraise(cpu, devices, EXPECTED, policy(2), ANCHORS, NOW);
  }

  /// With everything at hand: AMD's list, and NVIDIA's manifests and answers about `node`.
  static Collateral collateral(SimulatedNode node) {
    try {
      var end = NOW.plus(Duration.ofDays(30));
      var list = VENDORS.amd().revocationList(NOW, end, List.of());
      return new Collateral(
              new Revocation.Given(List.of(RevocationList.ofDer("list", list))),
              List.of(),
              new Issuers(List.of()))
          .withNvidia(VENDORS.nvidiaEndorsements(RANDOM).about(node.accelerators(), NOW));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  static AttestationResult<Claims> appraise(
      Evidence cpu,
      List<Evidence> devices,
      Expected expected,
      AppraisalPolicy policy,
      TrustAnchors anchors,
      Instant now)
      throws MalformedException {
    var evidence = new EvidenceSet(cpu, Bytes.empty(), devices);
    var result =
        NodeAppraisal.appraise(evidence, expected, policy, Collateral.none(), anchors, now);
    // What was verified for other tests changes no verdict.
    assertThat(
            NodeAppraisal.appraise(
                evidence, expected, policy, Collateral.none(), anchors, now, SEEN_BEFORE))
        .isEqualTo(result);
    return result;
  }

  /// Codes of the findings, less those of collateral that is not given, and of two GPUs in SPT.
  static List<String> codes(AttestationResult<?> result) {
    return result.findings().stream()
        .map(finding -> finding.rule().code())
        .filter(code -> !code.endsWith(".absent") || code.equals("nvidia.fwid.absent"))
        .filter(code -> !code.equals("nvidia.fabric.unprotected"))
        .toList();
  }
}
