package dev.strongroom.simulator.nvidia;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.simulator.pki.Extensions;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.json.StrictJson;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/// The service's keys, shaped as the genuine ones of 2026:
///
/// | Certificate | Key | Signed with | Life |
/// |---|---|---|---|
/// | NVIDIA Attestation Service CA 001, in no JWK Set | P-384 | | |
/// | NVIDIA Attestation Service GPU Intermediate 004 | RSA 2048 | ECDSA, SHA-384 | 4 years |
/// | NVIDIA Attestation Service GPU GH100 | P-384 | RSA PKCS #1, SHA-256 | 48 hours |
///
/// Thread-safe.
public final class NrasService {
  private static final int RSA_BITS = 2048;
  private static final int SERIAL_BITS = 158;
  private static final int COORDINATE_BYTES = 48;
  private static final int POINT_AT = 24;
  private static final Duration INTERMEDIATE_LIFE = Duration.ofDays(4 * 365 + 1);
  private static final Duration LEAF_LIFE = Duration.ofDays(2);
  private static final Duration AGE = Duration.ofHours(1);

  private final Authority intermediate;
  private final SigningKey key;
  private final Certificate leaf;
  private final String keyId;

  private NrasService(Authority intermediate, SigningKey key, Certificate leaf, String keyId) {
    this.intermediate = intermediate;
    this.key = key;
    this.leaf = leaf;
    this.keyId = keyId;
  }

  /// A service whose keys are an hour old at `now`.
  public static NrasService create(SecureRandom random, Instant now) {
    var notBefore = now.minus(AGE);
    var rootKey = SigningKey.generate(random);
    var root =
        Authority.root(
            issuer(
                "NVIDIA Attestation Service CA 001",
                rootKey.publicKey().platformKey(),
                random,
                notBefore),
            rootKey.platformKey());
    var pair = rsa(random);
    var certificate =
        root.issue(
            issuer(
                "NVIDIA Attestation Service GPU Intermediate 004",
                pair.getPublic(),
                random,
                notBefore));
    var intermediate = new Authority(certificate, pair.getPrivate(), "SHA256withRSA");
    return issue(intermediate, random, notBefore);
  }

  /// The same service with its next key.
  public NrasService rotated(SecureRandom random, Instant now) {
    return issue(intermediate, random, now.minus(AGE));
  }

  private static NrasService issue(Authority intermediate, SecureRandom random, Instant notBefore) {
    var key = SigningKey.generate(random);
    var serverAndClient =
        new ExtendedKeyUsage(
            new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth});
    var leaf =
        intermediate.issue(
            new Authority.Subject(
                name("NVIDIA Attestation Service GPU GH100"),
                serial(random),
                notBefore,
                notBefore.plus(LEAF_LIFE),
                key.publicKey().platformKey(),
                List.of(
                    Extensions.usage(
                        KeyUsage.digitalSignature
                            | KeyUsage.keyEncipherment
                            | KeyUsage.keyAgreement),
                    Authority.extra(Extension.extendedKeyUsage, false, serverAndClient),
                    Extensions.subjectKey(key.publicKey().platformKey()),
                    Extensions.authorityKey(intermediate.certificate().spki()))));
    var id = "nv-eat-kid-sim-" + leaf.fingerprint().slice(0, 16).hex();
    return new NrasService(intermediate, key, leaf, id);
  }

  private static KeyPair rsa(SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(new RSAKeyGenParameterSpec(RSA_BITS, RSAKeyGenParameterSpec.F4), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSA is required of the platform", e);
    }
  }

  private static Authority.Subject issuer(
      String commonName, PublicKey key, SecureRandom random, Instant notBefore) {
    return new Authority.Subject(
        name(commonName),
        serial(random),
        notBefore,
        notBefore.plus(INTERMEDIATE_LIFE),
        key,
        Authority.issuing(new BasicConstraints(true), KeyUsage.keyCertSign | KeyUsage.cRLSign));
  }

  private static X500Name name(String commonName) {
    return new X500Name("CN=" + commonName + ",O=" + ChainVerifier.SIMULATION_ORGANIZATION);
  }

  private static BigInteger serial(SecureRandom random) {
    return new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS);
  }

  /// SHA-256 of the intermediate's SubjectPublicKeyInfo: what
  /// [dev.strongroom.attestation.nras.NrasSigners#simulation] takes.
  public Bytes issuerPin() {
    return intermediate.certificate().spki().sha256();
  }

  /// The certificate of the signing key.
  public Certificate leaf() {
    return leaf;
  }

  /// The certificate of its issuer.
  public Certificate issuer() {
    return intermediate.certificate();
  }

  /// `kid` of the signing key.
  public String keyId() {
    return keyId;
  }

  /// A JWK Set of this key alone.
  public Bytes jwks() {
    var root = JsonNodeFactory.instance.objectNode();
    root.putArray("keys").add(jwk());
    return StrictJson.write(root);
  }

  /// The key as a JWK, members in the genuine order.
  public ObjectNode jwk() {
    var point = leaf.spki().slice(POINT_AT, leaf.spki().length());
    var jwk = JsonNodeFactory.instance.objectNode();
    jwk.put("kty", "EC").put("crv", "P-384").put("kid", keyId);
    jwk.putArray("x5c").add(leaf.der().base64()).add(issuer().der().base64());
    jwk.put("x", base64Url(point.slice(0, COORDINATE_BYTES)));
    jwk.put("y", base64Url(point.slice(COORDINATE_BYTES, point.length())));
    return jwk;
  }

  /// A signed answer.
  public Bytes answer(NrasAnswerFields fields) {
    return fields.answer(this);
  }

  /// A token.
  ///
  /// @param claims payload
  public String token(JsonNode claims) {
    return token(header(), claims);
  }

  /// A token with another header than the genuine one, signed all the same.
  public String token(JsonNode header, JsonNode claims) {
    var signed = base64Url(StrictJson.write(header)) + "." + base64Url(StrictJson.write(claims));
    return signed + "." + base64Url(key.sign(Bytes.utf8(signed)));
  }

  /// The header of every token.
  public ObjectNode header() {
    return JsonNodeFactory.instance.objectNode().put("kid", keyId).put("alg", "ES384");
  }

  private static String base64Url(Bytes bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toArray());
  }

  @Override
  public String toString() {
    return "NrasService[" + keyId + ", keys redacted]";
  }
}
