package dev.strongroom.attestation.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.util.Base64URL;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.dsse.UntrustedException;
import dev.strongroom.wire.json.StrictJson;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;

/// An [EarResult] as a signed JWT (RFC 7519), ES384 and nothing else. Thread-safe.
///
/// Header: `alg` ES384, `typ` `eat-result+jwt`, `kid` the key's id. A token is bound to this type,
/// so no other JWT of the same key can be taken for a result.
public final class EarToken {
  /// `eat_profile` (draft-ietf-rats-ear, and what Veraison writes).
  public static final String EAT_PROFILE = "tag:github.com,2023:veraison/ear";

  private static final JOSEObjectType TYPE = new JOSEObjectType("eat-result+jwt");

  /// Findings of eight accelerators stay far below.
  private static final int MAX_CHARACTERS = 1 << 18;

  /// How far two clocks may lie apart.
  private static final Duration SKEW = Duration.ofSeconds(30);

  private EarToken() {}

  /// Signs.
  public static String sign(EarResult result, SigningKey key) {
    var header =
        new JWSHeader.Builder(JWSAlgorithm.ES384).type(TYPE).keyID(key.publicKey().keyId()).build();
    var token =
        new JWSObject(header, new Payload(StrictJson.write(EarClaims.of(result)).toArray()));
    try {
      token.sign(new ECDSASigner(key.platformKey()));
    } catch (JOSEException e) {
      throw new IllegalStateException("signing with a P-384 key failed", e);
    }
    return token.serialize();
  }

  /// Reads a token that `issuer` signed with `key`. Whether it is favourable, and of the policy
  /// that was asked for, says [EarResult#require].
  ///
  /// @param nonce what this session binds
  /// @throws UntrustedException if it is not signed so, is another's, another session's, not yet or
  ///   no longer valid
  /// @throws MalformedException if it is no token, or what was signed is no result
  public static EarResult verify(
      String token, String issuer, PublicKey key, Bytes nonce, Instant now)
      throws UntrustedException, MalformedException {
    var payload = payload(token, key);
    var result = StrictJson.read(payload, EarClaims.class).result();
    if (!result.issuer().equals(issuer)) {
      throw new UntrustedException("issued by '" + result.issuer() + "', want '" + issuer + "'");
    }
    // spec: RFC 9711 4.1: eat_nonce shows that the token was made for this session
    if (!result.nonce().equals(nonce)) {
      throw new UntrustedException("made for another session: eat_nonce differs");
    }
    // spec: RFC 7519 4.1.4 exp: not accepted on or after it
    if (!now.isBefore(result.expiresAt())) {
      throw new UntrustedException("expired at " + result.expiresAt());
    }
    // spec: RFC 7519 4.1.6 iat: a result of the future is none
    if (result.issuedAt().isAfter(now.plus(SKEW))) {
      throw new UntrustedException("issued in the future, at " + result.issuedAt());
    }
    return result;
  }

  private static Bytes payload(String token, PublicKey key)
      throws UntrustedException, MalformedException {
    if (token.length() > MAX_CHARACTERS) {
      throw new MalformedException("token", 0, "is longer than " + MAX_CHARACTERS + " characters");
    }
    try {
      var jws = JWSObject.parse(token);
      // spec: RFC 7515 2 Base64url: no other characters, so a token has one spelling
      if (!jws.serialize().equals(token)
          || !Base64URL.encode(jws.getSignature().decode()).equals(jws.getSignature())) {
        throw new MalformedException("token", -1, "is spelled in another way");
      }
      var header = jws.getHeader();
      // spec: RFC 8725 3.1: the algorithm is ours to choose, never the token's; neither none nor
      // HMAC
      if (!JWSAlgorithm.ES384.equals(header.getAlgorithm())) {
        throw new UntrustedException("signed with " + header.getAlgorithm() + ", want ES384");
      }
      // spec: RFC 8725 3.11: the type keeps other JWTs of the same key apart
      if (!TYPE.equals(header.getType())) {
        throw new UntrustedException("of type " + header.getType() + ", want " + TYPE);
      }
      if (header.getCriticalParams() != null
          || !header.isBase64URLEncodePayload()
          || !jws.verify(new ECDSAVerifier(key.platformKey()))) {
        throw new UntrustedException("not signed by " + key.keyId());
      }
      return Bytes.copyOf(jws.getPayload().toBytes());
    } catch (ParseException | IllegalArgumentException e) {
      throw new MalformedException("token", -1, "is no JWS in compact form", e);
    } catch (JOSEException e) {
      throw new UntrustedException("not signed by " + key.keyId());
    }
  }
}
