package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.wire.Bytes;

/// Says whether an issuer signed what bears its name.
@FunctionalInterface
interface IssuerSignatures {
  /// Computes every signature.
  IssuerSignatures COMPUTED = KeyAlgorithm::check;

  /// As [KeyAlgorithm#check].
  SignatureCheck check(
      KeyAlgorithm kind, String algorithm, Bytes toBeSigned, Bytes signature, Certificate issuer);
}
