package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.wire.Bytes;

/// How a vendor's issuers sign. Parameters are fixed here and never taken from a certificate.
public enum KeyAlgorithm {
  /// RSA 4096 with exponent 65537, PSS with SHA-384, MGF1 with SHA-384, 48 bytes of salt (RFC 8017,
  /// 8.1; AMD 57230, certificate chain).
  RSA_4096_PSS_SHA384("RSASSA-PSS with SHA-384 by an RSA-4096 key") {
    @Override
    SignatureCheck check(String algorithm, Bytes toBeSigned, Bytes signature, Certificate issuer) {
      return algorithm.equals(Rsa.PSS_OID)
          ? SignatureCheck.of(
              Rsa.key(issuer.spki(), RSA_4096), key -> Rsa.verifyPss(key, toBeSigned, signature))
          : SignatureCheck.FOREIGN;
    }
  },
  /// RSA of 2048 to 4096 bits with exponent 65537, PKCS #1 v1.5 with SHA-256, SHA-384 or SHA-512
  /// (RFC 8017, 8.2): Microsoft.
  RSA_PKCS1_SHA2("RSASSA-PKCS1-v1_5 with SHA-2 by an RSA key of 2048 to 4096 bits") {
    @Override
    SignatureCheck check(String algorithm, Bytes toBeSigned, Bytes signature, Certificate issuer) {
      var name = Rsa.PKCS1.get(algorithm);
      return name == null
          ? SignatureCheck.FOREIGN
          : SignatureCheck.of(
              Rsa.key(issuer.spki(), RSA_2048),
              key -> Rsa.verifyPkcs1(key, name, toBeSigned, signature));
    }
  },
  /// ECDSA on P-256 with SHA-256.
  ECDSA_P256_SHA256("ECDSA with SHA-256 by a P-256 key") {
    @Override
    SignatureCheck check(String algorithm, Bytes toBeSigned, Bytes signature, Certificate issuer) {
      return ecdsa(Ecdsa.P256, algorithm, toBeSigned, signature, issuer);
    }
  },
  /// ECDSA on P-384 with SHA-384.
  ECDSA_P384_SHA384("ECDSA with SHA-384 by a P-384 key") {
    @Override
    SignatureCheck check(String algorithm, Bytes toBeSigned, Bytes signature, Certificate issuer) {
      return ecdsa(Ecdsa.P384, algorithm, toBeSigned, signature, issuer);
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

  /// Verifies a signature by an issuer.
  ///
  /// @param algorithm of the signature, dotted object identifier
  abstract SignatureCheck check(
      String algorithm, Bytes toBeSigned, Bytes signature, Certificate issuer);

  private static SignatureCheck ecdsa(
      Ecdsa ecdsa, String algorithm, Bytes toBeSigned, Bytes signature, Certificate issuer) {
    return algorithm.equals(ecdsa.signatureOid())
        ? SignatureCheck.of(
            ecdsa.key(issuer.spki()),
            key ->
                ecdsa
                    .ofDer(signature)
                    .filter(values -> ecdsa.verify(key, toBeSigned, values))
                    .isPresent())
        : SignatureCheck.FOREIGN;
  }
}
