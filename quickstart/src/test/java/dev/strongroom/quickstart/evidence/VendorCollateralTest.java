package dev.strongroom.quickstart.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.appraisal.AppraisalPolicy;
import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.Expected;
import dev.strongroom.attestation.appraisal.NodeAppraisal;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.collateral.Bundle;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.simulator.vendor.SimulatedNode;
import dev.strongroom.simulator.vendor.SimulatedVendors;
import dev.strongroom.wire.Bytes;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VendorCollateralTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SimulatedVendors VENDORS = SimulatedVendors.create(RANDOM, NOW);
  private static final Bytes HOST_DATA = Bytes.utf8("init-data").sha256();
  private static final Bytes NONCE = Bytes.utf8("nonce").sha256();
  private static final Bytes REPORT_DATA =
      Bytes.utf8("transcript").sha384().concat(Bytes.zeros(16));

  @TempDir Path directory;

  private Collateral written(Devices devices) throws Exception {
    var target = directory.resolve("collateral.zip");
    var _ = new VendorCollateral(VENDORS, devices, "node").write(target, NOW);
    return Bundle.open(target, NOW).collateral(EvaluationSet.Update.STANDARD);
  }

  /// Codes that a node of that name gets, which another process made.
  private static List<String> codes(Devices devices, Collateral collateral, Instant now)
      throws Exception {
    var node =
        SimulatedNode.create(
            VENDORS,
            "node",
            devices.board(),
            SimulatorEvidence.MEASUREMENT,
            HOST_DATA,
            RANDOM,
            NOW);
    var accelerators = new ArrayList<ReleasePolicy.Accelerators>();
    for (var each : devices.accelerators()) {
      var words = each.split("=", -1);
      accelerators.add(
          ReleasePolicy.Accelerators.ofAnyVersion(words[0], Integer.parseInt(words[1])));
    }
    return NodeAppraisal.appraise(
            new EvidenceSet(node.cpu(REPORT_DATA), Bytes.empty(), node.devices(NONCE)),
            new Expected(REPORT_DATA, NONCE, HOST_DATA),
            new AppraisalPolicy(
                Set.of(SimulatorEvidence.MEASUREMENT), Set.of(), SimulatedNode.tcb(), accelerators),
            collateral,
            TrustAnchors.simulation(VENDORS.rootFingerprints()),
            now)
        .findings()
        .stream()
        .map(finding -> finding.rule().code())
        .distinct()
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void leavesNoWarningButThoseThatThePolicyAccepts(Devices devices) throws Exception {
    assertThat(codes(devices, written(devices), NOW)).isEqualTo(devices.accepted());
  }

  @Test
  void refusesOnceItsAnswersAreStale() throws Exception {
    var collateral = written(Devices.H100);

    assertThat(codes(Devices.H100, collateral, NOW.plus(VendorCollateral.LIFE).minusSeconds(1)))
        .isEmpty();
    assertThat(codes(Devices.H100, collateral, NOW.plus(VendorCollateral.LIFE).plusSeconds(1)))
        .contains("chain.ocsp-stale", "chain.crl-stale");
  }
}
