package dev.strongroom.protocol.release;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HpkePrivateKey;
import com.google.crypto.tink.hybrid.HpkePublicKey;
import com.google.crypto.tink.hybrid.HybridConfig;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.SigningKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;

/// Wraps a key to a key: HPKE base mode (RFC 9180), DHKEM(P-384, HKDF-SHA384), HKDF-SHA384,
/// AES-256-GCM. Output is `enc ‖ ciphertext`; the context goes in as `info`, the AAD is empty.
/// Thread-safe.
public final class KeyWrap {
  /// Name of the suite as the transcript carries it: KEM, KDF and AEAD ids of RFC 9180, section 7.
  public static final String SUITE = "hpke-0011-0002-0002";

  private static final int COORDINATE_BYTES = 48;

  private static final HpkeParameters PARAMETERS;

  static {
    try {
      HybridConfig.register();
      PARAMETERS =
          HpkeParameters.builder()
              .setKemId(HpkeParameters.KemId.DHKEM_P384_HKDF_SHA384)
              .setKdfId(HpkeParameters.KdfId.HKDF_SHA384)
              .setAeadId(HpkeParameters.AeadId.AES_256_GCM)
              .setVariant(HpkeParameters.Variant.NO_PREFIX)
              .build();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HPKE on P-384 is required of Tink", e);
    }
  }

  private KeyWrap() {}

  /// `info` of a released model key: f("strongroom/v1/key-wrap") f(T) f(lease id).
  public static Bytes releaseContext(Bytes transcript, String leaseId) {
    return new BinaryWriter()
        .field("strongroom/v1/key-wrap")
        .field(transcript)
        .field(leaseId)
        .toBytes();
  }

  /// `info` of a model key on its way to the broker: f("strongroom/v1/key-enrol") f(owner) f(model)
  /// U(version) f(manifest digest).
  public static Bytes enrolmentContext(
      String owner, String model, long version, Bytes manifestDigest) {
    return new BinaryWriter()
        .field("strongroom/v1/key-enrol")
        .field(owner)
        .field(model)
        .u64be(version)
        .field(manifestDigest)
        .toBytes();
  }

  /// Encrypts `secret` so that only the holder of `recipient`'s private half opens it, under the
  /// same `context`.
  public static Bytes wrap(SecretBytes secret, PublicKey recipient, Bytes context) {
    return secret.expose(
        plain -> {
          try {
            return Bytes.copyOf(encrypt(recipient).encrypt(plain, context.toArray()));
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException("wrapping to a valid P-384 key failed", e);
          }
        });
  }

  /// Opens what [#wrap] made.
  ///
  /// @throws GeneralSecurityException if it was made for another key or context, or was changed
  public static SecretBytes unwrap(Bytes wrapped, SigningKey recipient, Bytes context)
      throws GeneralSecurityException {
    return SecretBytes.takeFrom(decrypt(recipient).decrypt(wrapped.toArray(), context.toArray()));
  }

  @AccessesPartialKey
  private static HybridEncrypt encrypt(PublicKey recipient) throws GeneralSecurityException {
    return keyset(publicKey(recipient))
        .getPrimitive(RegistryConfiguration.get(), HybridEncrypt.class);
  }

  @AccessesPartialKey
  private static HybridDecrypt decrypt(SigningKey recipient) throws GeneralSecurityException {
    var scalar = fixedLength(recipient.platformKey().getS());
    var key =
        HpkePrivateKey.create(
            publicKey(recipient.publicKey()),
            com.google.crypto.tink.util.SecretBytes.copyFrom(
                scalar, InsecureSecretKeyAccess.get()));
    return keyset(key).getPrimitive(RegistryConfiguration.get(), HybridDecrypt.class);
  }

  private static KeysetHandle keyset(com.google.crypto.tink.Key key)
      throws GeneralSecurityException {
    return KeysetHandle.newBuilder()
        .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary())
        .build();
  }

  @AccessesPartialKey
  private static HpkePublicKey publicKey(PublicKey key) throws GeneralSecurityException {
    var point = key.platformKey().getW();
    var uncompressed =
        new BinaryWriter()
            .u8(4)
            .raw(Bytes.copyOf(fixedLength(point.getAffineX())))
            .raw(Bytes.copyOf(fixedLength(point.getAffineY())))
            .toBytes();
    return HpkePublicKey.create(
        PARAMETERS, com.google.crypto.tink.util.Bytes.copyFrom(uncompressed.toArray()), null);
  }

  private static byte[] fixedLength(BigInteger value) {
    var signed = value.toByteArray();
    var fixed = new byte[COORDINATE_BYTES];
    int skip = Math.max(0, signed.length - COORDINATE_BYTES);
    int length = signed.length - skip;
    System.arraycopy(signed, skip, fixed, COORDINATE_BYTES - length, length);
    return fixed;
  }
}
