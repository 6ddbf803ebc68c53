package dev.strongroom.wire.dsse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final String TYPE = "application/vnd.strongroom.test+json";

  private final SigningKey key = SigningKey.generate(new SecureRandom());
  private final SigningKey other = SigningKey.generate(new SecureRandom());
  private final Bytes payload = Bytes.utf8("{\"a\":1}");

  /// The example of DSSE protocol.md: `DSSEv1 29 http://example.com/HelloWorld 11 hello world`.
  @Test
  void encodesWhatIsSignedAsTheSpecificationDoes() {
    assertThat(
            Envelope.preAuthenticationEncoding(
                    "http://example.com/HelloWorld", Bytes.utf8("hello world"))
                .utf8())
        .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  }

  @Test
  void returnsThePayloadThatATrustedKeySigned() throws Exception {
    var envelope = Envelope.parse(key.sign(TYPE, payload).toJson());

    assertThat(envelope.verify(TYPE, List.of(other.publicKey(), key.publicKey())))
        .isEqualTo(payload);
  }

  @Test
  void refusesAnotherKeyAndNamesBoth() {
    assertThatThrownBy(() -> key.sign(TYPE, payload).verify(TYPE, List.of(other.publicKey())))
        .isInstanceOf(UntrustedException.class)
        .hasMessageContaining(key.publicKey().keyId())
        .hasMessageContaining(other.publicKey().keyId());
  }

  @Test
  void refusesAnotherType() {
    assertThatThrownBy(() -> key.sign(TYPE, payload).verify("text/plain", List.of(key.publicKey())))
        .isInstanceOf(UntrustedException.class);
  }

  @Test
  void refusesEveryFlippedByteOfPayloadAndSignature() {
    var good = key.sign(TYPE, payload);
    for (int i = 0; i < payload.length(); i++) {
      var bad = new Envelope(TYPE, flip(payload, i), good.signatures());
      assertThatThrownBy(() -> bad.verify(TYPE, List.of(key.publicKey())))
          .isInstanceOf(UntrustedException.class);
    }
    var signature = good.signatures().getFirst();
    for (int i = 0; i < signature.sig().length(); i++) {
      var bad =
          new Envelope(
              TYPE,
              payload,
              List.of(new Envelope.Signature(signature.keyid(), flip(signature.sig(), i))));
      assertThatThrownBy(() -> bad.verify(TYPE, List.of(key.publicKey())))
          .isInstanceOf(UntrustedException.class);
    }
  }

  @Test
  void refusesAnEnvelopeWithoutSignatures() {
    var json = "{\"payloadType\":\"t\",\"payload\":\"\",\"signatures\":[]}";

    assertThatThrownBy(() -> Envelope.parse(Bytes.utf8(json)))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void keysSurvivePem() throws Exception {
    var read = SigningKey.ofPem(key.toPem());

    assertThat(read.publicKey()).isEqualTo(key.publicKey());
    assertThat(PublicKey.ofPem(key.publicKey().toPem())).isEqualTo(key.publicKey());
  }

  @Test
  void refusesHalvesOfTwoPairs() {
    var mixed =
        key.toPem().substring(0, key.toPem().indexOf("-----BEGIN PUBLIC"))
            + other.publicKey().toPem();

    assertThatThrownBy(() -> SigningKey.ofPem(mixed)).isInstanceOf(MalformedException.class);
  }

  private static Bytes flip(Bytes bytes, int index) {
    var copy = bytes.toArray();
    copy[index] ^= 1;
    return Bytes.copyOf(copy);
  }
}
