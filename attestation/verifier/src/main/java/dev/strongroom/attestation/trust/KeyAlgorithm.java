package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.wire.Bytes;

/// How a vendor's issuers sign. Parameters are fixed here and never taken from a certificate.
public enum KeyAlgorithm {
  /// RSA 4096 with exponent 65537, PSS with SHA-384, MGF1 with SHA-384, 48 bytes of salt (RFC 8017,
  /// 8.1; AMD 57230, certificate chain).
  RSA_4096_PSS_SHA384("RSASSA-PSS with SHA-384 by an RSA-4096 key") {
    @Override
    boolean fits(String algorithm, Certificate issuer) {
      return algorithm.equals(Rsa.PSS_OID) && Rsa.key(issuer.spki(), RSA_4096).isPresent();
    }

    @Override
    boolean verifies(String algorithm, Bytes toBeSigned, Bytes signature, Certificate issuer) {
      return Rsa.key(issuer.spki(), RSA_4096)
          .filter(key -> Rsa.verifyPss(key, toBeSigned, signature))
          .isPresent();
    }
  },
  /// RSA of 2048 to 4096 bits with exponent 65537, PKCS #1 v1.5 with SHA-256, SHA-384 or SHA-512
  /// (RFC 8017, 8.2): Microsoft.
  RSA_PKCS1_SHA2("RSASSA-PKCS1-v1_5 with SHA-2 by an RSA key of 2048 to 4096 bits") {
    @Override
    boolean fits(String algorithm, Certificate issuer) {
      return Rsa.PKCS1.containsKey(algorithm) && Rsa.key(issuer.spki(), RSA_2048).isPresent();
    }

    @Override
    boolean verifies(String algorithm, Bytes toBeSigned, Bytes signature, Certificate issuer) {
      var name = Rsa.PKCS1.get(algorithm);
      return name != null
          && Rsa.key(issuer.spki(), RSA_2048)
              .filter(key -> Rsa.verifyPkcs1(key, name, toBeSigned, signature))
              .isPresent();
    }
  },
  /// ECDSA on P-256 with SHA-256.
  ECDSA_P256_SHA256("ECDSA with SHA-256 by a P-256 key") {
    @Override
    boolean fits(String algorithm, Certificate issuer) {
      return ecdsaFits(Ecdsa.P256, algorithm, issuer);
    }

    @Override
    boolean verifies(String algorithm, Bytes toBeSigned, Bytes signature, Certificate issuer) {
      return ecdsaVerifies(Ecdsa.P256, toBeSigned, signature, issuer);
    }
  },
  /// ECDSA on P-384 with SHA-384.
  ECDSA_P384_SHA384("ECDSA with SHA-384 by a P-384 key") {
    @Override
    boolean fits(String algorithm, Certificate issuer) {
      return ecdsaFits(Ecdsa.P384, algorithm, issuer);
    }

    @Override
    boolean verifies(String algorithm, Bytes toBeSigned, Bytes signature, Certificate issuer) {
      return ecdsaVerifies(Ecdsa.P384, toBeSigned, signature, issuer);
    }
  };

  private static final int RSA_2048 = 2048;
  private static final int RSA_4096 = 4096;

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
  ///
  /// @param algorithm what [#fits] was asked
  abstract boolean verifies(
      String algorithm, Bytes toBeSigned, Bytes signature, Certificate issuer);

  private static boolean ecdsaFits(Ecdsa ecdsa, String algorithm, Certificate issuer) {
    return algorithm.equals(ecdsa.signatureOid()) && ecdsa.key(issuer.spki()).isPresent();
  }

  private static boolean ecdsaVerifies(
      Ecdsa ecdsa, Bytes toBeSigned, Bytes signature, Certificate issuer) {
    var key = ecdsa.key(issuer.spki());
    var values = ecdsa.ofDer(signature);
    return key.isPresent()
        && values.isPresent()
        && ecdsa.verify(key.get(), toBeSigned, values.get());
  }
}
