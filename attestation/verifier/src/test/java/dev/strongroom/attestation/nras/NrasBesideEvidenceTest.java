package dev.strongroom.attestation.nras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.attestation.appraisal.DeviceSetInspection;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// An answer of NVIDIA's service in place of manifests and revocation that are not at hand.
@Tag("vectors")
class NrasBesideEvidenceTest {
  private static final List<String> LOOKED_AT_NOWHERE =
      List.of("nvidia.rim.absent", "nvidia.ocsp.absent");

  private static List<String> codes(
      GenuineNras sent, GenuineNras answered, Optional<Bytes> nonce, Instant now)
      throws MalformedException {
    var answer = new NrasAnswer(answered.tokens(), answered.keys(), NrasSigners.production());
    var inspection =
        DeviceSetInspection.inspect(
            Genuine.devices(GenuineNras.NRAS + sent.folder() + "/nras-v3-request.json"),
            nonce,
            Collateral.none().withNras(answer),
            TrustAnchors.production(),
            now);
    assertThat(inspection.authentic()).isTrue();
    return Stream.concat(
            inspection.devices().stream().flatMap(device -> device.findings().stream()),
            inspection.ofTheSet().stream())
        .map(Finding::rule)
        .map(rule -> rule.code())
        .distinct()
        .toList();
  }

  private static List<String> codes(GenuineNras genuine) throws MalformedException {
    return codes(genuine, genuine, Optional.of(genuine.nonceBytes()), genuine.after(60));
  }

  @Test
  @DisplayName("answers what was not looked at here, and says that it was not looked at here")
  void answersForWhatIsNotAtHand() throws Exception {
    assertThat(codes(GenuineNras.ONE_GPU)).containsExactly("nras.not-local", "node.device-unbound");
    assertThat(codes(GenuineNras.BOUND_TO_TDX))
        .containsExactly("nras.not-local", "node.device-unbound");
  }

  @Test
  @DisplayName("takes nothing back: eight GPUs without their switches stay refused")
  void takesNothingBack() throws Exception {
    assertThat(codes(GenuineNras.EIGHT_GPUS))
        .containsExactly(
            "nvidia.fabric.count",
            "nvidia.fabric.neighbours",
            "nras.not-local",
            "node.device-unbound");
  }

  @Test
  void unfavourableAnswersForNothing() throws Exception {
    var other =
        Bytes.ofHex("nonce", "96e18e92764c51f22ea0823903df1b42ae246ad27e13a201f725f0cbea978110");
    assertThat(
            codes(
                GenuineNras.OTHER_NONCE,
                GenuineNras.OTHER_NONCE,
                Optional.of(other),
                GenuineNras.OTHER_NONCE.after(60)))
        .containsAll(LOOKED_AT_NOWHERE)
        .contains("nras.result", "nras.nonce");
  }

  @Test
  @DisplayName("of other devices, of another time, or without a nonce: answers for nothing")
  void ofOthersAnswersForNothing() throws Exception {
    var genuine = GenuineNras.ONE_GPU;
    var nonce = Optional.of(genuine.nonceBytes());
    assertThat(codes(genuine, GenuineNras.BOUND_TO_TDX, nonce, GenuineNras.BOUND_TO_TDX.after(60)))
        .containsAll(LOOKED_AT_NOWHERE)
        .contains("nras.nonce", "nras.ueid");
    assertThat(codes(genuine, genuine, nonce, genuine.after(3600)))
        .containsAll(LOOKED_AT_NOWHERE)
        .contains("nras.time");
    assertThat(codes(genuine, genuine, Optional.empty(), genuine.after(60)))
        .containsAll(LOOKED_AT_NOWHERE)
        .contains("nras.nonce", "session.not-compared");
  }

  @Test
  void simulatedSignersAreNoneOfProduction() throws Exception {
    var genuine = GenuineNras.ONE_GPU;
    var signers = NrasSigners.simulation(List.of(Bytes.zeros(32)));
    var answer = new NrasAnswer(genuine.tokens(), genuine.keys(), signers);
    var collateral = Collateral.none().withNras(answer);
    assertThatThrownBy(
            () ->
                DeviceSetInspection.inspect(
                    List.of(),
                    Optional.empty(),
                    collateral,
                    TrustAnchors.production(),
                    genuine.after(60)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("profile");
  }
}
