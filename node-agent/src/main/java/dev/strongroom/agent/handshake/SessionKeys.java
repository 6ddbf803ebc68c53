package dev.strongroom.agent.handshake;

import dev.strongroom.protocol.release.TeeKeys;
import dev.strongroom.protocol.release.Transcript;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.NamedParameterSpec;

/// The three key pairs of one session, born here and never written anywhere. The platform's key
/// objects cannot be wiped: that they end with the process is the best there is. Thread-safe.
public final class SessionKeys {
  private final SigningKey wrap;
  private final SigningKey identity;
  private final KeyPair request;

  private SessionKeys(SigningKey wrap, SigningKey identity, KeyPair request) {
    this.wrap = wrap;
    this.identity = identity;
    this.request = request;
  }

  /// Fresh pairs.
  public static SessionKeys generate(SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance("X25519");
      generator.initialize(NamedParameterSpec.X25519, random);
      return new SessionKeys(
          SigningKey.generate(random), SigningKey.generate(random), generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("X25519 is required of the platform", e);
    }
  }

  /// The public halves.
  public TeeKeys publicKeys() {
    return new TeeKeys(
        wrap.publicKey(), identity.publicKey(), Bytes.copyOf(request.getPublic().getEncoded()));
  }

  /// S, 48 bytes.
  public Bytes commitment() {
    return Transcript.sessionKeys(publicKeys());
  }

  /// Opens the model key.
  SigningKey wrap() {
    return wrap;
  }

  /// Signs heartbeats; key of the front's TLS.
  public SigningKey identity() {
    return identity;
  }

  /// Opens what tenants seal to this node.
  public KeyPair request() {
    return request;
  }

  @Override
  public String toString() {
    return "SessionKeys[" + identity.publicKey() + ", private halves redacted]";
  }
}
