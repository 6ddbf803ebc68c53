package dev.strongroom.protocol.release;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.PublicKey;

/// Public halves of the three keys born inside the TEE for one session.
///
/// @param wrap ECDH P-384; the model key is wrapped to it by HPKE
/// @param identity ECDSA P-384; the node's TLS key, signs heartbeats and usage
/// @param request SubjectPublicKeyInfo (RFC 8410) of the X25519 key to which tenants seal requests
public record TeeKeys(PublicKey wrap, PublicKey identity, Bytes request) {
  private static final int X25519_SPKI_BYTES = 44;

  public TeeKeys {
    if (request.length() != X25519_SPKI_BYTES) {
      throw new IllegalArgumentException("request: want the 44 bytes of an X25519 SPKI");
    }
    if (wrap.equals(identity)) {
      throw new IllegalArgumentException("wrap and identity: want two different keys");
    }
  }
}
