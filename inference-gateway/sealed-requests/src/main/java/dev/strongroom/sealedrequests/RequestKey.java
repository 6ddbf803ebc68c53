package dev.strongroom.sealedrequests;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.SecretBytes;
import java.security.SecureRandom;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/// The private key to which clients seal requests. It never leaves this object and never prints
/// itself. It gives no forward secrecy: whoever gets it later opens every message recorded before,
/// so a node replaces it at least daily. Thread-safe until closed.
public final class RequestKey implements AutoCloseable {
  private final SecretBytes secret;
  private final KeyConfig config;

  private RequestKey(SecretBytes secret, KeyConfig config) {
    this.secret = secret;
    this.config = config;
  }

  /// A fresh key.
  ///
  /// @param keyId by which clients name it, 0 to 255; another one than the key it replaces
  public static RequestKey generate(int keyId, SecureRandom random) {
    return ofSecret(keyId, SecretBytes.random(X25519PrivateKeyParameters.KEY_SIZE, random));
  }

  /// The key pair of a private key (RFC 7748), whose bytes are taken over.
  static RequestKey ofSecret(int keyId, SecretBytes secret) {
    byte[] publicKey =
        secret.expose(key -> new X25519PrivateKeyParameters(key).generatePublicKey().getEncoded());
    return new RequestKey(secret, KeyConfig.ofKey(keyId, Bytes.copyOf(publicKey)));
  }

  /// What clients may know.
  public KeyConfig config() {
    return config;
  }

  /// The pair for one call into the cryptography library.
  AsymmetricCipherKeyPair pair() {
    return secret.expose(
        key ->
            new AsymmetricCipherKeyPair(
                new X25519PublicKeyParameters(config.publicKey().toArray()),
                new X25519PrivateKeyParameters(key)));
  }

  @Override
  public void close() {
    secret.close();
  }

  @Override
  public String toString() {
    return "RequestKey[" + config.keyId() + ", redacted]";
  }
}
