package dev.strongroom.weights.manifest;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.IntegrityException.Fault;
import dev.strongroom.weights.format.CryptoProvider;
import dev.strongroom.weights.format.ModelIdentity;
import dev.strongroom.weights.format.SealedFormat;
import dev.strongroom.weights.format.SealedObject;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.json.StrictJson;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// The keys of a model's objects (DEKs), each wrapped by the model key of one epoch. Not signed: a
/// wrapped key authenticates itself, and rotation replaces the ring without the owner. Immutable.
///
/// A wrapped key is AES-256-GCM under the model key, associated data [ModelIdentity#wrapContext]:
///
/// | Offset | Bytes | Field | Meaning         |
/// |-------:|------:|-------|-----------------|
/// |      0 |    12 | nonce | random          |
/// |     12 |    32 | key   | DEK, encrypted  |
/// |     44 |    16 | tag   |                 |
///
/// @param epoch of the wrapping key; a hint, not authenticated
/// @param keys one per object, ids distinct
public record KeyRing(long epoch, List<WrappedKey> keys) {
  private static final int NONCE_BYTES = 12;
  private static final int WRAPPED_BYTES =
      NONCE_BYTES + SealedFormat.KEY_BYTES + SealedFormat.TAG_BYTES;

  /// One wrapped DEK.
  ///
  /// @param dekId 32 hexadecimal digits
  /// @param wrapped 60 bytes
  public record WrappedKey(String dekId, Bytes wrapped) {
    public WrappedKey {
      SealedObject.requireOpaque("DEK id", dekId);
      if (wrapped.length() != WRAPPED_BYTES) {
        throw new IllegalArgumentException(
            "wrapped key has " + wrapped.length() + " bytes, want " + WRAPPED_BYTES);
      }
    }
  }

  public KeyRing {
    keys = List.copyOf(keys);
    if (epoch < 1) {
      throw new IllegalArgumentException("epoch is " + epoch + ", want 1 or more");
    }
    var ids = new HashSet<String>();
    for (var key : keys) {
      if (!ids.add(key.dekId())) {
        throw new IllegalArgumentException("DEK id " + key.dekId() + " comes twice");
      }
    }
  }

  /// Reads `keyring.json`.
  ///
  /// @throws MalformedException if it is not exactly a keyring
  public static KeyRing parse(Bytes json) throws MalformedException {
    return StrictJson.read(json, KeyRing.class);
  }

  /// The content of `keyring.json`.
  public Bytes toJson() {
    return StrictJson.write(this);
  }

  static WrappedKey wrap(
      ModelKey key, ModelIdentity identity, String dekId, SecretBytes dek, SecureRandom random) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    var sealed =
        dek.expose(
            plain -> {
              try {
                return cipher(key, Cipher.ENCRYPT_MODE, nonce, identity, dekId).doFinal(plain);
              } catch (GeneralSecurityException e) {
                throw new IllegalStateException("wrapping a key failed", e);
              }
            });
    return new WrappedKey(dekId, Bytes.copyOf(nonce).concat(Bytes.copyOf(sealed)));
  }

  /// Unwraps one key; the caller closes it.
  ///
  /// @throws IntegrityException if the ring lacks it, or `key` is another epoch's or another key
  SecretBytes unwrap(ModelKey key, ModelIdentity identity, String dekId) throws IntegrityException {
    if (key.epoch() != epoch) {
      throw new IntegrityException(
          Fault.KEY_EPOCH, "the keyring is of epoch " + epoch + ", the key of " + key.epoch());
    }
    for (var candidate : keys) {
      if (candidate.dekId().equals(dekId)) {
        return unwrap(key, identity, candidate);
      }
    }
    throw new IntegrityException(Fault.KEY_MISSING, "the keyring has no key " + dekId);
  }

  private static SecretBytes unwrap(ModelKey key, ModelIdentity identity, WrappedKey wrapped)
      throws IntegrityException {
    var nonce = wrapped.wrapped().slice(0, NONCE_BYTES).toArray();
    var sealed = wrapped.wrapped().slice(NONCE_BYTES, WRAPPED_BYTES).toArray();
    try {
      var cipher = cipher(key, Cipher.DECRYPT_MODE, nonce, identity, wrapped.dekId());
      return SecretBytes.takeFrom(cipher.doFinal(sealed));
    } catch (AEADBadTagException e) {
      throw new IntegrityException(
          Fault.KEY_WRONG,
          "key " + wrapped.dekId() + " does not open under this key of " + identity,
          e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("unwrapping a key failed", e);
    }
  }

  private static Cipher cipher(
      ModelKey key, int mode, byte[] nonce, ModelIdentity identity, String dekId)
      throws GeneralSecurityException {
    var cipher = CryptoProvider.chosen().aesGcm();
    cipher.init(
        mode,
        key.expose(bytes -> new SecretKeySpec(bytes, "AES")),
        new GCMParameterSpec(SealedFormat.TAG_BYTES * 8, nonce));
    cipher.updateAAD(identity.wrapContext(dekId).toArray());
    return cipher;
  }

  /// The same keys, wrapped by `next`. The weights stay as they are.
  ///
  /// @throws IntegrityException if `current` does not open every key of the ring
  public KeyRing rewrap(
      ModelIdentity identity, ModelKey current, ModelKey next, SecureRandom random)
      throws IntegrityException {
    var rewrapped = new ArrayList<WrappedKey>();
    for (var key : keys) {
      try (var dek = unwrap(current, identity, key.dekId())) {
        rewrapped.add(wrap(next, identity, key.dekId(), dek, random));
      }
    }
    return new KeyRing(next.epoch(), rewrapped);
  }
}
