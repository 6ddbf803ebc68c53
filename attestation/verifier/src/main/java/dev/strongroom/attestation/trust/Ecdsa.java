package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.Der;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;

/// ECDSA on one curve with one digest (FIPS 186-5, 6.4.2): the one place that verifies it.
///
/// Which keys and values there are is said here, by Bouncy Castle. The arithmetic is that of
/// [NativeEcdsa] where there is one, and else Bouncy Castle's too. Microseconds for a signature on
/// one core of a 2-core EPYC, JDK 25 (docs/attestation/peers.md has the ratios of whole runs):
///
/// | | native | Bouncy Castle, key used before | key used once | JDK |
/// |---|---:|---:|---:|---:|
/// | P-256 | 37 | 53 | 115 | 313 |
/// | P-384 | 134 | 184 | 420 | 1357 |
///
/// Neither is registered for the process.
final class Ecdsa {
  static final Ecdsa P256 = p256(NativeEcdsa.AVAILABLE);
  static final Ecdsa P384 = p384(NativeEcdsa.AVAILABLE);

  private static final int UNCOMPRESSED = 4;

  private final EcdsaCurve curve;
  private final String signatureOid;
  private final ECDomainParameters domain;
  private final Bytes spkiPrefix;
  private final Function<Bytes, Bytes> digest;
  private final Optional<NativeEcdsa> arithmetic;

  /// @param signatureOid ecdsa-with-SHA2 (RFC 5758, 3.2)
  /// @param spkiPrefix SubjectPublicKeyInfo of a named-curve key (RFC 5480) up to the uncompressed
  ///   point
  private Ecdsa(
      EcdsaCurve curve,
      String signatureOid,
      String name,
      String spkiPrefix,
      Function<Bytes, Bytes> digest,
      Optional<NativeEcdsa> arithmetic) {
    this.curve = curve;
    this.signatureOid = signatureOid;
    this.domain = new ECDomainParameters(CustomNamedCurves.getByName(name));
    this.spkiPrefix = Bytes.copyOf(HexFormat.of().parseHex(spkiPrefix));
    this.digest = digest;
    this.arithmetic = arithmetic;
  }

  /// With SHA-256.
  ///
  /// @param arithmetic empty for Bouncy Castle's
  static Ecdsa p256(Optional<NativeEcdsa> arithmetic) {
    return new Ecdsa(
        EcdsaCurve.P256,
        "1.2.840.10045.4.3.2",
        "secp256r1",
        "3059301306072a8648ce3d020106082a8648ce3d030107034200",
        Bytes::sha256,
        arithmetic);
  }

  /// With SHA-384.
  ///
  /// @param arithmetic empty for Bouncy Castle's
  static Ecdsa p384(Optional<NativeEcdsa> arithmetic) {
    return new Ecdsa(
        EcdsaCurve.P384,
        "1.2.840.10045.4.3.3",
        "secp384r1",
        "3076301006072a8648ce3d020106052b81040022036200",
        Bytes::sha384,
        arithmetic);
  }

  /// Object identifier of certificates' signatures, dotted.
  String signatureOid() {
    return signatureOid;
  }

  /// The key in `spki`; nothing if it is of another kind, encoded otherwise or no point of the
  /// curve.
  Optional<EcdsaKey> key(Bytes spki) {
    int prefix = spkiPrefix.length();
    int pointBytes = 1 + 2 * curve.coordinateBytes();
    if (spki.length() != prefix + pointBytes
        || !spki.slice(0, prefix).equals(spkiPrefix)
        || spki.at(prefix) != UNCOMPRESSED) {
      return Optional.empty();
    }
    return point(spki.slice(prefix, spki.length()));
  }

  /// The key with these coordinates, big-endian, x then y; nothing if they are no point of the
  /// curve.
  Optional<EcdsaKey> bareKey(Bytes coordinates) {
    return coordinates.length() == 2 * curve.coordinateBytes()
        ? point(Bytes.copyOf(new byte[] {UNCOMPRESSED}).concat(coordinates))
        : Optional.empty();
  }

  private Optional<EcdsaKey> point(Bytes encoded) {
    try {
      var point = domain.getCurve().decodePoint(encoded.toArray());
      return Optional.of(
          arithmetic.isPresent()
              ? arithmetic.get().key(curve, spkiPrefix.concat(encoded))
              : javaKey(new ECPublicKeyParameters(point, domain)));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("refuses a point of " + curve, e);
    }
  }

  private EcdsaKey javaKey(ECPublicKeyParameters point) {
    return (message, signature) -> {
      var signer = new ECDSASigner();
      signer.init(false, point);
      return signer.verifySignature(digest.apply(message).toArray(), signature.r(), signature.s());
    };
  }

  /// True if `signature` holds over `message` under `key`, which is of this curve.
  // spec: FIPS 186-5 6.4.2: r and s from 1 to n - 1
  boolean verify(EcdsaKey key, Bytes message, EcdsaSignature signature) {
    return isInRange(signature.r()) && isInRange(signature.s()) && key.verify(message, signature);
  }

  private boolean isInRange(BigInteger value) {
    return value.signum() > 0 && value.compareTo(domain.getN()) < 0;
  }

  /// Reads the DER form that certificates use; nothing if it is not the one encoding of its values.
  Optional<EcdsaSignature> ofDer(Bytes encoded) {
    try {
      var der = new Der(encoded);
      var values = der.enter("signature", Der.SEQUENCE);
      der.end();
      var r = values.integer("r", curve.coordinateBytes() + 1);
      var s = values.integer("s", curve.coordinateBytes() + 1);
      values.end();
      return Optional.of(new EcdsaSignature(curve, r, s));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }
}
