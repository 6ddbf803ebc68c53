package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.wire.Bytes;
import java.util.List;

/// A service's signing key with the certificate of the issuer directly above it. Nothing is said of
/// authenticity.
///
/// @param certificate of the key
/// @param issuer of that certificate
public record IssuedKey(Certificate certificate, Certificate issuer) implements KeyStatement {
  @Override
  public Bytes signerSpki() {
    return certificate.spki();
  }

  CertificateChain chain() {
    return new CertificateChain(List.of(certificate, issuer));
  }
}
