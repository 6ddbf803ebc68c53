package dev.strongroom.broker.key;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import dev.strongroom.broker.StartException;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/// The key that wraps all others: AES-256-GCM in a Tink keyset. Kept in a file of its owner's only,
/// which is good enough for the simulation profile and refused in production. Thread-safe.
public final class RootKey {
  private final Aead aead;

  private RootKey(Aead aead) {
    this.aead = aead;
  }

  /// Opens the keyset in `file`, making one where there is none.
  ///
  /// @param mayCreate false once the database holds keys: a new root would open none of them
  /// @throws StartException if the file is missing and may not be made, or is not readable by its
  ///   owner alone, or is no keyset
  public static RootKey ofFile(Path file, boolean mayCreate) throws StartException {
    try {
      AeadConfig.register();
      var stored = new OwnerOnlyFile("root keyset", file);
      if (!stored.exists()) {
        create(stored, mayCreate);
      }
      var handle =
          TinkJsonProtoKeysetFormat.parseKeyset(
              stored.read(), RegistryConfiguration.get(), InsecureSecretKeyAccess.get());
      return new RootKey(handle.getPrimitive(RegistryConfiguration.get(), Aead.class));
    } catch (IOException | GeneralSecurityException e) {
      throw new StartException("root keyset " + file + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static void create(OwnerOnlyFile file, boolean mayCreate)
      throws StartException, IOException, GeneralSecurityException {
    if (!mayCreate) {
      throw new StartException(
          "root keyset "
              + file.path()
              + " is missing, but the database holds keys that it wrapped: restore the file, or"
              + " name it with strongroom.broker.root-keyset");
    }
    file.create(
        TinkJsonProtoKeysetFormat.serializeKeyset(
            fresh(), RegistryConfiguration.get(), InsecureSecretKeyAccess.get()));
  }

  private static KeysetHandle fresh() throws GeneralSecurityException {
    return KeysetHandle.generateNew(
        PredefinedAeadParameters.AES256_GCM, RegistryConfiguration.get());
  }

  /// Encrypts `secret`; `context` must be given again to open it.
  Bytes wrap(SecretBytes secret, Bytes context) {
    return seal(aead, secret, context);
  }

  /// Opens what [#wrap] made.
  SecretBytes unwrap(Bytes wrapped, Bytes context) throws GeneralSecurityException {
    return open(aead, wrapped, context);
  }

  /// A fresh key-encryption key, wrapped.
  Bytes newKek(Bytes context) {
    try {
      return Bytes.copyOf(
          TinkProtoKeysetFormat.serializeEncryptedKeyset(
              fresh(), aead, context.toArray(), RegistryConfiguration.get()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("making an AES-256-GCM keyset failed", e);
    }
  }

  /// Opens what [#newKek] made.
  Kek kek(Bytes wrapped, Bytes context) throws GeneralSecurityException {
    var handle =
        TinkProtoKeysetFormat.parseEncryptedKeyset(
            wrapped.toArray(), aead, context.toArray(), RegistryConfiguration.get());
    return new Kek(handle.getPrimitive(RegistryConfiguration.get(), Aead.class));
  }

  private static Bytes seal(Aead aead, SecretBytes secret, Bytes context) {
    return secret.expose(
        plain -> {
          try {
            return Bytes.copyOf(aead.encrypt(plain, context.toArray()));
          } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM encryption failed", e);
          }
        });
  }

  private static SecretBytes open(Aead aead, Bytes wrapped, Bytes context)
      throws GeneralSecurityException {
    return SecretBytes.takeFrom(aead.decrypt(wrapped.toArray(), context.toArray()));
  }

  /// A key-encryption key under the root. Thread-safe.
  static final class Kek {
    private final Aead aead;

    private Kek(Aead aead) {
      this.aead = aead;
    }

    Bytes wrap(SecretBytes secret, Bytes context) {
      return seal(aead, secret, context);
    }

    SecretBytes unwrap(Bytes wrapped, Bytes context) throws GeneralSecurityException {
      return open(aead, wrapped, context);
    }
  }
}
