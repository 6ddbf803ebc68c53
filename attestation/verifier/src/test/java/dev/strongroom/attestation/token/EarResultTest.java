package dev.strongroom.attestation.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NrasRule;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.UntrustedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What Relying Parties are told of a verdict.
class EarResultTest {
  private static final Instant AT = Instant.parse("2026-11-23T12:00:00Z");
  private static final Bytes NONCE = Bytes.utf8("session").sha256();
  private static final Duration LIFE = Duration.ofMinutes(5);

  private static final Finding CPU_WARNING = new Finding(SnpRule.VERSION_UNKNOWN, "2 to 5", "6");
  private static final Finding GPU_WARNING =
      new Finding(NvidiaRule.RIM_ABSENT, "a manifest", "none");
  private static final Finding NRAS_WARNING =
      new Finding(NrasRule.NOT_LOCAL, "recomputed", "NVIDIA's verdict");
  private static final Finding GPU_CHAIN =
      new Finding(ChainRule.ROOT_UNKNOWN, "a pinned root", "another").about("devices[1]");
  private static final Finding DEBUG = new Finding(SnpRule.DEBUG, "off", "on");

  private static EarResult of(AttestationResult<String> result, boolean accelerators) {
    return EarResult.of(result, accelerators, "broker", "fleet 3", NONCE, Profile.SIMULATION, LIFE);
  }

  private static AttestationResult<String> warning(Finding... findings) {
    return new AttestationResult.Warning<>("node", List.of(findings), AT);
  }

  private static AttestationResult<String> contraindicated(Finding... findings) {
    return new AttestationResult.Contraindicated<>(List.of(findings), AT);
  }

  private static List<String> codes(EarResult result, String submod) {
    return appraisal(result, submod).findings().stream().map(EarResult.Said::code).toList();
  }

  private static EarResult.Appraisal appraisal(EarResult result, String submod) {
    return Objects.requireNonNull(result.submods().get(submod), submod);
  }

  @Test
  void anAffirmedNodeIsAffirmedInEachPart() {
    var result = of(new AttestationResult.Affirming<>("node", AT.plusMillis(999)), true);

    assertThat(result.submods()).containsOnlyKeys("cpu", "gpu");
    assertThat(result.status()).isEqualTo(EarStatus.AFFIRMING);
    assertThat(appraisal(result, "cpu").status()).isEqualTo(EarStatus.AFFIRMING);
    assertThat(appraisal(result, "gpu").status()).isEqualTo(EarStatus.AFFIRMING);
    assertThat(appraisal(result, "cpu").policyId()).isEqualTo("fleet 3");
    assertThat(result.issuedAt()).as("whole seconds").isEqualTo(AT);
    assertThat(result.expiresAt()).isEqualTo(AT.plus(LIFE));
    assertThat(result.profile()).isEqualTo(Profile.SIMULATION);
  }

  private static void assertNotWhatWasAsked(
      EarResult result, Profile profile, String policyId, String part, String words) {
    assertThatThrownBy(() -> result.require(profile, policyId, Set.of(part)))
        .isInstanceOf(UntrustedException.class)
        .hasMessageContaining(words);
  }

  @Test
  void aRelyingPartyGetsWhatItAskedForOrNothing() throws Exception {
    var warned = of(warning(CPU_WARNING), false);
    var asked = Profile.SIMULATION;

    assertThat(warned.require(asked, "fleet 3", Set.of("cpu"))).isSameAs(warned);
    assertNotWhatWasAsked(warned, Profile.PRODUCTION, "fleet 3", "cpu", "want production");
    assertNotWhatWasAsked(warned, asked, "fleet 4", "cpu", "appraised by fleet 3, want fleet 4");
    assertNotWhatWasAsked(warned, asked, "fleet 3", "gpu", "about [cpu], want [gpu]");
    var refused = of(contraindicated(DEBUG), false);
    assertNotWhatWasAsked(refused, asked, "fleet 3", "cpu", "cpu is contraindicated");
  }

