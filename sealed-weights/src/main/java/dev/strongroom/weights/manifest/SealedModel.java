package dev.strongroom.weights.manifest;

import dev.strongroom.weights.IntegrityException;
import dev.strongroom.weights.IntegrityException.Fault;
import dev.strongroom.weights.engine.Progress;
import dev.strongroom.weights.engine.SealedFile;
import dev.strongroom.weights.format.ObjectKey;
import dev.strongroom.weights.format.SealedObject;
import dev.strongroom.weights.store.LocalStore;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.PublicKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// A sealed model whose manifest a trusted owner signed. Holds no key. Whether profile, owner,
/// model and version are the wanted ones is for the caller to ask. Thread-safe.
public final class SealedModel implements AutoCloseable {
  private final LocalStore store;
  private final Envelope envelope;
  private final Manifest manifest;
  private KeyRing keyRing;

  private SealedModel(LocalStore store, Envelope envelope, Manifest manifest, KeyRing keyRing) {
    this.store = store;
    this.envelope = envelope;
    this.manifest = manifest;
    this.keyRing = keyRing;
  }

  /// Opens the sealed model in `directory`.
  ///
  /// @throws IntegrityException if there is none, none of `trustedOwners` signed it, or its keyring
  ///   does not hold exactly its keys
  /// @throws MalformedException if manifest or keyring are not of their form
  public static SealedModel open(Path directory, Collection<PublicKey> trustedOwners)
      throws IOException, MalformedException, IntegrityException {
    var store = LocalStore.open(directory);
    var envelope = Envelope.parse(store.readManifest());
    var manifest = Manifest.verify(envelope, trustedOwners);
    var keyRing = KeyRing.parse(store.readKeyRing());
    requireKeys(manifest, keyRing);
    return new SealedModel(store, envelope, manifest, keyRing);
  }

  private static void requireKeys(Manifest manifest, KeyRing keyRing) throws IntegrityException {
    var wanted =
        manifest.objects().stream().map(object -> object.dekId()).collect(Collectors.toSet());
    var held = keyRing.keys().stream().map(KeyRing.WrappedKey::dekId).collect(Collectors.toSet());
    if (!wanted.equals(held)) {
      throw new IntegrityException(
          Fault.KEY_MISSING,
          "the keyring holds "
              + held.size()
              + " keys, the manifest names "
              + wanted.size()
              + ", and they are not the same");
    }
  }

  /// What the owner signed.
  public Manifest manifest() {
    return manifest;
  }

  /// The signed manifest as stored.
  public Envelope envelope() {
    return envelope;
  }

  /// SHA-384 of the signed payload: what tickets and audit entries name.
  public Bytes manifestDigest() {
    return envelope.payload().sha384();
  }

  /// Epoch of the key that the keyring is wrapped by; not authenticated.
  public synchronized long epoch() {
    return keyRing.epoch();
  }

  /// Compares every object with what the owner signed, without any key.
  ///
  /// @param progress counts ciphertext
  /// @throws IntegrityException if one is missing or is not the one signed
  public void verifyObjects(Progress progress) throws IOException, IntegrityException {
    long total = manifest.objects().stream().mapToLong(SealedObject::ciphertextBytes).sum();
    long done = 0;
    for (var object : manifest.objects()) {
      SealedFile.verify(store.object(object.name()), object);
      done += object.ciphertextBytes();
      progress.advanced(done, total);
    }
  }

  /// Unwraps the keys of all objects and opens the index. `key` stays the caller's.
  ///
  /// @throws IntegrityException if `key` is not this model's of this epoch, or the index is damaged
  /// @throws MalformedException if the index is not of its form
  public OpenedModel unlock(ModelKey key)
      throws IOException, MalformedException, IntegrityException {
    KeyRing ring;
    synchronized (this) {
      ring = keyRing;
    }
    Map<String, ObjectKey> keys = new HashMap<>();
    boolean opened = false;
    try {
      for (var object : manifest.objects()) {
        try (var dek = ring.unwrap(key, manifest.identity(), object.dekId())) {
          var context = manifest.identity().objectContext(object.dekId());
          keys.put(object.name(), ObjectKey.derive(object.name(), dek, object.header(), context));
        }
      }
      var model = OpenedModel.open(store, manifest, keys);
      opened = true;
      return model;
    } finally {
      if (!opened) {
        keys.values().forEach(ObjectKey::close);
      }
    }
  }

  /// Replaces the keyring by one that `next` wraps.
  ///
  /// @throws IntegrityException if `current` does not open it; nothing is changed
  public synchronized void rewrap(ModelKey current, ModelKey next, SecureRandom random)
      throws IOException, IntegrityException {
    var rewrapped = keyRing.rewrap(manifest.identity(), current, next, random);
    store.writeKeyRing(rewrapped.toJson());
    keyRing = rewrapped;
  }

  /// Nothing is held open; models opened from this one live on.
  @Override
  public void close() {}
}
