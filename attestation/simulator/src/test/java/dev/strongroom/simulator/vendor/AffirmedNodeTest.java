package dev.strongroom.simulator.vendor;

import static dev.strongroom.simulator.vendor.Simulation.ANCHORS;
import static dev.strongroom.simulator.vendor.Simulation.EXPECTED;
import static dev.strongroom.simulator.vendor.Simulation.HOST_DATA;
import static dev.strongroom.simulator.vendor.Simulation.MEASUREMENT;
import static dev.strongroom.simulator.vendor.Simulation.NONCE;
import static dev.strongroom.simulator.vendor.Simulation.NOW;
import static dev.strongroom.simulator.vendor.Simulation.RANDOM;
import static dev.strongroom.simulator.vendor.Simulation.REPORT_DATA;
import static dev.strongroom.simulator.vendor.Simulation.VENDORS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.appraisal.AppraisalPolicy;
import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Claims;
import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.NodeAppraisal;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.attestation.scheme.nvidia.NvidiaCollateral;
import dev.strongroom.attestation.trust.OcspAnswer;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.simulator.nvidia.Board;
import dev.strongroom.simulator.nvidia.DeviceReportFields;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.simulator.pki.OcspFields;
import dev.strongroom.simulator.pki.OcspResponder;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Whole nodes with all that NVIDIA and AMD say of them at hand.
class AffirmedNodeTest {
  private static final SimulatedNode ONE = node("affirmed-one", Board.h100(1));
  private static final SimulatedNode HGX = node("affirmed-hgx", Board.hgxH100());
  private static final SimulatedNode B200 = node("affirmed-b200", Board.b200(8));
  private static final Collateral OF_ONE = Simulation.collateral(ONE);

  private static SimulatedNode node(String machine, Board board) {
    return SimulatedNode.create(VENDORS, machine, board, MEASUREMENT, HOST_DATA, RANDOM, NOW);
  }

  private static ReleasePolicy.Accelerators any(String architecture, int count) {
    return ReleasePolicy.Accelerators.ofAnyVersion(architecture, count);
  }

  private static AttestationResult<Claims> appraise(
      SimulatedNode node,
      List<Evidence> devices,
      Collateral collateral,
      Instant now,
      ReleasePolicy.Accelerators... accelerators)
      throws MalformedException {
    var policy =
        new AppraisalPolicy(
            Set.of(MEASUREMENT), Set.of(), SimulatedNode.tcb(), List.of(accelerators));
    return NodeAppraisal.appraise(
        new EvidenceSet(node.cpu(REPORT_DATA), Bytes.empty(), devices),
        EXPECTED,
        policy,
        collateral,
        ANCHORS,
        now);
  }

  private static List<String> codes(AttestationResult<Claims> result) {
    return result.findings().stream().map(f -> f.rule().code()).distinct().toList();
  }

  private static List<String> codesOfOne(Consumer<DeviceReportFields> change) throws Exception {
    return codesOfOne(change, OF_ONE, NOW);
  }

  private static List<String> codesOfOne(
      Consumer<DeviceReportFields> change, Collateral collateral, Instant now) throws Exception {
    return codes(
        appraise(ONE, List.of(ONE.device(0, NONCE, change)), collateral, now, any("GH100", 1)));
  }

  @Test
  void oneGpuIsAffirmed() throws Exception {
    assertThat(appraise(ONE, ONE.devices(NONCE), OF_ONE, NOW, any("GH100", 1)))
        .isInstanceOf(AttestationResult.Affirming.class);
  }

  @Test
  void eightBlackwellGpusAreAffirmed() throws Exception {
    assertThat(
            appraise(B200, B200.devices(NONCE), Simulation.collateral(B200), NOW, any("GB100", 8)))
        .isInstanceOf(AttestationResult.Affirming.class);
  }

  @Test
  void aWholeBoardLeavesWhatSwitchesNeverShow() throws Exception {
    var result =
        appraise(
            HGX,
            HGX.devices(NONCE),
            Simulation.collateral(HGX),
            NOW,
            any("GH100", 8),
            any("LS_10", 4));

    assertThat(codes(result)).containsExactly("nvidia.fwid.absent");
    assertThat(result.findings()).hasSize(4);
  }

  @Test
  void anyMeasurementThatDiffersIsNamed() throws Exception {
    for (int index : new int[] {0, 7, 12, 21, 34, 40}) {
      assertThat(codesOfOne(f -> f.measurement(index + 1, Bytes.utf8("other").sha384())))
          .as("index %d", index)
          .containsExactly("nvidia.measurement");
    }
    // Index 35 counts only where NVDEC0 is on; others are in no manifest.
    for (int index : new int[] {13, 35, 63}) {
      assertThat(codesOfOne(f -> f.measurement(index + 1, Bytes.utf8("other").sha384())))
          .as("index %d", index)
          .isEmpty();
    }
    assertThat(
            codesOfOne(
                f ->
                    f.measurement(36, Bytes.utf8("other").sha384())
                        .opaque(
                            DeviceReportFields.NVDEC0_STATUS,
                            Bytes.copyOf(new byte[] {(byte) 0xaa}))))
        .containsExactly("nvidia.measurement");
  }

