package dev.strongroom.simulator.pki;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;

/// An ECDSA P-256 key pair that signs with SHA-256, as everything of Intel's does. Never prints
/// itself. Thread-safe.
public final class P256Key {
  private static final int COORDINATE_BYTES = 32;

  private final KeyPair pair;

  private P256Key(KeyPair pair) {
    this.pair = pair;
  }

  /// A fresh pair.
  public static P256Key generate(SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return new P256Key(generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("P-256 is required of the platform", e);
    }
  }

  /// The public half.
  public ECPublicKey publicKey() {
    return (ECPublicKey) pair.getPublic();
  }

  /// The private half, for [Authority].
  public PrivateKey privateKey() {
    return pair.getPrivate();
  }

  /// The point, `x ‖ y`, 64 bytes big-endian.
  public Bytes point() {
    var point = publicKey().getW();
    return coordinate(point.getAffineX()).concat(coordinate(point.getAffineY()));
  }

  private static Bytes coordinate(BigInteger value) {
    var bytes = Bytes.copyOf(value.toByteArray());
    int length = bytes.length();
    return length >= COORDINATE_BYTES
        ? bytes.slice(length - COORDINATE_BYTES, length)
        : new BinaryWriter().zeros(COORDINATE_BYTES - length).raw(bytes).toBytes();
  }

  /// Signature over `message`: `r ‖ s`, 64 bytes big-endian.
  public Bytes sign(Bytes message) {
    return sign(pair.getPrivate(), message);
  }

  /// Signature of a P-256 key over `message`: `r ‖ s`, 64 bytes big-endian.
  public static Bytes sign(PrivateKey key, Bytes message) {
    try {
      var signer = Signature.getInstance("SHA256withECDSAinP1363Format");
      signer.initSign(key);
      signer.update(message.toArray());
      return Bytes.copyOf(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing with a P-256 key failed", e);
    }
  }

  @Override
  public String toString() {
    return "P256Key[" + point() + ", private half redacted]";
  }
}
