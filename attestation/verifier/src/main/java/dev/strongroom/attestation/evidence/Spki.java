package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPublicKeySpec;
import java.util.HexFormat;

/// Keys that come bare, as DER SubjectPublicKeyInfo.
public final class Spki {
  /// A named-curve P-256 key (RFC 5480) up to x and y.
  private static final Bytes P256 =
      Bytes.copyOf(
          HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004"));

  private static final int P256_POINT_BYTES = 64;

  /// A named-curve P-384 key (RFC 5480) up to x and y.
  private static final Bytes P384 =
      Bytes.copyOf(HexFormat.of().parseHex("3076301006072a8648ce3d020106052b8104002203620004"));

  private static final int P384_POINT_BYTES = 96;

  private Spki() {}

  /// A P-256 key. That the point is on the curve is for whoever uses it to find out.
  ///
  /// @param point x and y, 32 bytes each, big-endian
  public static Bytes p256(Bytes point) {
    if (point.length() != P256_POINT_BYTES) {
      throw new IllegalArgumentException("point: got " + point.length() + " bytes, want 64");
    }
    return P256.concat(point);
  }

  /// A P-384 key. That the point is on the curve is for whoever uses it to find out.
  ///
  /// @param point x and y, 48 bytes each, big-endian
  public static Bytes p384(Bytes point) {
    if (point.length() != P384_POINT_BYTES) {
      throw new IllegalArgumentException("point: got " + point.length() + " bytes, want 96");
    }
    return P384.concat(point);
  }

  /// An RSA key (RFC 8017, A.1.1).
  ///
  /// @param modulus big-endian
  /// @param exponent big-endian
  /// @throws MalformedException if they make no key, such as a modulus of less than 512 bits
  public static Bytes rsa(Bytes modulus, Bytes exponent) throws MalformedException {
    try {
      var key =
          new RSAPublicKeySpec(
              new BigInteger(1, modulus.toArray()), new BigInteger(1, exponent.toArray()));
      return Bytes.copyOf(KeyFactory.getInstance("RSA").generatePublic(key).getEncoded());
    } catch (InvalidKeySpecException e) {
      throw new MalformedException("RSA key", -1, "is none", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("RSA is required of every Java platform", e);
    }
  }
}
