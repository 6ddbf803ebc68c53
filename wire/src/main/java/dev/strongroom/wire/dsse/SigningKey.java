package dev.strongroom.wire.dsse;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/// An ECDSA P-384 key pair that signs envelopes and messages. Never prints itself. Thread-safe.
public final class SigningKey {
  private final ECPrivateKey privateKey;
  private final PublicKey publicKey;

  private SigningKey(ECPrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  /// A fresh pair.
  public static SigningKey generate(SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp384r1"), random);
      var pair = generator.generateKeyPair();
      return new SigningKey(
          (ECPrivateKey) pair.getPrivate(), PublicKey.of((ECPublicKey) pair.getPublic()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("P-384 is required of the platform", e);
    }
  }

  /// Reads what [#toPem] wrote.
  ///
  /// @throws MalformedException if it is anything else, or if its halves do not belong together
  public static SigningKey ofPem(String pem) throws MalformedException {
    int split = pem.indexOf("-----BEGIN PUBLIC KEY-----");
    if (!pem.startsWith("-----BEGIN PRIVATE KEY-----") || split < 0) {
      throw new MalformedException("signingKey", -1, "is not a PEM private and public key");
    }
    var publicKey = PublicKey.ofPem(pem.substring(split));
    var body = pem.substring(0, split).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    try {
      var der = Bytes.ofBase64("signingKey", body).toArray();
      var privateKey =
          (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
      var key = new SigningKey(privateKey, publicKey);
      var probe = Bytes.utf8("strongroom key pair probe");
      if (!publicKey.verify(probe, key.sign(probe))) {
        throw new MalformedException("signingKey", -1, "private and public key do not match");
      }
      return key;
    } catch (GeneralSecurityException | ClassCastException e) {
      throw new MalformedException("signingKey", -1, "is not a P-384 private key", e);
    }
  }

  /// PKCS #8 private key followed by the public key, both PEM.
  public String toPem() {
    var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(privateKey.getEncoded());
    return "-----BEGIN PRIVATE KEY-----\n"
        + body
        + "\n-----END PRIVATE KEY-----\n"
        + publicKey.toPem();
  }

  /// The public half.
  public PublicKey publicKey() {
    return publicKey;
  }

  /// The private half for use with the platform's own classes (TLS).
  public ECPrivateKey platformKey() {
    return privateKey;
  }

  /// Signature over `message`: `r ‖ s`, 96 bytes.
  public Bytes sign(Bytes message) {
    try {
      var signer = Signature.getInstance(PublicKey.ALGORITHM);
      signer.initSign(privateKey);
      signer.update(message.toArray());
      return Bytes.copyOf(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing with a P-384 key failed", e);
    }
  }

  /// A signed envelope around `payload`.
  public Envelope sign(String payloadType, Bytes payload) {
    var signed = Envelope.preAuthenticationEncoding(payloadType, payload);
    return new Envelope(
        payloadType, payload, List.of(new Envelope.Signature(publicKey.keyId(), sign(signed))));
  }

  @Override
  public String toString() {
    return "SigningKey[" + publicKey.keyId() + ", private half redacted]";
  }
}
