package dev.strongroom.protocol.release;

import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.wire.Bytes;

/// Asks for the key. Repeating the same request within the nonce's life is a redelivery.
///
/// @param nonce N of the challenge, 32 bytes
/// @param keys the keys that S committed to
/// @param evidence what the node says of itself
public record ReleaseRequest(Bytes nonce, TeeKeys keys, EvidenceSet evidence) {
  public ReleaseRequest {
    Sizes.requireNonce("nonce", nonce);
  }
}
