package dev.strongroom.weights.manifest;

import dev.strongroom.weights.format.SealedFormat;
import dev.strongroom.wire.SecretBytes;
import java.security.SecureRandom;
import java.util.function.Function;

/// The key that wraps the keys of one model's objects, in one epoch: an AES-256 key. Wiped on
/// close, best effort. Thread-safe until then.
public final class ModelKey implements AutoCloseable {
  private final long epoch;
  private final SecretBytes secret;

  private ModelKey(long epoch, SecretBytes secret) {
    this.epoch = epoch;
    this.secret = secret;
  }

  /// Takes over `secret`, 32 bytes, and wipes it when closed.
  ///
  /// @param epoch number of the key in its model's rotation, from 1
  public static ModelKey of(long epoch, SecretBytes secret) {
    if (epoch < 1 || secret.length() != SealedFormat.KEY_BYTES) {
      throw new IllegalArgumentException(
          "epoch " + epoch + " with " + secret.length() + " bytes, want 1 or more with 32");
    }
    return new ModelKey(epoch, secret);
  }

  /// A fresh key.
  public static ModelKey generate(long epoch, SecureRandom random) {
    return of(epoch, SecretBytes.random(SealedFormat.KEY_BYTES, random));
  }

  /// Number of the key in its model's rotation.
  public long epoch() {
    return epoch;
  }

  /// Lends a copy of the key, see [SecretBytes#expose].
  public <T> T expose(Function<byte[], T> use) {
    return secret.expose(use);
  }

  @Override
  public void close() {
    secret.close();
  }

  @Override
  public String toString() {
    return "ModelKey[epoch " + epoch + ", redacted]";
  }
}
