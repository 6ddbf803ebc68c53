package dev.strongroom.attestation.nras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The form of answers; nothing here is signed.
class NrasTokensTest {
  private static final String OVERALL = Answer.unsigned().overall();
  private static final String GPU = Answer.unsigned().submodule("GPU-0");

  private static void refuses(Answer answer, String message) {
    assertThatThrownBy(() -> NrasTokens.parse(answer.json()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(message);
  }

  private static void refuses(String json, String message) {
    assertThatThrownBy(() -> NrasTokens.parse(Bytes.utf8(json)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(message);
  }

  private static void refusesOverall(UnaryOperator<String> change, String message) {
    refuses(Answer.unsigned().overall(change.apply(OVERALL)), message);
  }

  private static void refusesClaims(Consumer<ObjectNode> change, String message) {
    refuses(Answer.unsigned().submodule("GPU-0", Answer.changed(GPU, change)), message);
  }

  private static NrasClaims claims(Consumer<ObjectNode> change) throws MalformedException {
    var answer = Answer.unsigned().submodule("GPU-0", Answer.changed(GPU, change));
    return Answer.said(NrasTokens.parse(answer.json()));
  }

  @Test
  void readsWhatIsSaid() throws Exception {
    var tokens = NrasTokens.parse(Answer.unsigned().json());
    assertThat(tokens.overall().keyId()).isEqualTo("k");
    assertThat(tokens.overall().issuer()).isEqualTo("somebody");
    assertThat(tokens.claims().version()).isEqualTo(ClaimsVersion.V2);
    assertThat(tokens.claims().digests()).containsOnlyKeys("GPU-0");
    assertThat(Answer.said(tokens))
        .isInstanceOfSatisfying(
            NrasClaims.V2.class, v2 -> assertThat(v2.device().hwmodel()).isEqualTo("GH100"));
  }

  @Nested
  class Shape {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "{}",
          "[]",
          "[[\"JWT\",\"a.b.c\"]]",
          "[[\"JWT\",\"a.b.c\"],{},{}]",
          "[[\"CBOR\",\"a.b.c\"],{}]",
          "[[\"JWT\"],{}]",
          "[\"JWT\",{}]",
          "[[\"JWT\",\"a.b.c\",1],{}]",
          "[[1,\"a.b.c\"],{}]"
        })
    void refusesAnotherShape(String json) {
      refuses(json, "is not [[\"JWT\", token], {submodule: token}]");
    }

    @Test
    void refusesWhatIsTooLargeOrNoJson() {
      refuses(" ".repeat(NrasTokens.MAX_BYTES + 1), "got 524289 bytes");
      refuses(" ".repeat(NrasTokens.MAX_BYTES), "JSON");
      refuses("[", "");
      refuses(Answer.unsigned().json().utf8() + "1", "");
    }

    @Test
    void refusesASubmoduleTwice() {
      var json = Answer.unsigned().json().utf8();
      var member = "\"GPU-0\":\"" + GPU + "\"";
      refuses(json.replace(member, member + "," + member), "");
    }

    @Test
    void refusesNoneAndTooManySubmodules() {
      var none = Answer.unsigned();
      none.submodules().removeAll();
      refuses(none, "want 1 to 16 submodules");
      var many = Answer.unsigned();
      for (int i = 1; i <= 16; i++) {
        many.submodule("GPU-" + i, GPU);
      }
      refuses(many, "want 1 to 16 submodules");
    }

    @Test
    void acceptsSixteenSubmodules() throws Exception {
      var most = Answer.unsigned();
      for (int i = 1; i < 16; i++) {
        most.submodule((i % 2 == 0 ? "GPU-" : "SWITCH-") + i, GPU);
      }
      assertThat(NrasTokens.parse(most.json()).submodules()).hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GPU", "GPU-", "GPU-00", "GPU-100", "CPU-0", "gpu-0", "GPU-0 ", ""})
    void refusesOtherNames(String name) {
      refuses(Answer.unsigned().submodule(name, GPU), "want GPU-n or SWITCH-n");
      refusesOverall(
          token ->
              Answer.changed(token, claims -> ((ObjectNode) claims.get("submods")).putArray(name)),
          "want GPU-n or SWITCH-n");
    }
  }

  @Nested
  class Tokens {
    // spec: RFC 7515 7.1
    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a", "..", "....", "e30.e30", "e30.e30.AA.AA"})
    void refusesOtherPartsThanThree(String token) {
      refusesOverall(_ -> token, "");
    }

    @Test
    void refusesTokensThatAreNoTextOrTooLong() {
      var answer = Answer.unsigned();
      answer.submodules().put("GPU-0", 1);
      refuses(answer, "is not a token of at most 131072 characters");
      refusesOverall(token -> token + "A".repeat(131072), "131072");
      refusesOverall(_ -> "A".repeat(131072), "three parts");
    }

    // spec: RFC 7515 2 Base64url
    @Test
    void aPartHasOneSpelling() {
      for (var other : new String[] {"=", "+", "/", " ", "\n"}) {
        refusesOverall(token -> token.replace(".", other + "."), "overall header");
        refusesOverall(token -> token + other, "overall signature");
      }
      // 16 bytes leave four bits of the last character to nobody.
      var header = "{\"alg\":\"ES384\" }";
      var canonical = Answer.encoded(header);
      var last = canonical.charAt(canonical.length() - 1);
      var loose = canonical.substring(0, canonical.length() - 1) + (char) (last + 1);
      refusesOverall(token -> loose + token.substring(token.indexOf('.')), "canonical");
    }

    // spec: RFC 7515 4.1.11
    // spec: RFC 8725 3.10
    @ParameterizedTest
    @ValueSource(strings = {"jwk", "jku", "x5u", "x5c", "x5t", "crit", "b64", "zip", "cty", "enc"})
    void refusesOtherHeaderParameters(String name) {
      refusesOverall(
          token ->
              Answer.part(token, 0, header -> header.replace("}", ",\"%s\":[]}".formatted(name))),
          "overall header." + name + ": is not accepted");
    }

    @Test
    void acceptsATypeAndNoKeyId() throws Exception {
      var token = Answer.part(OVERALL, 0, _ -> "{\"alg\":\"ES384\",\"typ\":\"JWT\"}");
      assertThat(NrasTokens.parse(Answer.unsigned().overall(token).json()).overall().keyId())
          .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {"[]", "{}", "{\"alg\":1}", "{\"alg\":\"ES384\",\"alg\":\"ES384\"}", "x"})
    void refusesHeadersOfAnotherForm(String header) {
      refusesOverall(token -> Answer.part(token, 0, _ -> header), "");
    }

    // spec: RFC 7518 3.4
    @Test
    void refusesSignaturesOfAnotherLength() {
      for (int length : new int[] {0, 64, 95, 97, 98, 192}) {
        var other = "." + Answer.base64(Bytes.zeros(length));
        refusesOverall(
            token -> token.substring(0, token.lastIndexOf('.')) + other,
            "overall signature: got " + length + " bytes, want 96");
      }
    }

    @Test
    void theSignatureOfAnotherAlgorithmNeverVerifies() throws Exception {
      var none = Answer.part(OVERALL, 0, _ -> "{\"alg\":\"none\"}");
      var unsigned = none.substring(0, none.lastIndexOf('.') + 1);
      var parsed = NrasTokens.parse(Answer.unsigned().overall(unsigned).json()).overall();
      assertThat(parsed.algorithm()).isEqualTo("none");
      assertThat(parsed.signature().r()).isZero();
      assertThat(parsed.signature().s()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
      "iat, -1",
      "iat, 1.5",
      "iat, '\"1\"'",
      "iat, null",
      "exp, 253402300800",
      "exp, 1e30",
      "nbf, true",
      "iss, 1",
      "iss, null"
    })
    void refusesRegisteredClaimsOfAnotherForm(String claim, String value) {
      refusesClaims(claims -> claims.putRawValue(claim, raw(value)), "GPU-0." + claim);
    }

    @Test
    void timesLieBetween1970And9999() throws Exception {
      var token = Answer.changed(OVERALL, claims -> claims.put("exp", 253402300799L));
      assertThat(NrasTokens.parse(Answer.unsigned().overall(token).json()).overall().expiresAt())
          .hasToString("9999-12-31T23:59:59Z");
    }

    @Test
    void withoutNotBeforeItHoldsFromItsIssue() throws Exception {
      var token = Answer.changed(OVERALL, claims -> claims.put("iat", 7).remove("nbf"));
      assertThat(NrasTokens.parse(Answer.unsigned().overall(token).json()).overall().notBefore())
          .hasToString("1970-01-01T00:00:07Z");
    }
  }

  private static RawValue raw(String json) {
    return new RawValue(json);
  }

  @Nested
  class Overall {
    // spec: RFC 8725 3.12
    @Test
    void refusesAnotherSubject() {
      refusesOverall(
          token -> Answer.changed(token, claims -> claims.put("sub", "somebody")),
          "overall.sub: got 'somebody'");
      refusesOverall(_ -> GPU, "overall.sub: is absent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "2", "3.1", ""})
    void refusesOtherVersions(String version) {
      refusesOverall(
          token -> Answer.changed(token, claims -> claims.put("x-nvidia-ver", version)),
          "want 2.0 or 3.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'true'", "1", "null"})
    void refusesAResultThatIsNeitherTrueNorFalse(String value) {
      refusesOverall(
          token ->
              Answer.changed(
                  token,
                  claims ->
                      claims.putRawValue(
                          "x-nvidia-overall-att-result", raw(value.replace('\'', '"')))),
          "x-nvidia-overall-att-result");
    }

    // spec: RFC 9711 4.2.18.2 JSON
    @ParameterizedTest
    @ValueSource(
        strings = {
          "'DIGEST'",
          "['DIGEST']",
          "['digest',['SHA-256','00']]",
          "['JWT',['SHA-256','00']]",
          "['DIGEST',['SHA-256']]",
          "['DIGEST',['SHA-256','00','00']]",
          "['DIGEST',['SHA-256','00'],1]",
          "['DIGEST','SHA-256']",
          "['DIGEST',{'SHA-256':'00'}]",
          "['DIGEST',['SHA-256',0]]",
          "['DIGEST',[1,'00']]",
          "[1,['SHA-256','00']]"
        })
    void refusesDigestsOfAnotherForm(String digest) {
      refusesOverall(
          token ->
              Answer.changed(
                  token,
                  claims ->
                      ((ObjectNode) claims.get("submods"))
                          .putRawValue("GPU-0", raw(digest.replace('\'', '"')))),
          "GPU-0");
    }

    @Test
    void aNonceMayHave64Bytes() throws Exception {
      var token = Answer.changed(OVERALL, claims -> claims.put("eat_nonce", "00".repeat(64)));
      assertThat(NrasTokens.parse(Answer.unsigned().overall(token).json()).claims().nonce())
          .isEqualTo(Bytes.zeros(64));
    }

    @Test
    void refusesNoncesThatAreNoHexadecimalOrTooLong() {
      for (var nonce : new String[] {"", "0", "xx", "00".repeat(65)}) {
        refusesOverall(
            token -> Answer.changed(token, claims -> claims.put("eat_nonce", nonce)),
            "overall.eat_nonce");
      }
    }
  }

  @Nested
  class Claims {
    @ParameterizedTest
    @ValueSource(strings = {"ueid", "hwmodel", "measres", "dbgstat", "x-nvidia-gpu-mode"})
    void refusesTextThatIsNoneOrTooLong(String claim) {
      refusesClaims(claims -> claims.put(claim, 1), "GPU-0." + claim + ": is not text");
      refusesClaims(claims -> claims.put(claim, "x".repeat(513)), "GPU-0." + claim);
    }

    @Test
    void boundsAreThemselvesAccepted() throws Exception {
      var said =
          (NrasClaims.V2)
              claims(
                  claims -> {
                    claims.put("hwmodel", "x".repeat(512));
                    var list = claims.putArray("x-nvidia-mismatch-indexes");
                    for (int i = 0; i < 256; i++) {
                      list.add(i);
                    }
                  });
      assertThat(said.device().hwmodel()).hasSize(512);
      assertThat(said.statement().mismatches()).hasSize(256);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secboot", "x-nvidia-gpu-arch-check"})
    void refusesFlagsThatAreNeitherTrueNorFalse(String claim) {
      refusesClaims(claims -> claims.put(claim, "true"), "GPU-0." + claim);
    }

    @Test
    void nullIsNotSaid() throws Exception {
      var said =
          (NrasClaims.V2)
              claims(
                  claims ->
                      claims
                          .putNull("ueid")
                          .putNull("eat_nonce")
                          .putNull("secboot")
                          .putNull("x-nvidia-gpu-arch-check"));
      assertThat(said.device().ueid()).isEmpty();
      assertThat(said.statement().nonce()).isEqualTo(Bytes.empty());
      assertThat(said.statement().secboot()).isEmpty();
      assertThat(said.statement().checks()).isEmpty();
    }

    @Test
    void anErrorStandsForAllElse() throws Exception {
      var failure =
          claims(
              claims ->
                  claims
                      .putObject("x-nvidia-error-details")
                      .put("code", 4010)
                      .put("message", "NONCE_NOT_MATCHING"));
      assertThat(failure).isEqualTo(new NrasClaims.Failure(4010, "NONCE_NOT_MATCHING", ""));
      refusesClaims(claims -> claims.put("x-nvidia-error-details", "4010"), "error-details");
      refusesClaims(
          claims -> claims.putObject("x-nvidia-error-details").put("code", "4010"), "code");
    }

    @Test
    void keepsMismatchesOfEveryKind() throws Exception {
      var said =
          (NrasClaims.V2)
              claims(
                  claims -> {
                    claims.putArray("x-nvidia-mismatch-indexes").add(9);
                    claims
                        .putArray("x-nvidia-mismatch-measurement-records")
                        .addObject()
                        .put("index", 35)
                        .put("measurementSource", "VBIOS");
                    claims
                        .putArray("x-nvidia-mismatch-opaque-data-records")
                        .addObject()
                        .put("id", 37)
                        .put("name", "FSP_UCODE_SVN");
                  });
      assertThat(said.statement().mismatches())
          .containsExactly(
              new NrasClaims.Mismatch("x-nvidia-mismatch-indexes", 9, ""),
              new NrasClaims.Mismatch("x-nvidia-mismatch-measurement-records", 35, "VBIOS"),
              new NrasClaims.Mismatch(
                  "x-nvidia-mismatch-opaque-data-records", 37, "FSP_UCODE_SVN"));
    }

    @Test
    void refusesMismatchesOfAnotherForm() {
      var claim = "x-nvidia-mismatch-measurement-records";
      refusesClaims(claims -> claims.putArray(claim).add(9), claim);
      refusesClaims(claims -> claims.putArray(claim).addObject(), claim + ".index");
      refusesClaims(claims -> claims.put(claim, "none"), claim);
      refusesClaims(
          claims -> {
            var list = claims.putArray("x-nvidia-mismatch-indexes");
            for (int i = 0; i <= 256; i++) {
              list.add(i);
            }
          },
          "more than 256");
    }

    @Test
    void keepsOneWarningOrSeveral() throws Exception {
      var one = (NrasClaims.V2) claims(c -> c.put("x-nvidia-attestation-warning", "a"));
      assertThat(one.statement().warnings()).containsExactly("a");
      var two =
          (NrasClaims.V2) claims(c -> c.putArray("x-nvidia-attestation-warning").add("a").add("b"));
      assertThat(two.statement().warnings()).containsExactly("a", "b");
      refusesClaims(c -> c.put("x-nvidia-attestation-warning", 1), "warning");
    }

    @Test
    void passesOverUnknownClaimsButForThoseThatDeny() throws Exception {
      var said =
          (NrasClaims.V2)
              claims(
                  claims ->
                      claims
                          .put("x-nvidia-gpu-new-check", false)
                          .put("x-nvidia-gpu-other", true)
                          .put("x-nvidia-gpu-arch-check", false)
                          .put("secboot", false)
                          .put("oemid", "5703"));
      assertThat(said.statement().denied()).containsExactly("x-nvidia-gpu-new-check");
    }

    @Test
    void refusesAClaimTwice() {
      var twice =
          Answer.part(GPU, 1, payload -> payload.replace("\"nbf\":0", "\"nbf\":0,\"nbf\":0"));
      refuses(Answer.unsigned().submodule("GPU-0", twice), "");
    }
  }

  @Nested
  class CertificateChains {
    private static final String CHAIN = "x-nvidia-gpu-driver-rim-cert-chain";

    private static NrasClaims.V3 v3(Consumer<ObjectNode> change) throws MalformedException {
      var overall = Answer.changed(OVERALL, claims -> claims.put("x-nvidia-ver", "3.0"));
      var answer =
          Answer.unsigned().overall(overall).submodule("GPU-0", Answer.changed(GPU, change));
      return (NrasClaims.V3) Answer.said(NrasTokens.parse(answer.json()));
    }

    @Test
    void thatAreNotSaidAreNotGood() throws Exception {
      assertThat(v3(_ -> {}).chains()).hasSize(3).containsEntry(CHAIN, CertificateState.NOT_SAID);
    }

    @Test
    void ofAnotherFormAreRefused() {
      assertThatThrownBy(() -> v3(claims -> claims.put(CHAIN, "valid")))
          .isInstanceOf(MalformedException.class);
      assertThatThrownBy(
              () ->
                  v3(
                      claims ->
                          claims.putObject(CHAIN).put("x-nvidia-cert-expiration-date", "2030")))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("is not an ISO 8601 time in UTC");
    }

    @Test
    void whatTheyDenyIsKept() throws Exception {
      var said = v3(claims -> claims.putObject(CHAIN).put("x-nvidia-cert-new", false));
      assertThat(said.statement().denied()).containsExactly("x-nvidia-cert-new");
      var stale =
          v3(claims -> claims.putObject(CHAIN).put("x-nvidia-cert-ocsp-nonce-matches", false));
      assertThat(stale.statement().denied()).isEmpty();
      assertThat(Objects.requireNonNull(stale.chains().get(CHAIN)).ocspAnswerHolds()).isFalse();
    }
  }
}