  @Test
  void versionsBelowTheFloorAreNamed() throws Exception {
    var devices = ONE.devices(NONCE);
    assertThat(
            codes(
                appraise(
                    ONE,
                    devices,
                    OF_ONE,
                    NOW,
                    new ReleasePolicy.Accelerators("GH100", 1, "550.90.07", "96.00.9F.00.01", 0))))
        .isEmpty();
    for (var floor :
        List.of(
            new ReleasePolicy.Accelerators("GH100", 1, "550.90.08", "0", 0),
            new ReleasePolicy.Accelerators("GH100", 1, "0", "96.00.9F.00.02", 0),
            new ReleasePolicy.Accelerators("GH100", 1, "0", "0", 1))) {
      var result = appraise(ONE, devices, OF_ONE, NOW, floor);
      assertThat(codes(result)).as(floor.toString()).containsExactly("nvidia.floor");
      assertThat(result.findings().getFirst().actual()).startsWith("devices[0]: ");
    }
  }

  @Test
  void aSwitchHasNoDriverToCompare() throws Exception {
    var result =
        appraise(
            HGX,
            HGX.devices(NONCE),
            Simulation.collateral(HGX),
            NOW,
            any("GH100", 8),
            new ReleasePolicy.Accelerators("LS_10", 4, "550", "96.10.73.00.01", 0));

    assertThat(codes(result)).containsExactly("nvidia.fwid.absent", "nvidia.floor");
    assertThat(result.findings())
        .filteredOn(f -> f.rule().code().equals("nvidia.floor"))
        .hasSize(4)
        .allMatch(f -> f.expected().equals("driver 550 or later"));
  }

  private static Collateral with(NvidiaCollateral nvidia) {
    return OF_ONE.withNvidia(nvidia);
  }

  // spec: NVIDIA CRL distribution points
  @Test
  void whatIsMissingIsAWarningOfItsOwn() throws Exception {
    var nvidia = OF_ONE.nvidia();
    var withoutManifests = with(new NvidiaCollateral(List.of(), nvidia.answers(), List.of()));
    assertThat(codesOfOne(_ -> {}, withoutManifests, NOW)).containsExactly("nvidia.rim.absent");

    var withoutAnswers = with(new NvidiaCollateral(nvidia.rims(), List.of(), List.of()));
    assertThat(codesOfOne(_ -> {}, withoutAnswers, NOW))
        .containsExactly("nvidia.rim.ocsp-absent", "nvidia.ocsp.absent");

    var withoutBrom = new ArrayList<>(nvidia.answers());
    withoutBrom.removeFirst();
    assertThat(
            codesOfOne(
                _ -> {}, with(new NvidiaCollateral(nvidia.rims(), withoutBrom, List.of())), NOW))
        .containsExactly("nvidia.ocsp.brom-absent");

    var withoutList =
        new Collateral(new Revocation.NotGiven(), List.of(), OF_ONE.issuers()).withNvidia(nvidia);
    assertThat(codesOfOne(_ -> {}, withoutList, NOW)).containsExactly("snp.crl.absent");
  }

  // spec: NVIDIA OCSP certificateHold
  @Test
  void aManifestWhoseSignerIsOnHoldIsAWarningAndADeviceOnHoldIsRefused() throws Exception {
    var nvidia = OF_ONE.nvidia();
    var signers = VENDORS.nvidiaEndorsements(RANDOM).signers();
    var held = new ArrayList<OcspAnswer>();
    for (var answer : nvidia.answers()) {
      var about = answer.response().singles().getFirst().certificate();
      boolean ofSigner = about.names(signers.signer().certificate(), signers.l3().certificate());
      held.add(ofSigner ? hold(signers.l3(), signers.signer().certificate()) : answer);
    }
    assertThat(codesOfOne(_ -> {}, with(new NvidiaCollateral(nvidia.rims(), held, List.of())), NOW))
        .containsExactly("nvidia.rim.signer-hold");

    var device = ONE.accelerators().getFirst();
    var provisioner = VENDORS.nvidia().provisioner(device.architecture());
    var answers = new ArrayList<>(nvidia.answers());
    answers.removeFirst();
    answers.add(hold(provisioner, device.brom().certificate()));
    assertThat(
            codesOfOne(_ -> {}, with(new NvidiaCollateral(nvidia.rims(), answers, List.of())), NOW))
        .contains("chain.certificate-hold");
  }

  private static OcspAnswer hold(Authority issuer, Certificate subject) throws MalformedException {
    var der =
        OcspResponder.delegated(issuer, OcspResponder.NoCheck.KEY_PURPOSE, RANDOM, NOW)
            .answer(subject, NOW, f -> f.revoked(NOW.minusSeconds(60), OcspFields.HOLD));
    return new OcspAnswer(OcspResponse.ofDer("hold", der), Optional.empty());
  }

  @Test
  void answersThatRanOutRefuse() throws Exception {
    var tomorrow = NOW.plusSeconds(25 * 3600);
    assertThat(codesOfOne(_ -> {}, OF_ONE, tomorrow)).contains("chain.ocsp-stale");
  }

  @Test
  void theManifestOfAnotherMachinesDriverDoesNotCount() throws Exception {
    assertThat(codesOfOne(f -> f.opaque(DeviceReportFields.DRIVER_VERSION, Bytes.utf8("550.90\0"))))
        .containsExactly("nvidia.rim.absent");
  }

  @Test
  void aVersionThatWalksAPathIsMalformed() {
    assertThatThrownBy(
            () ->
                codesOfOne(
                    f -> f.opaque(DeviceReportFields.DRIVER_VERSION, Bytes.utf8("../../x\0"))))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("OpaqueData field 3");
  }
}
