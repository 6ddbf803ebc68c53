package dev.strongroom.attestation.trust;

import dev.strongroom.wire.Bytes;
import java.util.HexFormat;

/// Signatures under keys that come without a certificate, such as those of an ID block. That one
/// holds says nothing of whose key it is, so nothing becomes [Verified] by it: the caller compares
/// the key with what something verified says of it. Pure, thread-safe.
public final class BareKey {
  /// SubjectPublicKeyInfo of a P-384 key (RFC 5480) up to x and y.
  private static final Bytes P384_PREFIX =
      Bytes.copyOf(HexFormat.of().parseHex("3076301006072a8648ce3d020106052b8104002203620004"));

  private BareKey() {}

  /// True if `point` is a point of P-384 and the signature of `signed` holds under it.
  ///
  /// @param point x and y, 48 bytes each, big-endian
  public static boolean p384Signed(Bytes point, SignedReport signed) {
    return P384.key(P384_PREFIX.concat(point))
        .filter(key -> P384.verify(key, signed.signedBytes(), signed.signature()))
        .isPresent();
  }
}
