package dev.strongroom.attestation.scheme.tpm;

import dev.strongroom.wire.Bytes;

/// What a quote must carry to be of this session. There is no way to ask for none.
///
/// @param value 1 to 64 bytes
public record QuoteNonce(Bytes value) {
  /// Longest nonce that every TPM takes (TPM2B_DATA, SHA-512 implemented).
  public static final int MAX_BYTES = 64;

  public QuoteNonce {
    if (value.length() < 1 || value.length() > MAX_BYTES) {
      throw new IllegalArgumentException("nonce: got " + value.length() + " bytes, want 1 to 64");
    }
  }
}
