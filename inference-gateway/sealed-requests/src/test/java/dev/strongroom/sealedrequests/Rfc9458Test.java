package dev.strongroom.sealedrequests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("vectors")
@DisplayName("RFC 9458, appendix A: complete example of a request and response")
class Rfc9458Test {
  private static JsonNode vector() throws IOException {
    return new ObjectMapper()
        .readTree(Vectors.read("gateway/ohttp/rfc9458-appendix-a.json").toArray());
  }

  private static Bytes hex(JsonNode vector, String field) throws MalformedException {
    return Bytes.ofHex(field, vector.get(field).asText());
  }

  private static RequestKey key(JsonNode vector) throws MalformedException {
    return RequestKey.ofSecret(1, SecretBytes.takeFrom(hex(vector, "skR").toArray()));
  }

  private static SealedRequest sealed(JsonNode vector) throws MalformedException {
    var ephemeral = new X25519PrivateKeyParameters(hex(vector, "skE").toArray());
    return SealedRequest.seal(
        KeyConfig.parse(hex(vector, "key_config")),
        Suite.AES_128_GCM,
        hex(vector, "bhttp_request"),
        new AsymmetricCipherKeyPair(ephemeral.generatePublicKey(), ephemeral));
  }

  @Test
  void readsAndWritesTheKeyConfiguration() throws Exception {
    var encoded = hex(vector(), "key_config");

    var config = KeyConfig.parse(encoded);

    assertThat(config.encode()).isEqualTo(encoded);
    assertThat(config.keyId()).isEqualTo(1);
    // AES-128-GCM, and ChaCha20-Poly1305 which we do not speak but keep
    assertThat(config.algorithms())
        .containsExactly(new KeyConfig.Algorithms(1, 1), new KeyConfig.Algorithms(1, 3));
    try (var key = key(vector())) {
      assertThat(config.publicKey()).isEqualTo(key.config().publicKey());
    }
  }

  @Test
  void sealsTheRequestByteForByte() throws Exception {
    var vector = vector();
    var sealed = sealed(vector);

    assertThat(sealed.enc()).isEqualTo(hex(vector, "enc"));
    Vectors.compare(
        "gateway/ohttp encapsulated_request",
        hex(vector, "encapsulated_request"),
        sealed.message());
  }

  @Test
  void opensTheRequestAndSealsTheResponseByteForByte() throws Exception {
    var vector = vector();
    try (var key = key(vector)) {
      var opened = new RequestOpener(key, 1).open(hex(vector, "encapsulated_request"));

      assertThat(opened.payload()).isEqualTo(hex(vector, "bhttp_request"));
      Vectors.compare(
          "gateway/ohttp encapsulated_response",
          hex(vector, "encapsulated_response"),
          opened.sealResponse(hex(vector, "bhttp_response"), hex(vector, "response_nonce")));
    }
  }

  @Test
  void opensTheResponse() throws Exception {
    var vector = vector();

    assertThat(sealed(vector).openResponse(hex(vector, "encapsulated_response")))
        .isEqualTo(hex(vector, "bhttp_response"));
  }

  @Test
  void refusesEveryFlippedBitOfRequestAndResponse() throws Exception {
    var vector = vector();
    try (var key = key(vector)) {
      var opener = new RequestOpener(key, 1000);
      assertEachFlipRefused(hex(vector, "encapsulated_request"), opener::open);
    }
    assertEachFlipRefused(hex(vector, "encapsulated_response"), sealed(vector)::openResponse);
  }

  @Test
  void refusesEveryTruncationAndAnAppendedByte() throws Exception {
    var vector = vector();
    var request = hex(vector, "encapsulated_request");
    var response = hex(vector, "encapsulated_response");
    try (var key = key(vector)) {
      var opener = new RequestOpener(key, 1000);
      for (int length = 0; length < request.length(); length++) {
        var cut = request.slice(0, length);
        assertThatThrownBy(() -> opener.open(cut)).isInstanceOf(UnopenableException.class);
      }
      assertThatThrownBy(() -> opener.open(request.concat(Bytes.zeros(1))))
          .isInstanceOf(UnopenableException.class);
    }
    var sealed = sealed(vector);
    for (int length = 0; length < response.length(); length++) {
      var cut = response.slice(0, length);
      assertThatThrownBy(() -> sealed.openResponse(cut)).isInstanceOf(UnopenableException.class);
    }
  }

  private interface Open {
    Object open(Bytes message) throws UnopenableException;
  }

  private static void assertEachFlipRefused(Bytes message, Open open) {
    for (int bit = 0; bit < 8 * message.length(); bit++) {
      // RFC 7748, section 5: the top bit of an X25519 public key is ignored by arithmetic, so
      // flipping it changes enc, and with it the key schedule, but never the shared secret
      var flipped = message.toArray();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThatThrownBy(() -> open.open(Bytes.copyOf(flipped)))
          .as("bit %d", bit)
          .isInstanceOf(UnopenableException.class)
          .hasMessage("the message cannot be opened")
          .hasNoCause();
    }
  }
}
