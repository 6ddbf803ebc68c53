package dev.strongroom.simulator.nvidia;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.attestation.claims.DeviceClaims;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.nras.NrasKeys;
import dev.strongroom.attestation.nras.NrasResult;
import dev.strongroom.attestation.nras.NrasSigners;
import dev.strongroom.attestation.nras.NrasTokens;
import dev.strongroom.attestation.nras.NrasVerifier;
import dev.strongroom.attestation.nras.SentDevice;
import dev.strongroom.attestation.scheme.nvidia.NvidiaDevice;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.nvidia.NvidiaVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.Profile;
import dev.strongroom.simulator.vendor.SimulatedNode;
import dev.strongroom.simulator.vendor.SimulatedVendors;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who signed, when, and what: answers put together by somebody who has the service's key, or not.
class NrasSignersTest {
  private static final NrasService OTHER = NrasService.create(Nras.RANDOM, Nras.NOW);

  private static List<String> codes(Bytes answer) throws MalformedException {
    return Nras.codes(Nras.findings(answer, Nras.SERVICE.jwks(), Nras.SIGNERS, Nras.NOW));
  }

  private static Bytes good() {
    return Nras.SERVICE.answer(Nras.v2());
  }

  private static Bytes jwks(ObjectNode... keys) {
    var root = JsonNodeFactory.instance.objectNode();
    root.putArray("keys").addAll(List.of(keys));
    return StrictJson.write(root);
  }

  /// Replaces the token `overall`, or that of a submodule.
  private static Bytes with(Bytes answer, String name, UnaryOperator<String> change)
      throws MalformedException {
    var root = StrictJson.read(answer, JsonNode.class);
    if (name.equals("overall")) {
      var first = (ArrayNode) root.get(0);
      first.set(1, change.apply(first.get(1).textValue()));
    } else {
      var tokens = (ObjectNode) root.get(1);
      tokens.put(name, change.apply(tokens.get(name).textValue()));
    }
    return StrictJson.write(root);
  }

