package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.Certificate;
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

/// How a vendor's issuers sign. Parameters are fixed here and never taken from a certificate.
public enum KeyAlgorithm {
  /// RSA 4096 with exponent 65537, PSS with SHA-384, MGF1 with SHA-384, 48 bytes of salt (RFC 8017,
  /// 8.1; AMD 57230, certificate chain).
  RSA_4096_PSS_SHA384("RSASSA-PSS with SHA-384 by an RSA-4096 key") {
    @Override
    boolean fits(String algorithm, Certificate issuer) {
      return algorithm.equals(PSS_OID) && rsaKey(issuer, RSA_BITS).isPresent();
    }

    @Override
    boolean verifies(Bytes toBeSigned, Bytes signature, Certificate issuer) {
      return rsaKey(issuer, RSA_BITS).filter(key -> verifyPss(key, toBeSigned, signature)).isPresent();
    }
  },
  /// ECDSA on P-384 with SHA-384.
  ECDSA_P384_SHA384("ECDSA with SHA-384 by a P-384 key") {
    @Override
    boolean fits(String algorithm, Certificate issuer) {
      return algorithm.equals(P384.SIGNATURE_OID) && P384.key(issuer.spki()).isPresent();
    }

    @Override
    boolean verifies(Bytes toBeSigned, Bytes signature, Certificate issuer) {
      var key = P384.key(issuer.spki());
      var values = P384.ofDer(signature);
      return key.isPresent()
          && values.isPresent()
          && P384.verify(key.get(), toBeSigned, values.get());
    }
  },
  /// RSASSA-PKCS1-v1_5 (RFC 8017, 8.2) with SHA-256, SHA-384 or SHA-512, whichever the signature
  /// names inside, by RSA keys of 2048 to 4096 bits with exponent 65537: Microsoft's hierarchies of
  /// virtual TPMs use all three.
  RSA_PKCS1_SHA2("RSASSA-PKCS1-v1_5 with SHA-256, SHA-384 or SHA-512 by an RSA key") {
    @Override
    boolean fits(String algorithm, Certificate issuer) {
      return PKCS1.containsKey(algorithm) && rsaKey(issuer, RSA_PKCS1_MIN_BITS).isPresent();
    }

    @Override
    boolean verifies(Bytes toBeSigned, Bytes signature, Certificate issuer) {
      var key = rsaKey(issuer, RSA_PKCS1_MIN_BITS);
      return key.isPresent()
          && PKCS1.values().stream()
              .anyMatch(algorithm -> verifyPkcs1(algorithm, key.get(), toBeSigned, signature));
    }
  };

  /// JDK names by object identifier (RFC 8017, appendix C).
  private static final Map<String, String> PKCS1 =
      Map.of(
          "1.2.840.113549.1.1.11", "SHA256withRSA",
          "1.2.840.113549.1.1.12", "SHA384withRSA",
          "1.2.840.113549.1.1.13", "SHA512withRSA");

  private static final int RSA_PKCS1_MIN_BITS = 2048;

  private static final String PSS_OID = "1.2.840.113549.1.1.10";
  private static final int RSA_BITS = 4096;
  private static final int RSA_EXPONENT = 65537;
  private static final int SALT_BYTES = 48;

  private final String text;

  KeyAlgorithm(String text) {
    this.text = text;
  }

  /// The algorithm in words.
  String text() {
    return text;
  }

  /// True if `algorithm`, a dotted object identifier, is this one and the issuer's key is of its
  /// kind.
  abstract boolean fits(String algorithm, Certificate issuer);

  /// True if the issuer's key verifies the signature.
  abstract boolean verifies(Bytes toBeSigned, Bytes signature, Certificate issuer);

  private static Optional<RSAPublicKey> rsaKey(Certificate issuer, int minimumBits) {
    try {
      var key =
          KeyFactory.getInstance("RSA")
              .generatePublic(new X509EncodedKeySpec(issuer.spki().toArray()));
      return key instanceof RSAPublicKey rsa
              && rsa.getModulus().bitLength() >= minimumBits
              && rsa.getModulus().bitLength() <= RSA_BITS
              && rsa.getPublicExponent().bitLength() < Integer.SIZE
              && rsa.getPublicExponent().intValue() == RSA_EXPONENT
          ? Optional.of(rsa)
          : Optional.empty();
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSA is required of every Java platform", e);
    }
  }

  private static boolean verifyPss(RSAPublicKey key, Bytes toBeSigned, Bytes signature) {
    try {
      var verifier = Signature.getInstance("RSASSA-PSS");
      verifier.setParameter(
          new PSSParameterSpec("SHA-384", "MGF1", MGF1ParameterSpec.SHA384, SALT_BYTES, 1));
      verifier.initVerify(key);
      verifier.update(bytes(toBeSigned));
      return verifier.verify(bytes(signature));
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSASSA-PSS is required of every Java platform", e);
    }
  }

  private static boolean verifyPkcs1(
      String algorithm, RSAPublicKey key, Bytes toBeSigned, Bytes signature) {
    try {
      var verifier = Signature.getInstance(algorithm);
      verifier.initVerify(key);
      verifier.update(bytes(toBeSigned));
      return verifier.verify(bytes(signature));
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSA is required of every Java platform", e);
    }
  }

  private static byte[] bytes(Bytes value) {
    return value.toArray();
  }
}
