package dev.strongroom.attestation.trust;

import dev.strongroom.wire.Bytes;
import java.math.BigInteger;

/// An ECDSA signature whose encoding has been taken off. Values out of range are representable and
/// never verify.
///
/// @param curve that it is on
/// @param r first value
/// @param s second value
public record EcdsaSignature(EcdsaCurve curve, BigInteger r, BigInteger s)
    implements SignatureValue {
  /// Reads both values big-endian.
  public static EcdsaSignature ofBigEndian(EcdsaCurve curve, Bytes r, Bytes s) {
    return new EcdsaSignature(
        curve, new BigInteger(1, r.toArray()), new BigInteger(1, s.toArray()));
  }

  /// Reads both values little-endian, as AMD writes them.
  public static EcdsaSignature ofLittleEndian(EcdsaCurve curve, Bytes r, Bytes s) {
    return new EcdsaSignature(curve, littleEndian(r), littleEndian(s));
  }

  private static BigInteger littleEndian(Bytes value) {
    var reversed = new byte[value.length()];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = (byte) value.at(reversed.length - 1 - i);
    }
    return new BigInteger(1, reversed);
  }
}