  private static JsonNode payload(String token) {
    try {
      var decoded = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
      return StrictJson.read(Bytes.copyOf(decoded), JsonNode.class);
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aSimulatedResultIsMarkedAsSuch() throws Exception {
    var verification =
        NrasVerifier.verify(
            NrasTokens.parse(good()), NrasKeys.parse(Nras.SERVICE.jwks()), Nras.SIGNERS, Nras.NOW);
    assertThat(verification).isInstanceOf(Verified.class);
    if (verification instanceof Verified<NrasResult> verified) {
      assertThat(verified.profile()).isEqualTo(Profile.SIMULATION);
    }
  }

  @Test
  void productionRefusesASimulatedService() throws Exception {
    var jwks = Nras.SERVICE.jwks();
    assertThat(Nras.codes(Nras.findings(good(), jwks, NrasSigners.production(), Nras.NOW)))
        .containsExactly("nras.issuer", "nras.signer");
    // Even where its issuer was pinned by mistake, and its tokens name the production service.
    var pinned = NrasSigners.production(List.of(Nras.SERVICE.issuerPin()));
    Consumer<ObjectNode> genuine = claims -> claims.put("iss", NrasSigners.PRODUCTION_ISSUER);
    var fields = Nras.v2().overall(genuine).submodule("GPU-0", genuine).submodule("GPU-1", genuine);
    assertThat(Nras.codes(Nras.findings(Nras.SERVICE.answer(fields), jwks, pinned, Nras.NOW)))
        .containsExactly("chain.root-profile");
  }

  // spec: RFC 7519 4.1.1 iss
  @ParameterizedTest
  @ValueSource(strings = {"overall", "GPU-0", "GPU-1"})
  void eachTokenNamesTheIssuer(String name) throws Exception {
    for (var issuer :
        List.of(
            "https://nras.attestation-stg.nvidia.com",
            NrasSigners.PRODUCTION_ISSUER,
            NrasSigners.SIMULATION_ISSUER + "/",
            "")) {
      assertThat(Nras.codes(changed(name, claims -> claims.put("iss", issuer))))
          .containsExactly("nras.issuer");
    }
  }

  private static NrasAnswerFields changed(String name, Consumer<ObjectNode> change) {
    return name.equals("overall") ? Nras.v2().overall(change) : Nras.v2().submodule(name, change);
  }

  // spec: RFC 7519 4.1.4 exp
  // spec: RFC 7519 4.1.5 nbf
  // spec: RFC 7519 4.1.6 iat
  @ParameterizedTest
  @CsvSource({
    "exp, -1", "exp, 0", "nbf, 1", "iat, 1",
  })
  void eachTokenHoldsNow(String claim, long seconds) throws Exception {
    for (var name : List.of("overall", "GPU-0", "GPU-1")) {
      long at = Nras.NOW.getEpochSecond() + seconds;
      assertThat(Nras.codes(changed(name, claims -> claims.put(claim, at))))
          .containsExactly("nras.time");
    }
  }

  @Test
  void leewayHasABound() throws Exception {
    var tokens = NrasTokens.parse(good());
    var keys = NrasKeys.parse(Nras.SERVICE.jwks());
    for (var leeway : List.of(Duration.ofSeconds(-1), Duration.ofSeconds(61))) {
      assertThatThrownBy(() -> NrasVerifier.verify(tokens, keys, Nras.SIGNERS, Nras.NOW, leeway))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(
            NrasVerifier.verify(
                tokens, keys, Nras.SIGNERS, Nras.NOW.minusSeconds(60), NrasVerifier.MAX_LEEWAY))
        .isInstanceOf(Verified.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"overall", "GPU-0"})
  void aTokenOfAnotherKeyIsAForgery(String name) throws Exception {
    // Another service's key under the id of this one's.
    var forged = with(good(), name, token -> OTHER.token(Nras.SERVICE.header(), payload(token)));
    var expected =
        name.equals("overall")
            ? List.of("nras.signature")
            : List.of("nras.signature", "nras.digest");
    assertThat(codes(forged)).containsExactlyElementsOf(expected);
  }

  @Test
  void anotherServiceIsNobody() throws Exception {
    var fields = Nras.v2();
    var answer = OTHER.answer(fields);
    assertThat(codes(answer)).containsExactly("nras.signer");
    // Its keys in the set change nothing: its issuer is not pinned.
    var jwks = jwks(Nras.SERVICE.jwk(), OTHER.jwk());
    assertThat(Nras.codes(Nras.findings(answer, jwks, Nras.SIGNERS, Nras.NOW)))
        .containsExactly("nras.signer");
    assertThat(Nras.findings(answer, jwks, Nras.SIGNERS, Nras.NOW).getFirst().actual())
        .startsWith("GPU-0, GPU-1, overall: ")
        .contains("GPU Intermediate 004")
        .contains(OTHER.issuerPin().hex());
    var both = NrasSigners.simulation(List.of(Nras.SERVICE.issuerPin(), OTHER.issuerPin()));
    assertThat(Nras.codes(Nras.findings(answer, jwks, both, Nras.NOW)))
        .containsExactly("nras.not-local");
  }

  // spec: RFC 7515 4.1.4 kid
  @Test
  void aKeyIdIsFoundExactlyOnce() throws Exception {
    var none = jwks();
    var twice = jwks(Nras.SERVICE.jwk(), OTHER.jwk().put("kid", Nras.SERVICE.keyId()));
    for (var set : List.of(none, twice)) {
      assertThat(Nras.codes(Nras.findings(good(), set, Nras.SIGNERS, Nras.NOW)))
          .containsExactly("nras.signer");
    }
    var without =
        with(
            good(),
            "overall",
            token -> Nras.SERVICE.token(Nras.SERVICE.header().without("kid"), payload(token)));
    assertThat(codes(without)).containsExactly("nras.signer");
  }

  // spec: RFC 7517 4.7 x5c
  @Test
  void theCertificateIsOfTheKey() throws Exception {
    var jwk = Nras.SERVICE.jwk();
    jwk.put("x", OTHER.jwk().get("x").textValue()).put("y", OTHER.jwk().get("y").textValue());
    assertThat(Nras.codes(Nras.findings(good(), jwks(jwk), Nras.SIGNERS, Nras.NOW)))
        .containsExactly("nras.signer");
    // A certificate of this service beside another's issuer.
    var mixed = Nras.SERVICE.jwk();
    mixed
        .putArray("x5c")
        .add(OTHER.leaf().der().base64())
        .add(Nras.SERVICE.issuer().der().base64());
    mixed.put("x", OTHER.jwk().get("x").textValue()).put("y", OTHER.jwk().get("y").textValue());
    mixed.put("kid", OTHER.keyId());
    var answer = OTHER.answer(Nras.v2());
    assertThat(Nras.codes(Nras.findings(answer, jwks(mixed), Nras.SIGNERS, Nras.NOW)))
        .containsExactly("chain.signature");
  }

  @Test
  void tokensOfOneAnswerMayBeOfTwoKeys() throws Exception {
    var next = Nras.SERVICE.rotated(Nras.RANDOM, Nras.NOW);
    var answer = with(good(), "overall", token -> next.token(payload(token)));
    var set = jwks(next.jwk(), Nras.SERVICE.jwk());
    assertThat(Nras.codes(Nras.findings(answer, set, Nras.SIGNERS, Nras.NOW)))
        .containsExactly("nras.not-local");
    assertThat(Nras.codes(Nras.findings(answer, next.jwks(), Nras.SIGNERS, Nras.NOW)))
        .containsExactly("nras.signer");
  }

  @Test
  void theKeysCertificateHoldsNow() throws Exception {
    var later = Nras.NOW.plus(Duration.ofDays(2));
    var answer = Nras.SERVICE.answer(NrasAnswerFields.v2(Nras.NONCE, Nras.GPUS, later));
    assertThat(Nras.codes(Nras.findings(answer, Nras.SERVICE.jwks(), Nras.SIGNERS, later)))
        .containsExactly("chain.validity");
    var forged = with(answer, "GPU-0", token -> OTHER.token(Nras.SERVICE.header(), payload(token)));
    assertThat(Nras.codes(Nras.findings(forged, Nras.SERVICE.jwks(), Nras.SIGNERS, later)))
        .containsExactly("chain.validity", "nras.signature", "nras.digest");
  }

  // spec: RFC 8725 3.1
  @ParameterizedTest
  @ValueSource(strings = {"none", "HS256", "ES256", "RS256", "es384", "ES384 ", ""})
  void theAlgorithmIsOurs(String algorithm) throws Exception {
    for (var name : List.of("overall", "GPU-0")) {
      var answer =
          with(
              good(),
              name,
              token ->
                  Nras.SERVICE.token(Nras.SERVICE.header().put("alg", algorithm), payload(token)));
      assertThat(codes(answer)).contains("nras.algorithm").doesNotContain("nras.not-local");
    }
  }

  // spec: RFC 8725 3.10
  @Test
  void aKeyInTheHeaderIsNotAsked() throws Exception {
    var header = OTHER.header().put("kid", Nras.SERVICE.keyId());
    header.set("jwk", OTHER.jwk());
    var answer = with(good(), "overall", token -> OTHER.token(header, payload(token)));
    assertThatThrownBy(() -> codes(answer))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("overall header.jwk");
  }

  // spec: RFC 9711 4.2.18.2
  @Test
  void aDigestIsSha256OfTheCompactToken() throws Exception {
    for (Consumer<ArrayNode> change :
        List.<Consumer<ArrayNode>>of(
            digest -> digest.set(0, "SHA256"),
            digest -> digest.set(0, "SHA-384"),
            digest -> digest.set(0, "sha-256"),
            digest -> digest.set(1, digest.get(1).textValue().toUpperCase(Locale.ROOT)),
            digest -> digest.set(1, "00".repeat(32)),
            digest -> digest.set(1, ""))) {
      var fields =
          Nras.v2().submods(submods -> change.accept((ArrayNode) submods.get("GPU-0").get(1)));
      assertThat(Nras.codes(fields)).containsExactly("nras.digest");
    }
  }

  // spec: RFC 9711 4.2.18 submods
  @Test
  void submodulesAreExactlyThoseNamed() throws Exception {
    assertThat(Nras.codes(Nras.v2().submods(submods -> submods.remove("GPU-1"))))
        .containsExactly("nras.submodules");
    assertThat(Nras.codes(Nras.v2().submods(s -> s.set("GPU-2", s.get("GPU-1")))))
        .containsExactly("nras.submodules");
    var renamed = Nras.v2().submods(submods -> submods.set("GPU-2", submods.remove("GPU-1")));
    assertThat(Nras.codes(renamed)).containsExactly("nras.submodules");
  }

  @Test
  void theOverallTokenOfOneAnswerDoesNotVouchForAnothers() throws Exception {
    var other = Nras.SERVICE.answer(Nras.v3());
    var theirs = StrictJson.read(other, JsonNode.class).get(1);
    var mixed = with(good(), "GPU-0", _ -> theirs.get("GPU-0").textValue());
    assertThat(codes(mixed)).containsExactly("nras.digest");
  }

  @Test
  void everyReasonIsTold() throws Exception {
    var fields =
        Nras.v2()
            .overall(claims -> claims.put("iss", "somebody"))
            .submodule("GPU-0", claims -> claims.put("exp", 1))
            .submods(submods -> submods.remove("GPU-1"));
    var answer = OTHER.answer(fields);
    assertThat(codes(answer))
        .containsExactly("nras.issuer", "nras.time", "nras.signer", "nras.submodules");
  }

  @Test
  void standsInThePlaceOfADevicesEvidence() throws Exception {
    var vendors = SimulatedVendors.create(Nras.RANDOM, Nras.NOW);
    var anchors = TrustAnchors.simulation(vendors.rootFingerprints());
    var node =
        SimulatedNode.create(
            vendors, "n", 2, Bytes.zeros(48), Bytes.zeros(32), Nras.RANDOM, Nras.NOW);
    var devices = new ArrayList<NvidiaDevice>();
    for (var evidence : node.devices(Nras.NONCE)) {
      var report = NvidiaReport.parse(evidence.report());
      var chain = CertificateChain.parse(evidence.chain());
      switch (NvidiaVerifier.verify(report, chain, anchors, Nras.NOW)) {
        case Verified<NvidiaReport> verified -> devices.add(NvidiaDevice.of(verified));
        case Rejected<NvidiaReport>(var findings) -> throw new AssertionError(findings);
      }
    }
    var sent = devices.stream().map(SentDevice::of).toList();
    var claims = devices.stream().map(DeviceClaims::of).toList();
    for (var fields :
        List.of(
            NrasAnswerFields.v2(Nras.NONCE, claims, Nras.NOW),
            NrasAnswerFields.v3(Nras.NONCE, claims, Nras.NOW))) {
      assertThat(Nras.codes(fields, sent)).containsExactly("nras.not-local");
    }
    assertThat(Nras.codes(Nras.v2(), sent)).containsExactly("nras.ueid", "nras.not-local");
  }
}
