package dev.strongroom.attestation.nras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NrasRule;
import dev.strongroom.attestation.scheme.nvidia.OpaqueData;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import dev.strongroom.wire.testing.Vectors;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Verdicts as `gpu/nras/VECTORS.md` states them, and what becomes of genuine answers that somebody
/// took apart.
@Tag("vectors")
class NrasVectorsTest {
  private static final String GOOD = "authentic: nras.not-local";
  private static final String LOCAL =
      "gpu/hopper/h100-580.159.03/dstack-nvattest-local-claims.json";
  private static final String STAGING =
      "gpu/nvswitch/ls10-96.10.55.00.01/nras-staging-detached-eat.json";
  private static final String HOPPER_V3 = "gpu/hopper/h100-550.90.07/nras-v3-detached-eat.json";

  private static void compare(GenuineNras genuine, String expected) throws MalformedException {
    Vectors.compare(
        GenuineNras.NRAS + genuine.folder(), expected, genuine.verdict(genuine.response()));
  }

  @Test
  @DisplayName("h200-570.172.08-1gpu-ok")
  void oneGpu() throws Exception {
    compare(GenuineNras.ONE_GPU, GOOD);
    var device = verified(GenuineNras.ONE_GPU).evidence().devices().getFirst();
    assertThat(device)
        .isEqualTo(
            new NrasDevice(
                "GPU-0",
                NrasDevice.Kind.GPU,
                "482873259178876764428644219417865506940909712063",
                "GH100",
                "570.172.08",
                "96.00.D0.00.03",
                ""));
  }

  @Test
  @DisplayName("h200-595.71.05-1gpu-tdx-bound-ok")
  void boundToTdx() throws Exception {
    compare(GenuineNras.BOUND_TO_TDX, GOOD);
  }

  @Test
  @DisplayName(
      "h200-570.172.08-8gpu-ppcie-ok: good by its tokens, which do not tell that the GPUs are in"
          + " protected-PCIe mode: their own reports do")
  void eightGpus() throws Exception {
    compare(GenuineNras.EIGHT_GPUS, GOOD);
    assertThat(verified(GenuineNras.EIGHT_GPUS).evidence().devices())
        .hasSize(8)
        .allSatisfy(device -> assertThat(device.mode()).isEmpty());
    assertThat(GenuineNras.EIGHT_GPUS.reports())
        .allSatisfy(
            report ->
                assertThat(((OpaqueData.Gpu) report.evidence().opaque()).mode())
                    .contains(OpaqueData.Mode.PPCIE));
  }

