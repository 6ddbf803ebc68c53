package dev.strongroom.simulator.vendor;

import static dev.strongroom.simulator.vendor.Simulation.NODE;
import static dev.strongroom.simulator.vendor.Simulation.NONCE;
import static dev.strongroom.simulator.vendor.Simulation.NOW;
import static dev.strongroom.simulator.vendor.Simulation.RANDOM;
import static dev.strongroom.simulator.vendor.Simulation.REPORT_DATA;
import static dev.strongroom.simulator.vendor.Simulation.VENDORS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Claims;
import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.NodeAppraisal;
import dev.strongroom.attestation.claims.DeviceClaims;
import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.attestation.nras.NrasAnswer;
import dev.strongroom.attestation.nras.NrasSigners;
import dev.strongroom.attestation.scheme.nvidia.NvidiaCollateral;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.trust.OcspAnswer;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.simulator.nvidia.DeviceReportFields;
import dev.strongroom.simulator.nvidia.NrasAnswerFields;
import dev.strongroom.simulator.nvidia.NrasService;
import dev.strongroom.simulator.pki.OcspFields;
import dev.strongroom.simulator.pki.OcspResponder;
import dev.strongroom.wire.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Nodes of whose devices NVIDIA's service is asked, and nobody else.
class NrasNodeTest {
  private static final NrasService SERVICE = NrasService.create(RANDOM, NOW);
  private static final Collateral OF_THE_CPU = onlyOfTheCpu();

  private static Collateral onlyOfTheCpu() {
    var all = Simulation.collateral(NODE);
    return new Collateral(all.amdRevocation(), all.dcap(), all.issuers());
  }

  private static AttestationResult<Claims> appraise(
      Collateral collateral, Consumer<DeviceReportFields> change) throws Exception {
    var devices = List.of(NODE.device(0, NONCE, change), NODE.device(1, NONCE, _ -> {}));
    return NodeAppraisal.appraise(
        new EvidenceSet(NODE.cpu(REPORT_DATA), Bytes.empty(), devices),
        Simulation.EXPECTED,
        Simulation.policy(2),
        collateral,
        Simulation.ANCHORS,
        NOW);
  }

  private static Collateral answered(Consumer<NrasAnswerFields> change) throws Exception {
    var claims =
        ((AttestationResult.Warning<Claims>) appraise(OF_THE_CPU, _ -> {})).claims().devices();
    var fields = NrasAnswerFields.v3(NONCE, claims, NOW);
    change.accept(fields);
    var signers = NrasSigners.simulation(List.of(SERVICE.issuerPin()));
    return OF_THE_CPU.withNras(NrasAnswer.parse(SERVICE.answer(fields), SERVICE.jwks(), signers));
  }

  private static List<String> codes(AttestationResult<Claims> result) {
    return result.findings().stream().map(finding -> finding.rule().code()).distinct().toList();
  }

  @Test
  @DisplayName("a good answer stands for manifests and revocation, by a warning of its own")
  void aGoodAnswerStandsForWhatIsNotAtHand() throws Exception {
    assertThat(codes(appraise(OF_THE_CPU, _ -> {})))
        .contains("nvidia.rim.absent", "nvidia.ocsp.absent");
    assertThat(codes(appraise(answered(_ -> {}), _ -> {})))
        .containsExactly("nvidia.fabric.unprotected", "nras.not-local");
  }

  @Test
  void aBadAnswerRefusesTheNode() throws Exception {
    var failed =
        appraise(
            answered(fields -> fields.overall(c -> c.put("x-nvidia-overall-att-result", false))),
            _ -> {});
    assertThat(failed).isInstanceOf(AttestationResult.Contraindicated.class);
    assertThat(codes(failed)).contains("nras.result", "nvidia.rim.absent", "nvidia.ocsp.absent");
  }

  @Test
  @DisplayName("what is found here stays found, whatever the service answers")
  void aGoodAnswerTakesNothingBack() throws Exception {
    var manifests = Simulation.collateral(NODE).nvidia();
    var result =
        appraise(
            answered(_ -> {}).withNvidia(manifests),
            fields -> fields.measurement(1, Bytes.utf8("other").sha384()));
    assertThat(codes(result)).contains("nvidia.measurement", "nras.not-local");
    assertThat(result).isInstanceOf(AttestationResult.Contraindicated.class);
  }

  @Test
  @DisplayName("a manifest that is not NVIDIA's and a revoked device refuse beside a good answer")
  void aGoodAnswerHidesNoForgeryAndNoRevocation() throws Exception {
    var all = Simulation.collateral(NODE).nvidia();
    var rim = all.rims().getFirst();
    var forged =
        Rim.parse(
            rim.id(),
            Bytes.utf8(rim.xml().utf8().replaceFirst("Hash0=\"[0-9a-f]{2}", "Hash0=\"0f")));
    var withForged = new NvidiaCollateral(List.of(forged), all.answers(), all.lists());
    assertThat(codes(appraise(answered(_ -> {}).withNvidia(withForged), _ -> {})))
        .contains("nvidia.rim.signature", "nras.not-local");

    var device = NODE.accelerators().getFirst();
    var provisioner = VENDORS.nvidia().provisioner(device.architecture());
    var revoked =
        OcspResponder.delegated(provisioner, OcspResponder.NoCheck.KEY_PURPOSE, RANDOM, NOW)
            .answer(
                device.brom().certificate(),
                NOW,
                f -> f.revoked(NOW.minusSeconds(60), OcspFields.KEY_COMPROMISE));
    var answers = List.of(new OcspAnswer(OcspResponse.ofDer("revoked", revoked), Optional.empty()));
    var withRevoked = new NvidiaCollateral(all.rims(), answers, List.of());
    var result = appraise(answered(_ -> {}).withNvidia(withRevoked), _ -> {});
    assertThat(codes(result)).contains("chain.revoked");
    assertThat(result).isInstanceOf(AttestationResult.Contraindicated.class);
  }

  @Test
  @DisplayName("an answer about some of the devices, or about a neighbour's, stands for none")
  void anAnswerAboutOthersStandsForNone() throws Exception {
    var claims =
        ((AttestationResult.Warning<Claims>) appraise(OF_THE_CPU, _ -> {})).claims().devices();
    var neighbour = claims.getFirst();
    var other =
        new DeviceClaims(
            neighbour.id(),
            neighbour.architecture(),
            neighbour.driverVersion(),
            neighbour.vbiosVersion(),
            "1" + neighbour.ueid(),
            neighbour.pdi(),
            neighbour.mode(),
            neighbour.fspUcodeSvn());
    for (var about :
        List.of(
            claims.subList(0, 1),
            List.of(claims.getFirst(), claims.getFirst()),
            List.of(claims.getFirst(), other),
            List.of(claims.getFirst(), claims.getLast(), other))) {
      for (var fields :
          List.of(NrasAnswerFields.v2(NONCE, about, NOW), NrasAnswerFields.v3(NONCE, about, NOW))) {
        var signers = NrasSigners.simulation(List.of(SERVICE.issuerPin()));
        var answer = NrasAnswer.parse(SERVICE.answer(fields), SERVICE.jwks(), signers);
        var result = appraise(OF_THE_CPU.withNras(answer), _ -> {});
        assertThat(codes(result)).contains("nras.ueid", "nvidia.rim.absent", "nvidia.ocsp.absent");
        assertThat(result).isInstanceOf(AttestationResult.Contraindicated.class);
      }
    }
  }
}
