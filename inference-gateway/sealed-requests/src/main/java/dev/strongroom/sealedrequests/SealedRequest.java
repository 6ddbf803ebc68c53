package dev.strongroom.sealedrequests;

import dev.strongroom.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.generators.X25519KeyPairGenerator;
import org.bouncycastle.crypto.params.X25519KeyGenerationParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/// The client's side of one exchange (RFC 9458, sections 4.3 and 4.4): a message for the node, and
/// the means to open its answer. A retry seals anew; the same message is refused the second time.
/// Thread-safe.
public final class SealedRequest {
  private final Suite suite;
  private final Bytes message;
  private final Bytes enc;
  private final Bytes responseSecret;

  private SealedRequest(Suite suite, Bytes message, Bytes enc, Bytes responseSecret) {
    this.suite = suite;
    this.message = message;
    this.enc = enc;
    this.responseSecret = responseSecret;
  }

  /// Seals `payload` to the key of `config`.
  ///
  /// @throws IllegalArgumentException if the configuration does not offer `suite`, or its key is no
  ///   point that Diffie-Hellman works with
  public static SealedRequest seal(
      KeyConfig config, Suite suite, Bytes payload, SecureRandom random) {
    var generator = new X25519KeyPairGenerator();
    generator.init(new X25519KeyGenerationParameters(random));
    return seal(config, suite, payload, generator.generateKeyPair());
  }

  static SealedRequest seal(
      KeyConfig config, Suite suite, Bytes payload, AsymmetricCipherKeyPair ephemeral) {
    if (!config.algorithms().contains(suite.algorithms())) {
      throw new IllegalArgumentException("key " + config.keyId() + " does not offer " + suite);
    }
    var header = Encapsulation.header(config.keyId(), suite);
    var recipient = new X25519PublicKeyParameters(config.publicKey().toArray());
    try {
      var context =
          Encapsulation.hpke(suite).setupBaseS(recipient, Encapsulation.info(header), ephemeral);
      var enc = Bytes.copyOf(context.getEncapsulation());
      var sealed = Bytes.copyOf(context.seal(new byte[0], payload.toArray()));
      var secret = context.export(Encapsulation.responseLabel(), suite.responseSecretBytes());
      return new SealedRequest(suite, header.concat(enc).concat(sealed), enc, Bytes.copyOf(secret));
    } catch (InvalidCipherTextException | IllegalStateException e) {
      throw new IllegalArgumentException("key " + config.keyId() + " cannot be sealed to", e);
    }
  }

  /// What to send, media type `message/ohttp-req`.
  public Bytes message() {
    return message;
  }

  /// The encapsulated key, 32 bytes: names this request; a policy token binds its digest.
  public Bytes enc() {
    return enc;
  }

  /// Opens the node's answer, media type `message/ohttp-res`.
  ///
  /// @throws UnopenableException if it is not the answer to this very request
  public Bytes openResponse(Bytes answer) throws UnopenableException {
    int nonceBytes = suite.responseSecretBytes();
    if (answer.length() < nonceBytes + Encapsulation.TAG_BYTES) {
      throw new UnopenableException();
    }
    try {
      return Bytes.copyOf(
          Encapsulation.response(
              Cipher.DECRYPT_MODE,
              suite,
              enc,
              responseSecret.toArray(),
              answer.slice(0, nonceBytes),
              answer.slice(nonceBytes, answer.length()).toArray()));
    } catch (GeneralSecurityException _) {
      throw new UnopenableException();
    }
  }

  @Override
  public String toString() {
    return "SealedRequest[" + message.length() + " bytes]";
  }
}
