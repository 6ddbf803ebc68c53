package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.wire.Bytes;
import java.security.interfaces.RSAPublicKey;

/// The key that verified evidence speaks for, decoded once and kept beside the proof. Where ECDSA
/// is Bouncy Castle's, it hangs tables of multiples on a point that is used again: a kept key
/// verifies more than twice as fast as one that is decoded anew for each report. Thread-safe.
sealed interface SignerKey {
  /// A point of a curve.
  record Ec(EcdsaCurve curve, EcdsaKey point) implements SignerKey {}

  /// An RSA key of 2048 to 4096 bits.
  record OfRsa(RSAPublicKey key) implements SignerKey {}

  /// No key, or none of a kind that signs Evidence.
  record Unusable() implements SignerKey {}

  int LEAST_RSA_BITS = 2048;

  /// The key of a chain's leaf, or the one that a statement vouches for.
  static SignerKey of(Object evidence) {
    return switch (evidence) {
      case CertificateChain chain -> ofSpki(chain.leaf().spki());
      case KeyStatement statement -> ofSpki(statement.signerSpki());
      default -> new Unusable();
    };
  }

  /// Reads a DER SubjectPublicKeyInfo.
  static SignerKey ofSpki(Bytes spki) {
    for (var curve : EcdsaCurve.values()) {
      var point = curve.ecdsa().key(spki);
      if (point.isPresent()) {
        return new Ec(curve, point.get());
      }
    }
    var rsa = Rsa.key(spki, LEAST_RSA_BITS);
    return rsa.isPresent() ? new OfRsa(rsa.get()) : new Unusable();
  }
}
