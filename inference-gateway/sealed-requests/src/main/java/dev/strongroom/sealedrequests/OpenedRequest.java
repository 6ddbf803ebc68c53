package dev.strongroom.sealedrequests;

import dev.strongroom.wire.Bytes;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;

/// A request that was opened, and the means to answer it so that only its sender reads the answer.
/// Never prints the payload. Thread-safe.
public final class OpenedRequest {
  private final Suite suite;
  private final Bytes enc;
  private final Bytes payload;
  private final Bytes responseSecret;

  OpenedRequest(Suite suite, Bytes enc, Bytes payload, Bytes responseSecret) {
    this.suite = suite;
    this.enc = enc;
    this.payload = payload;
    this.responseSecret = responseSecret;
  }

  /// What the client sealed.
  public Bytes payload() {
    return payload;
  }

  /// The encapsulated key, 32 bytes: names this request.
  public Bytes enc() {
    return enc;
  }

  /// Seals the answer, under a fresh nonce.
  public Bytes sealResponse(Bytes response, SecureRandom random) {
    var nonce = new byte[suite.responseSecretBytes()];
    random.nextBytes(nonce);
    return sealResponse(response, Bytes.copyOf(nonce));
  }

  Bytes sealResponse(Bytes response, Bytes nonce) {
    try {
      var sealed =
          Encapsulation.response(
              Cipher.ENCRYPT_MODE, suite, enc, responseSecret.toArray(), nonce, response.toArray());
      return nonce.concat(Bytes.copyOf(sealed));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM and HKDF are required of every platform", e);
    }
  }

  @Override
  public String toString() {
    return "OpenedRequest[" + payload.length() + " bytes, redacted]";
  }
}
