package dev.strongroom.broker.key;

import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Model keys, each wrapped under its owner's KEK, which is wrapped under the root. Associated data
/// binds owner, model, version and key id. Thread-safe.
public final class ModelKeys {
  private static final int KEY_ID_BYTES = 16;

  private final RootKey root;
  private final Profile profile;
  private final SecureRandom random;

  /// @param root what owner KEKs are wrapped under
  public ModelKeys(RootKey root, Profile profile, SecureRandom random) {
    this.root = root;
    this.profile = profile;
    this.random = random;
  }

  /// A model key as stored.
  ///
  /// @param keyId names it
  /// @param wrapped the key under its owner's KEK
  public record Wrapped(String keyId, Bytes wrapped) {}

  /// Wraps `key` for storage, making the owner's KEK if this is the owner's first model.
  public Wrapped wrap(Handle sql, ModelVersion model, SecretBytes key) throws UnavailableException {
    var keyId = "mk-" + newId();
    ensureKek(sql, model.owner());
    return new Wrapped(keyId, kek(sql, model.owner()).wrap(key, context(model, keyId)));
  }

  /// Opens a stored key. Close it soon.
  ///
  /// @throws UnavailableException if the stored bytes do not open as this model's key
  public SecretBytes unwrap(Handle sql, ModelVersion model, Wrapped stored)
      throws UnavailableException {
    try {
      return kek(sql, model.owner()).unwrap(stored.wrapped(), context(model, stored.keyId()));
    } catch (GeneralSecurityException e) {
      throw new UnavailableException("the stored key of " + model + " does not open", e);
    }
  }

  private void ensureKek(Handle sql, String owner) {
    if (find(sql, owner).isPresent()) {
      return;
    }
    var keyId = "ok-" + newId();
    sql.createUpdate(
            "INSERT INTO owner_kek (owner, key_id, wrapped) VALUES (:owner, :keyId, :wrapped)"
                + " ON CONFLICT (owner) DO NOTHING")
        .bind("owner", owner)
        .bind("keyId", keyId)
        .bind("wrapped", root.newKek(kekContext(owner, keyId)).toArray())
        .execute();
  }

  private RootKey.Kek kek(Handle sql, String owner) throws UnavailableException {
    var stored =
        find(sql, owner)
            .orElseThrow(() -> new UnavailableException("owner " + owner + " has no stored KEK"));
    try {
      return root.kek(stored.wrapped(), kekContext(owner, stored.keyId()));
    } catch (GeneralSecurityException e) {
      throw new UnavailableException("the stored KEK of owner " + owner + " does not open", e);
    }
  }

  private static Optional<Wrapped> find(Handle sql, String owner) {
    return sql.createQuery("SELECT key_id, wrapped FROM owner_kek WHERE owner = :owner")
        .bind("owner", owner)
        .map(
            (row, _) -> new Wrapped(row.getString("key_id"), Bytes.copyOf(row.getBytes("wrapped"))))
        .findOne();
  }

  private Bytes kekContext(String owner, String keyId) {
    return new BinaryWriter()
        .field("strongroom/v1/owner-kek")
        .field(profile.text())
        .field(owner)
        .field(keyId)
        .toBytes();
  }

  private static Bytes context(ModelVersion model, String keyId) {
    return new BinaryWriter()
        .field("strongroom/v1/model-key")
        .field(model.owner())
        .field(model.model())
        .u64be(model.version())
        .field(keyId)
        .toBytes();
  }

  private String newId() {
    var id = new byte[KEY_ID_BYTES];
    random.nextBytes(id);
    return Bytes.copyOf(id).hex();
  }
}
