package dev.strongroom.attestation.nras;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.Base64;

/// Base64url as JOSE writes it: without padding.
final class Base64Url {
  private Base64Url() {}

  /// @throws MalformedException if `text` is not the one spelling of its bytes
  // spec: RFC 7515 2 Base64url: no other characters, so a token has one spelling
  static Bytes decode(String field, String text) throws MalformedException {
    try {
      var decoded = Base64.getUrlDecoder().decode(text);
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(decoded).equals(text)) {
        return Bytes.copyOf(decoded);
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedException(field, -1, "is not base64url", e);
    }
    throw new MalformedException(field, -1, "is not the canonical base64url of its bytes");
  }
}
