package dev.strongroom.attestation.trust;

import dev.strongroom.wire.Bytes;

/// Signatures under keys that come without a certificate, such as those of an ID block. That one
/// holds says nothing of whose key it is, so nothing becomes [Verified] by it: the caller compares
/// the key with what something verified says of it. Pure, thread-safe.
public final class BareKey {
  private BareKey() {}

  /// True if `point` is a point of P-384 and the signature of `signed` holds under it.
  ///
  /// @param point x and y, 48 bytes each, big-endian
  public static boolean p384Signed(Bytes point, SignedReport signed) {
    return signed.signature() instanceof EcdsaSignature signature
        && signature.curve() == EcdsaCurve.P384
        && Ecdsa.P384
            .bareKey(point)
            .filter(key -> Ecdsa.P384.verify(key, signed.signedBytes(), signature))
            .isPresent();
  }
}