  @Test
  void withoutAcceleratorsNothingIsSaidOfThem() {
    assertThat(of(warning(CPU_WARNING), false).submods()).containsOnlyKeys("cpu");
  }

  @Test
  void findingsStandWithThePartThatTheyAreAbout() {
    var result = of(warning(CPU_WARNING, GPU_WARNING), true);

    assertThat(codes(result, "cpu")).containsExactly("snp.version-unknown");
    assertThat(codes(result, "gpu")).containsExactly(NvidiaRule.RIM_ABSENT.code());
    assertThat(codes(of(contraindicated(DEBUG, GPU_CHAIN), true), "gpu"))
        .containsExactly(ChainRule.ROOT_UNKNOWN.code());
    assertThat(codes(of(warning(NRAS_WARNING), true), "gpu"))
        .containsExactly(NrasRule.NOT_LOCAL.code());
    assertThat(appraisal(result, "cpu").findings())
        .containsExactly(
            new EarResult.Said(
                "snp.version-unknown", "2 to 5", "6", SnpRule.VERSION_UNKNOWN.advice()));
  }

  @Test
  void aFindingAboutADeviceIsToldEvenIfNoneWasSaidToBeShown() {
    var result = of(warning(GPU_WARNING), false);

    assertThat(codes(result, "gpu")).containsExactly(NvidiaRule.RIM_ABSENT.code());
    assertThat(result.status()).isEqualTo(EarStatus.WARNING);
  }

  @Test
  void theGravestPartIsTheResult() {
    assertThat(of(warning(GPU_WARNING), true).status()).isEqualTo(EarStatus.WARNING);
    assertThat(of(contraindicated(GPU_CHAIN), true).status()).isEqualTo(EarStatus.CONTRAINDICATED);
    assertThat(of(contraindicated(DEBUG), true).status()).isEqualTo(EarStatus.CONTRAINDICATED);
  }

  /// Where one part is refused, nothing is affirmed of the other.
  @Test
  void aRefusedNodeIsAffirmedInNoPart() {
    var gpu = appraisal(of(contraindicated(DEBUG), true), "gpu");

    assertThat(gpu.vector().values().values()).containsOnly(0);
    assertThat(gpu.status()).isEqualTo(EarStatus.NONE);
  }

  private static EarResult with(
      String issuer, Instant end, Bytes nonce, SortedMap<String, EarResult.Appraisal> submods) {
    return new EarResult(issuer, AT, end, nonce, Profile.PRODUCTION, "", submods);
  }

  private static SortedMap<String, EarResult.Appraisal> cpu() {
    var vector = TrustVector.of(true, List.of());
    return new TreeMap<>(
        Map.of("cpu", new EarResult.Appraisal(vector.status(), vector, "fleet 3", List.of())));
  }

  @Test
  void noncesHave8To64Bytes() {
    for (int length : new int[] {8, 64}) {
      assertThat(with("broker", AT.plusSeconds(1), Bytes.zeros(length), cpu()).nonce().length())
          .isEqualTo(length);
    }
    for (int length : new int[] {0, 7, 65}) {
      assertThatThrownBy(() -> with("broker", AT.plusSeconds(1), Bytes.zeros(length), cpu()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("eat_nonce");
    }
  }

  @Test
  void hasAnIssuerAPartAndALife() {
    assertThatThrownBy(() -> with(" ", AT.plusSeconds(1), NONCE, cpu()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> with("broker", AT.plusSeconds(1), NONCE, new TreeMap<>()))
        .isInstanceOf(IllegalArgumentException.class);
    for (var end : List.of(AT, AT.minusSeconds(1))) {
      assertThatThrownBy(() -> with("broker", end, NONCE, cpu()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("exp");
    }
  }

  @Test
  void aStatusIsNotMilderThanItsVector() {
    var vector = TrustVector.of(true, List.of(DEBUG));

    for (var milder : List.of(EarStatus.NONE, EarStatus.AFFIRMING, EarStatus.WARNING)) {
      assertThatThrownBy(() -> new EarResult.Appraisal(milder, vector, "fleet 3", List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("milder");
    }
  }
}
