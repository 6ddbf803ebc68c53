package dev.strongroom.attestation.trust;

import dev.strongroom.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import java.util.Optional;

/// RSA signatures (RFC 8017, 8): the one place that verifies them. Every key has the exponent 65537
/// and at most 4096 bits, which bounds what a hostile one costs.
final class Rsa {
  static final String PSS_OID = "1.2.840.113549.1.1.10";

  /// RSASSA-PKCS1-v1_5 by the identifiers of RFC 4055, 5; SHA-1 is not among them.
  static final Map<String, String> PKCS1 =
      Map.of(
          "1.2.840.113549.1.1.11", "SHA256withRSA",
          "1.2.840.113549.1.1.12", "SHA384withRSA",
          "1.2.840.113549.1.1.13", "SHA512withRSA");

  static final String PKCS1_SHA256 = "SHA256withRSA";

  private static final int MOST_BITS = 4096;
  private static final int EXPONENT = 65537;
  private static final int PSS_SALT_BYTES = 48;

  private Rsa() {}

  /// The key in `spki`; nothing if it is of another kind, shorter than `leastBits` or unusual.
  static Optional<RSAPublicKey> key(Bytes spki, int leastBits) {
    try {
      var key =
          KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(spki.toArray()));
      return key instanceof RSAPublicKey rsa && isUsual(rsa, leastBits)
          ? Optional.of(rsa)
          : Optional.empty();
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSA is required of every Java platform", e);
    }
  }

  private static boolean isUsual(RSAPublicKey key, int leastBits) {
    int bits = key.getModulus().bitLength();
    return bits >= leastBits
        && bits <= MOST_BITS
        && key.getPublicExponent().bitLength() < Integer.SIZE
        && key.getPublicExponent().intValue() == EXPONENT;
  }

  /// RSASSA-PSS with SHA-384, MGF1 with SHA-384 and 48 bytes of salt.
  static boolean verifyPss(RSAPublicKey key, Bytes message, Bytes signature) {
    try {
      var verifier = Signature.getInstance("RSASSA-PSS");
      verifier.setParameter(
          new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, PSS_SALT_BYTES, 1));
      return verify(verifier, key, message, signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSASSA-PSS is required of every Java platform", e);
    }
  }

  /// RSASSA-PKCS1-v1_5.
  ///
  /// @param algorithm one of the values of [#PKCS1]
  static boolean verifyPkcs1(RSAPublicKey key, String algorithm, Bytes message, Bytes signature) {
    try {
      return verify(Signature.getInstance(algorithm), key, message, signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(algorithm + " is required of every Java platform", e);
    }
  }

  private static boolean verify(Signature verifier, RSAPublicKey key, Bytes message, Bytes value)
      throws GeneralSecurityException {
    try {
      verifier.initVerify(key);
      verifier.update(message.toArray());
      return verifier.verify(value.toArray());
    } catch (SignatureException e) {
      return false;
    }
  }
}
