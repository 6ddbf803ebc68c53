package dev.strongroom.protocol.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class KeyWrapTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Bytes CONTEXT = KeyWrap.releaseContext(Bytes.zeros(48), "lease");

  private final SigningKey recipient = SigningKey.generate(RANDOM);

  @Test
  void onlyTheRecipientOpensIt() throws Exception {
    try (var key = SecretBytes.random(32, RANDOM)) {
      var wrapped = KeyWrap.wrap(key, recipient.publicKey(), CONTEXT);

      try (var opened = KeyWrap.unwrap(wrapped, recipient, CONTEXT)) {
        assertThat(opened.sameAs(key)).isTrue();
      }
      // RFC 9180, section 7.1: Nenc of DHKEM(P-384) is 97; the tag of AES-GCM is 16.
      assertThat(wrapped.length()).isEqualTo(97 + 32 + 16);
      assertThatThrownBy(() -> KeyWrap.unwrap(wrapped, SigningKey.generate(RANDOM), CONTEXT))
          .isInstanceOf(GeneralSecurityException.class);
    }
  }

  @Test
  void refusesAnotherTranscriptOrLease() {
    try (var key = SecretBytes.random(32, RANDOM)) {
      var wrapped = KeyWrap.wrap(key, recipient.publicKey(), CONTEXT);

      for (var context :
          new Bytes[] {
            KeyWrap.releaseContext(Bytes.zeros(47).concat(Bytes.utf8("x")), "lease"),
            KeyWrap.releaseContext(Bytes.zeros(48), "other")
          }) {
        assertThatThrownBy(() -> KeyWrap.unwrap(wrapped, recipient, context))
            .isInstanceOf(GeneralSecurityException.class);
      }
    }
  }

  @Test
  void wrapsToKeysWithShortCoordinates() throws Exception {
    for (int i = 0; i < 600; i++) {
      var candidate = SigningKey.generate(RANDOM);
      var point = candidate.publicKey().platformKey().getW();
      if (Math.min(point.getAffineX().bitLength(), point.getAffineY().bitLength()) > 376) {
        continue;
      }
      try (var key = SecretBytes.random(32, RANDOM);
          var opened =
              KeyWrap.unwrap(
                  KeyWrap.wrap(key, candidate.publicKey(), CONTEXT), candidate, CONTEXT)) {
        assertThat(opened.sameAs(key)).isTrue();
      }
      return;
    }
    throw new AssertionError("no short coordinate among 600 keys: chance below one in 100");
  }
}
