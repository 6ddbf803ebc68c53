package dev.strongroom.attestation.trust;

import dev.strongroom.wire.Bytes;

/// A parsed report that remembers what was signed.
public interface SignedReport {
  /// The bytes under the signature, exactly as received.
  Bytes signedBytes();

  /// The signature.
  SignatureValue signature();

  /// What it is, for findings: `TCB info`.
  default String title() {
    return "report";
  }
}