  @Test
  @DisplayName("h200-595.71.05-8gpu-nonce-mismatch: error 4010 is a refusal in one finding")
  void nonceMismatch() throws Exception {
    compare(GenuineNras.OTHER_NONCE, "authentic: nras.result nras.nonce nras.not-local");
    var findings = GenuineNras.OTHER_NONCE.findings();
    assertThat(findings).extracting(Finding::rule).containsOnlyOnce(NrasRule.NONCE);
    assertThat(findings.get(1).actual())
        .startsWith("GPU-0, GPU-1, GPU-2, GPU-3, GPU-4, GPU-5, GPU-6, GPU-7: error 4010 NONCE_NOT");
    assertThat(verified(GenuineNras.OTHER_NONCE).evidence().devices()).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static Verified<NrasResult> verified(GenuineNras genuine) throws MalformedException {
    var verification =
        NrasVerifier.verify(
            genuine.tokens(), genuine.keys(), NrasSigners.production(), genuine.after(60));
    assertThat(verification).isInstanceOf(Verified.class);
    return (Verified<NrasResult>) verification;
  }

  @Test
  void isOfProductionAndLooksNothingUp() throws Exception {
    var verified = verified(GenuineNras.ONE_GPU);
    assertThat(verified.profile()).isEqualTo(Profile.PRODUCTION);
    assertThat(verified.revocationLookedUp()).isFalse();
    assertThat(verified.evidence().expiresAt()).isEqualTo(GenuineNras.ONE_GPU.after(3600));
    assertThat(verified.chain().certificates()).hasSize(2);
  }

  // spec: RFC 7519 4.1.4 exp
  // spec: RFC 7519 4.1.5 nbf
  // spec: RFC 7519 4.1.6 iat
  @Test
  void holdsFromIatToBeforeExpToTheSecond() throws Exception {
    var genuine = GenuineNras.ONE_GPU;
    var answer = genuine.response();
    assertThat(genuine.verdict(answer, genuine.keys(), genuine.after(0))).isEqualTo(GOOD);
    assertThat(genuine.verdict(answer, genuine.keys(), genuine.after(3599))).isEqualTo(GOOD);
    for (long outside : new long[] {-1, 3600, 5000}) {
      assertThat(genuine.verdict(answer, genuine.keys(), genuine.after(outside)))
          .isEqualTo("rejected: nras.time");
    }
    // The key's certificate ends after 48 hours.
    assertThat(genuine.verdict(answer, genuine.keys(), genuine.after(3 * 86400)))
        .isEqualTo("rejected: nras.time chain.validity");
  }

  @Test
  void saysOfWhichTokensItSpeaks() throws Exception {
    var genuine = GenuineNras.ONE_GPU;
    assertThat(genuine.findings(genuine.response(), genuine.after(3600)))
        .extracting(Finding::actual)
        .containsExactly("overall, GPU-0: expired at " + genuine.after(3600));
    assertThat(genuine.findings(genuine.response(), genuine.after(-1)))
        .extracting(Finding::actual)
        .containsExactly(
            "overall, GPU-0: holds from " + genuine.after(0),
            "overall, GPU-0: issued at " + genuine.after(0));
    var answer = Answer.of(genuine.response());
    answer.overall(withSignatureOf(answer.overall(), answer.submodule("GPU-0")));
    assertThat(genuine.findings(answer.json(), genuine.after(60)))
        .extracting(Finding::actual)
        .containsExactly("the signature of the overall token does not verify");
    answer = Answer.of(genuine.response());
    answer.submodule("GPU-0", withSignatureOf(answer.submodule("GPU-0"), answer.overall()));
    assertThat(genuine.findings(answer.json(), genuine.after(60)))
        .extracting(Finding::actual)
        .first()
        .isEqualTo("GPU-0: the signature of the token does not verify");
  }

  @Test
  void leewayIsWhatTheCallerSays() throws Exception {
    var genuine = GenuineNras.ONE_GPU;
    for (long apart : new long[] {-30, 3629}) {
      var verification =
          NrasVerifier.verify(
              genuine.tokens(),
              genuine.keys(),
              NrasSigners.production(),
              genuine.after(apart),
              Duration.ofSeconds(30));
      assertThat(verification).isInstanceOf(Verified.class);
    }
    for (long apart : new long[] {-31, 3630}) {
      var verification =
          NrasVerifier.verify(
              genuine.tokens(),
              genuine.keys(),
              NrasSigners.production(),
              genuine.after(apart),
              Duration.ofSeconds(30));
      assertThat(verification).isInstanceOf(Rejected.class);
    }
    var most = NrasVerifier.MAX_LEEWAY;
    assertThat(
            NrasVerifier.verify(
                genuine.tokens(),
                genuine.keys(),
                NrasSigners.production(),
                genuine.after(-60),
                most))
        .isInstanceOf(Verified.class);
    for (var leeway : List.of(most.plusNanos(1), Duration.ofNanos(-1))) {
      assertThatThrownBy(
              () ->
                  NrasVerifier.verify(
                      genuine.tokens(),
                      genuine.keys(),
                      NrasSigners.production(),
                      genuine.after(60),
                      leeway))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aForgeryDoesNotPassForAKeyThatRanOut() throws Exception {
    var genuine = GenuineNras.ONE_GPU;
    var answer = Answer.of(genuine.response());
    var whole = answer.overall();
    answer.overall(withSignatureOf(whole, answer.submodule("GPU-0")));
    assertThat(genuine.verdict(answer.json(), genuine.keys(), genuine.after(3 * 86400)))
        .isEqualTo("rejected: nras.time chain.validity nras.signature");
    answer.overall(whole).submodule("GPU-0", withSignatureOf(answer.submodule("GPU-0"), whole));
    assertThat(genuine.verdict(answer.json(), genuine.keys(), genuine.after(3 * 86400)))
        .isEqualTo("rejected: nras.time chain.validity nras.signature nras.digest");
  }

  private static String withSignatureOf(String token, String other) {
    return token.substring(0, token.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));
  }

  @Test
  @DisplayName("nras-staging-detached-eat.json: the staging service is refused by its name")
  void staging() throws Exception {
    var tokens = NrasTokens.parse(Vectors.read(STAGING));
    var claims = (NrasClaims.V3) Answer.said(tokens);
    assertThat(claims.device().architecture()).isEqualTo("LS_10");
    assertThat(claims.device().vbiosVersion()).isEqualTo("96.10.55.00.01");
    Vectors.compare(
        STAGING,
        "rejected: nras.issuer nras.signer",
        rejected(tokens, Instant.ofEpochSecond(1751155060 + 60)));
  }

  @Test
  @DisplayName("nras-v3-detached-eat.json: claims 3.0, signed by a key that is no longer published")
  void claimsOfVersion3() throws Exception {
    var tokens = NrasTokens.parse(Vectors.read(HOPPER_V3));
    var claims = (NrasClaims.V3) Answer.said(tokens);
    assertThat(claims.device().ueid())
        .isEqualTo("478176379286082186618948445787393647364802107249");
    assertThat(claims.device().hwmodel()).isEqualTo("GH100 A01 GSP BROM");
    assertThat(claims.chains())
        .hasSize(3)
        .allSatisfy(
            (claim, state) ->
                assertThat(state.isGoodAt(Instant.ofEpochSecond(1749601858))).isTrue());
    assertThat(
            Objects.requireNonNull(claims.chains().get("x-nvidia-gpu-vbios-rim-cert-chain"))
                .expiresAt())
        .contains(Instant.parse("2026-02-22T23:17:58Z"));
    Vectors.compare(
        HOPPER_V3,
        "rejected: nras.signer",
        rejected(tokens, Instant.ofEpochSecond(1749601858 + 60)));
  }

  /// By the keys of another day.
  private static String rejected(NrasTokens tokens, Instant now) throws MalformedException {
    var keys = GenuineNras.ONE_GPU.keys();
    var verification = NrasVerifier.verify(tokens, keys, NrasSigners.production(), now);
    return GenuineNras.verdict(verification, Bytes.utf8("n").sha256(), List.of());
  }

  // spec: RFC 8725 3.1
  @Test
  @DisplayName("dstack-nvattest-local-claims.json: alg none is no signature")
  void localVerifier() throws Exception {
    var file = StrictJson.read(Vectors.read(LOCAL), JsonNode.class);
    var tokens = NrasTokens.parse(StrictJson.write(file.get("detached_eat")));
    var now = tokens.overall().issuedAt().plusSeconds(60);
    Vectors.compare(
        LOCAL, "rejected: nras.issuer nras.algorithm nras.digest", rejected(tokens, now));
  }

  // spec: RFC 8725 3.1
  @Test
  void refusesHmacUnderAKeyThatEverybodyKnows() throws Exception {
    var genuine = GenuineNras.ONE_GPU;
    var answer = Answer.of(genuine.response());
    var gpu = hmac(answer.submodule("GPU-0"));
    var digest = Bytes.utf8(gpu).sha256().hex();
    var overall =
        Answer.changed(
            answer.overall(),
            claims ->
                claims
                    .putObject("submods")
                    .putArray("GPU-0")
                    .add("DIGEST")
                    .addArray()
                    .add("SHA-256")
                    .add(digest));
    answer.submodule("GPU-0", gpu).overall(hmac(overall));
    assertThat(genuine.verdict(answer.json())).isEqualTo("rejected: nras.algorithm");
  }

  private static String hmac(String token) throws Exception {
    var unsigned = Answer.part(token, 0, header -> header.replace("ES384", "HS256"));
    var signed = unsigned.substring(0, unsigned.lastIndexOf('.'));
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    var value = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + Answer.base64(Bytes.copyOf(value));
  }

  // spec: RFC 9711 4.2.18.2
  @Test
  void refusesSubmodulesInEachOthersPlace() throws Exception {
    var genuine = GenuineNras.EIGHT_GPUS;
    var answer = Answer.of(genuine.response());
    var first = answer.submodule("GPU-0");
    answer.submodule("GPU-0", answer.submodule("GPU-1")).submodule("GPU-1", first);
    assertThat(genuine.verdict(answer.json())).isEqualTo("rejected: nras.digest");
  }

  @Test
  void refusesOneSubmoduleInTwoPlaces() throws Exception {
    var genuine = GenuineNras.EIGHT_GPUS;
    var answer = Answer.of(genuine.response());
    answer.submodule("GPU-1", answer.submodule("GPU-0"));
    assertThat(genuine.verdict(answer.json())).isEqualTo("rejected: nras.digest");
    answer.submodule("GPU-8", answer.submodule("GPU-0"));
    assertThat(genuine.verdict(answer.json())).isEqualTo("rejected: nras.submodules nras.digest");
  }

  // spec: RFC 9711 4.2.18 submods
  @Test
  void refusesAMissingAndAnAddedSubmodule() throws Exception {
    var genuine = GenuineNras.EIGHT_GPUS;
    for (int i = 0; i < 8; i++) {
      var answer = Answer.of(genuine.response());
      answer.submodules().remove("GPU-" + i);
      assertThat(genuine.verdict(answer.json())).isEqualTo("rejected: nras.submodules");
    }
    var answer = Answer.of(genuine.response());
    answer.submodule("SWITCH-0", answer.submodule("GPU-0"));
    assertThat(genuine.verdict(answer.json())).isEqualTo("rejected: nras.submodules");
  }

  @Test
  void refusesSubmodulesOfAnotherAnswer() throws Exception {
    var genuine = GenuineNras.BOUND_TO_TDX;
    var answer = Answer.of(genuine.response());
    var other = Answer.of(GenuineNras.ONE_GPU.response());
    answer.submodule("GPU-0", other.submodule("GPU-0"));
    assertThat(genuine.verdict(answer.json()))
        .isEqualTo("rejected: nras.time nras.signer nras.digest");
  }

  // spec: RFC 9711 4.1
  @Test
  void refusesTheResultOfAnotherNonce() throws Exception {
    var findings =
        NrasAppraisal.appraise(
            verified(GenuineNras.ONE_GPU),
            GenuineNras.BOUND_TO_TDX.nonceBytes(),
            GenuineNras.ONE_GPU.sent());
    assertThat(GenuineNras.codes(findings)).isEqualTo("nras.nonce nras.not-local");
    assertThat(findings.getFirst().actual())
        .isEqualTo("overall, GPU-0: " + GenuineNras.ONE_GPU.nonce());
  }

  // spec: RFC 9711 4.2.1
  @Test
  void refusesOtherDevicesThanThoseSent() throws Exception {
    var result = verified(GenuineNras.EIGHT_GPUS);
    var nonce = GenuineNras.EIGHT_GPUS.nonceBytes();
    var sent = GenuineNras.EIGHT_GPUS.sent();
    var other = GenuineNras.ONE_GPU.sent();
    var twice = new ArrayList<>(sent);
    twice.add(sent.getFirst());
    var more = new ArrayList<>(sent);
    more.addAll(other);
    for (var wrong : List.of(List.<SentDevice>of(), other, sent.subList(0, 7), twice, more)) {
      assertThat(GenuineNras.codes(NrasAppraisal.appraise(result, nonce, wrong)))
          .isEqualTo("nras.ueid nras.not-local");
    }
    var ueids = sent.stream().map(device -> SentDevice.of(device.ueid())).toList();
    assertThat(GenuineNras.codes(NrasAppraisal.appraise(result, nonce, ueids)))
        .isEqualTo("nras.not-local");
  }

  @ParameterizedTest
  @ValueSource(strings = {"overall", "GPU-0"})
  void refusesEveryByteFlipped(String token) throws Exception {
    refusesFlips(GenuineNras.ONE_GPU, token, 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"overall", "GPU-0", "GPU-7"})
  void refusesBytesFlippedInAnAnswerAboutEight(String token) throws Exception {
    refusesFlips(GenuineNras.EIGHT_GPUS, token, 23);
    refusesFlips(GenuineNras.OTHER_NONCE, token, 17);
  }

  private static void refusesFlips(GenuineNras genuine, String name, int step) throws Exception {
    var keys = genuine.keys();
    var signers = NrasSigners.production();
    var whole = Answer.of(genuine.response());
    var token = name.equals("overall") ? whole.overall() : whole.submodule(name);
    for (int at = 0; at < token.length(); at += step) {
      var flipped = new StringBuilder(token);
      flipped.setCharAt(at, (char) (token.charAt(at) ^ 1));
      var answer = Answer.of(genuine.response());
      if (name.equals("overall")) {
        answer.overall(flipped.toString());
      } else {
        answer.submodule(name, flipped.toString());
      }
      try {
        var tokens = NrasTokens.parse(answer.json());
        assertThat(NrasVerifier.verify(tokens, keys, signers, genuine.after(60)))
            .as("%s %d", name, at)
            .isInstanceOf(Rejected.class);
      } catch (MalformedException e) {
        assertThat(e).isNotNull();
      }
    }
  }

  // spec: RFC 7517 4.7 x5c
  @Test
  void refusesACertificateOfAnotherKey() throws Exception {
    var genuine = GenuineNras.ONE_GPU;
    var other = genuine.keys().keys().getFirst().spki();
    var keys =
        new NrasKeys(
            genuine.keys().keys().stream()
                .map(key -> new NrasKeys.Key(key.id(), other, key.issued()))
                .toList());
    assertThat(genuine.verdict(genuine.response(), keys, genuine.after(60)))
        .isEqualTo("rejected: nras.signer");
  }

  @Test
  void anotherPinRefuses() throws Exception {
    var genuine = GenuineNras.ONE_GPU;
    var issuer = genuine.keys().keys().getFirst().issued().issuer();
    var pin = issuer.spki().sha256();
    var other = Bytes.utf8("another").sha256();
    for (var signers :
        List.of(NrasSigners.production(List.of(other)), NrasSigners.simulation(List.of(other)))) {
      var verification =
          NrasVerifier.verify(genuine.tokens(), genuine.keys(), signers, genuine.after(60));
      assertThat(GenuineNras.verdict(verification, genuine.nonceBytes(), List.of()))
          .endsWith("nras.signer");
    }
    var several = NrasSigners.production(List.of(other, pin));
    assertThat(NrasVerifier.verify(genuine.tokens(), genuine.keys(), several, genuine.after(60)))
        .isInstanceOf(Verified.class);
  }
}
