package dev.strongroom.weights.format;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import javax.crypto.spec.SecretKeySpec;

/// The derived key of one object. Wiped on close, best effort: ciphers made from it keep their key
/// schedule until they are collected. Thread-safe; the ciphers it makes are not.
public final class ObjectKey implements AutoCloseable {
  private final String objectName;
  private final SecretBytes key;
  private final Bytes prefix;

  private ObjectKey(String objectName, SecretBytes key, Bytes prefix) {
    this.objectName = objectName;
    this.key = key;
    this.prefix = prefix;
  }

  /// Derives the key of an object from its DEK.
  ///
  /// @param objectName for messages only
  /// @param dek 32 bytes; stays the caller's
  /// @param header of the object, 40 bytes
  /// @param context associated data, see [ModelIdentity#objectContext]
  /// @throws MalformedException if the header is none
  public static ObjectKey derive(String objectName, SecretBytes dek, Bytes header, Bytes context)
      throws MalformedException {
    if (dek.length() != SealedFormat.KEY_BYTES) {
      throw new IllegalArgumentException("a DEK has 32 bytes, got " + dek.length());
    }
    var parsed = SealedFormat.parseHeader(header);
    var derived =
        dek.expose(
            ikm ->
                CryptoProvider.chosen()
                    .hkdfSha256(ikm, parsed.salt(), context, SealedFormat.KEY_BYTES));
    return new ObjectKey(objectName, SecretBytes.takeFrom(derived), parsed.prefix());
  }

  /// A cipher for one thread at a time.
  ///
  /// @throws IllegalStateException once closed
  public SegmentCipher cipher() {
    var schedule = key.expose(bytes -> new SecretKeySpec(bytes, "AES"));
    return new SegmentCipher(objectName, CryptoProvider.chosen().aesGcm(), schedule, prefix);
  }

  @Override
  public void close() {
    key.close();
  }
}
