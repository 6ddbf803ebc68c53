package dev.strongroom.attestation.trust;

import dev.strongroom.wire.Bytes;

/// A statement that vouches for a key: the quoting enclave's report for its attestation key, the
/// paravisor's for that of the virtual TPM.
public interface KeyStatement {
  /// The key, DER SubjectPublicKeyInfo.
  Bytes signerSpki();
}
