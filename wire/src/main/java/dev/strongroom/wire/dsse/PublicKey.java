package dev.strongroom.wire.dsse;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/// An ECDSA P-384 public key. Equal by its SubjectPublicKeyInfo. In JSON it is that structure in
/// Base64, in files it is PEM. Thread-safe.
public final class PublicKey {
  /// ECDSA with SHA-384, signature as `r ‖ s`, 48 bytes each (IEEE P1363).
  static final String ALGORITHM = "SHA384withECDSAinP1363Format";

  private static final int P384_BITS = 384;

  private final ECPublicKey key;
  private final Bytes spki;

  private PublicKey(ECPublicKey key) {
    this.key = key;
    this.spki = Bytes.copyOf(key.getEncoded());
  }

  /// Wraps a key of the platform.
  ///
  /// @throws IllegalArgumentException if it is on another curve
  public static PublicKey of(ECPublicKey key) {
    if (key.getParams().getOrder().bitLength() != P384_BITS) {
      throw new IllegalArgumentException("want a P-384 key");
    }
    return new PublicKey(key);
  }

  /// Reads a DER SubjectPublicKeyInfo.
  ///
  /// @throws MalformedException if it is no P-384 key, or not the one encoding of it
  public static PublicKey ofSpki(Bytes spki) throws MalformedException {
    try {
      var parsed =
          (ECPublicKey)
              KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(spki.toArray()));
      var key = of(parsed);
      if (!key.spki.equals(spki)) {
        throw new MalformedException("publicKey", -1, "is not the canonical encoding of its key");
      }
      return key;
    } catch (GeneralSecurityException | ClassCastException | IllegalArgumentException e) {
      throw new MalformedException("publicKey", -1, "is not a P-384 SubjectPublicKeyInfo", e);
    }
  }

  /// Reads PEM, `BEGIN PUBLIC KEY`.
  ///
  /// @throws MalformedException if it is anything else
  public static PublicKey ofPem(String pem) throws MalformedException {
    var text = pem.strip();
    if (!text.startsWith("-----BEGIN PUBLIC KEY-----")
        || !text.endsWith("-----END PUBLIC KEY-----")) {
      throw new MalformedException("publicKey", -1, "is not a PEM public key");
    }
    var body = text.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    return ofSpki(Bytes.ofBase64("publicKey", body));
  }

  @JsonCreator
  static PublicKey ofJson(String base64) {
    try {
      return ofSpki(Bytes.ofBase64("publicKey", base64));
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  @JsonValue
  String toJson() {
    return spki.base64();
  }

  /// DER SubjectPublicKeyInfo (RFC 5480).
  public Bytes spki() {
    return spki;
  }

  /// PEM, `BEGIN PUBLIC KEY`.
  public String toPem() {
    var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(spki.toArray());
    return "-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n";
  }

  /// `SHA256:` and the digest of the SubjectPublicKeyInfo in hexadecimal.
  public String keyId() {
    return "SHA256:" + spki.sha256().hex();
  }

  /// The key for use with the platform's own classes.
  public ECPublicKey platformKey() {
    return key;
  }

  /// True if `signature` is this key's signature over `message`. Never throws on a bad signature.
  public boolean verify(Bytes message, Bytes signature) {
    try {
      var verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      verifier.update(message.toArray());
      return verifier.verify(signature.toArray());
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " is required of the platform", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey that && spki.equals(that.spki);
  }

  @Override
  public int hashCode() {
    return spki.hashCode();
  }

  @Override
  public String toString() {
    return keyId();
  }
}
