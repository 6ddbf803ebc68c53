package dev.strongroom.attestation.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.dsse.UntrustedException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EarTokenTest {
  private static final Instant AT = Instant.parse("2026-11-23T12:00:00Z");
  private static final Bytes NONCE = Bytes.utf8("session").sha256();
  private static final String ISSUER = "broker";

  private final SigningKey key = SigningKey.generate(new SecureRandom());

  private static EarResult result(Finding... findings) {
    var vector = TrustVector.of(true, List.of(findings));
    var cpu = new EarResult.Appraisal(vector.status(), vector, "strict 1", List.of());
    return new EarResult(
        ISSUER,
        AT,
        AT.plus(Duration.ofMinutes(5)),
        NONCE,
        Profile.SIMULATION,
        "software",
        new TreeMap<>(Map.of("cpu", cpu)));
  }

  private EarResult verify(String token, Bytes nonce, Instant now) throws Exception {
    return EarToken.verify(token, ISSUER, key.publicKey(), nonce, now);
  }

  private void assertRefused(String token, Bytes nonce, Instant now, String words) {
    assertThatThrownBy(() -> verify(token, nonce, now))
        .isInstanceOf(UntrustedException.class)
        .hasMessageContaining(words);
  }

  @Test
  void comesBackAsItWasSigned() throws Exception {
    assertThat(verify(EarToken.sign(result(), key), NONCE, AT)).isEqualTo(result());
  }

  // spec: RFC 9711 4.1
  @Test
  void refusesATokenOfAnotherSession() {
    assertRefused(EarToken.sign(result(), key), NONCE.sha256(), AT, "another session");
  }

  // spec: RFC 7519 4.1.4 exp
  @Test
  void refusesATokenFromItsEndOn() throws Exception {
    var token = EarToken.sign(result(), key);
    var end = AT.plus(Duration.ofMinutes(5));
    assertThat(verify(token, NONCE, end.minusMillis(1))).isEqualTo(result());
    assertRefused(token, NONCE, end, "expired");
  }

  // spec: RFC 7519 4.1.6 iat
  @Test
  void refusesATokenOfTheFuture() throws Exception {
    var token = EarToken.sign(result(), key);
    assertThat(verify(token, NONCE, AT.minusSeconds(30))).isEqualTo(result());
    assertRefused(token, NONCE, AT.minusSeconds(31), "in the future");
  }

  @Test
  void refusesAnotherIssuerAndAnotherKey() {
    var token = EarToken.sign(result(), key);
    assertThatThrownBy(() -> EarToken.verify(token, "other", key.publicKey(), NONCE, AT))
        .isInstanceOf(UntrustedException.class);
    var other = SigningKey.generate(new SecureRandom());
    assertRefused(EarToken.sign(result(), other), NONCE, AT, "not signed by");
  }

  // spec: RFC 8725 3.1
  @Test
  void theTokenDoesNotChooseItsAlgorithm() throws Exception {
    var payload = JWSObject.parse(EarToken.sign(result(), key)).getPayload();
    var unsigned =
        Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                    Bytes.utf8("{\"alg\":\"none\",\"typ\":\"eat-result+jwt\"}").toArray())
            + "."
            + payload.toBase64URL()
            + ".";
    assertThatThrownBy(() -> verify(unsigned, NONCE, AT))
        .isInstanceOfAny(UntrustedException.class, MalformedException.class);
    // The public key as the secret of a MAC.
    var mac = new JWSObject(header(JWSAlgorithm.HS384, "eat-result+jwt"), payload);
    mac.sign(new MACSigner(key.publicKey().spki().toArray()));
    assertRefused(mac.serialize(), NONCE, AT, "signed with HS384");
  }

  // spec: RFC 8725 3.11
  @Test
  void refusesATokenOfAnotherType() throws Exception {
    var payload = JWSObject.parse(EarToken.sign(result(), key)).getPayload();
    assertRefused(signed("JWT", payload), NONCE, AT, "of type JWT");
  }

  // spec: EAR draft eat_profile
  @Test
  void refusesAnotherProfile() throws Exception {
    var payload = JWSObject.parse(EarToken.sign(result(), key)).getPayload().toString();
    var other = payload.replace(EarToken.EAT_PROFILE, "tag:example.com,2026:other");
    assertThat(other).isNotEqualTo(payload);
    assertThatThrownBy(() -> verify(signed("eat-result+jwt", new Payload(other)), NONCE, AT))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("eat_profile");
  }

  private void assertRefusedClaims(String was, String is, String words) throws Exception {
    var payload = JWSObject.parse(EarToken.sign(result(), key)).getPayload().toString();
    var other = payload.replace(was, is);
    assertThat(other).isNotEqualTo(payload);
    assertThatThrownBy(() -> verify(signed("eat-result+jwt", new Payload(other)), NONCE, AT))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(words);
  }

  @Test
  void refusesClaimsThatAreNoResultThoughTheIssuerSignedThem() throws Exception {
    assertRefusedClaims("\"ear.status\":\"affirming\"", "\"ear.status\":\"fine\"", "got 'fine'");
    assertRefusedClaims("\"hardware\":2", "\"hardware\":2,\"software\":2", "unknown members");
    assertRefusedClaims("\"hardware\":2", "\"hardware\":128", "-128 to 127");
    assertRefusedClaims("\"hardware\":2", "\"hardware\":96", "milder than the vector");
    assertRefusedClaims("\"hardware\":2,", "", "want every member");
    assertRefusedClaims("\"eat_nonce\":\"", "\"eat_nonce\":\"*", "EAR");
  }

  @Test
  void secondsLieBetween1970And9999() throws Exception {
    long begin = AT.getEpochSecond();
    assertRefusedClaims("\"iat\":" + begin, "\"iat\":-1", "iat");
    long end = AT.plus(Duration.ofMinutes(5)).getEpochSecond();
    assertRefusedClaims("\"exp\":" + end, "\"exp\":253402300800", "exp");

    var payload = JWSObject.parse(EarToken.sign(result(), key)).getPayload().toString();
    var widest =
        payload
            .replace("\"iat\":" + begin, "\"iat\":0")
            .replace("\"exp\":" + end, "\"exp\":253402300799");
    var read = verify(signed("eat-result+jwt", new Payload(widest)), NONCE, AT);
    assertThat(read.issuedAt()).isEqualTo(Instant.EPOCH);
    assertThat(read.expiresAt()).isEqualTo("9999-12-31T23:59:59Z");
  }

  @Test
  void aTokenIsReadUpTo262144Characters() {
    assertThatThrownBy(() -> verify("a".repeat(1 << 18), NONCE, AT))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("no JWS");
    assertThatThrownBy(() -> verify("a".repeat((1 << 18) + 1), NONCE, AT))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("is longer");
  }

  @Test
  void refusesCriticalHeaders() throws Exception {
    var payload = JWSObject.parse(EarToken.sign(result(), key)).getPayload();
    var header =
        new JWSHeader.Builder(JWSAlgorithm.ES384)
            .type(new JOSEObjectType("eat-result+jwt"))
            .criticalParams(Set.of("exp"))
            .customParam("exp", 1)
            .build();
    var token = new JWSObject(header, payload);
    token.sign(new ECDSASigner(key.platformKey()));
    assertRefused(token.serialize(), NONCE, AT, "not signed by");
  }

  @Test
  void cutOrChangedAnywhereItIsNoToken() {
    var token = EarToken.sign(result(), key);
    for (int at = 0; at < token.length(); at++) {
      var changed = new StringBuilder(token);
      changed.setCharAt(at, token.charAt(at) == '*' ? '+' : '*');
      for (var wrong : List.of(token.substring(0, at), changed.toString())) {
        assertThatThrownBy(() -> verify(wrong, NONCE, AT))
            .isInstanceOfAny(UntrustedException.class, MalformedException.class);
      }
    }
  }

  // spec: RFC 7515 2 Base64url
  @Test
  void aTokenHasOneSpelling() {
    var token = EarToken.sign(result(), key);
    for (var other : List.of(token + "0", token + "\0", token + "=", token + " ", "\n" + token)) {
      assertThatThrownBy(() -> verify(other, NONCE, AT)).isInstanceOf(MalformedException.class);
    }
  }

  // spec: AR4SI draft 2.3
  @Test
  void whatIsNotAuthenticAffirmsNothing() {
    var refused = TrustVector.of(false, List.of());
    assertThat(refused.values().values()).containsOnly(0);
    assertThat(refused.status()).isEqualTo(EarStatus.NONE);
    var verified = TrustVector.of(true, List.of());
    assertThat(verified.value(VectorMember.INSTANCE_IDENTITY)).isEqualTo(2);
    // Nothing here looks at files.
    assertThat(verified.value(VectorMember.FILE_SYSTEM)).isZero();
  }

  // spec: AR4SI draft 2.3.2
  @Test
  void theGravestMemberIsTheTier() {
    assertThat(TrustVector.of(true, List.of()).status()).isEqualTo(EarStatus.AFFIRMING);
    var warning = new Finding(SnpRule.VERSION_UNKNOWN, "2 to 5", "6");
    assertThat(TrustVector.of(true, List.of(warning)).status()).isEqualTo(EarStatus.WARNING);
    var foreign = new Finding(ChainRule.ROOT_UNKNOWN, "a pinned root", "another");
    assertThat(TrustVector.of(true, List.of(warning, foreign)).status())
        .isEqualTo(EarStatus.CONTRAINDICATED);
    for (int value : new int[] {-128, -1, 0, 1}) {
      assertThat(EarStatus.of(value)).isEqualTo(EarStatus.NONE);
    }
    for (int value : new int[] {2, 31}) {
      assertThat(EarStatus.of(value)).isEqualTo(EarStatus.AFFIRMING);
    }
    for (int value : new int[] {32, 95}) {
      assertThat(EarStatus.of(value)).isEqualTo(EarStatus.WARNING);
    }
    for (int value : new int[] {96, 127}) {
      assertThat(EarStatus.of(value)).isEqualTo(EarStatus.CONTRAINDICATED);
    }
  }

  private String signed(String type, Payload payload) throws Exception {
    var token = new JWSObject(header(JWSAlgorithm.ES384, type), payload);
    token.sign(new ECDSASigner(key.platformKey()));
    return token.serialize();
  }

  private static JWSHeader header(JWSAlgorithm algorithm, String type) {
    return new JWSHeader.Builder(algorithm).type(new JOSEObjectType(type)).build();
  }
}
