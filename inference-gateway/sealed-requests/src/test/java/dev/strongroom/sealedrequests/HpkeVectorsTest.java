package dev.strongroom.sealedrequests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.testing.Vectors;
import java.util.HexFormat;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.hpke.HPKEContext;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("RFC 9180, appendix A: base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-GCM")
@Tag("vectors")
class HpkeVectorsTest {
  private static byte[] hex(JsonNode node, String field) {
    return HexFormat.of().parseHex(node.get(field).asText());
  }

  private static boolean isOf(JsonNode setup, Suite suite) {
    return setup.get("mode").asInt() == 0
        && setup.get("kem_id").asInt() == Suite.KEM_ID
        && setup.get("kdf_id").asInt() == Suite.KDF_ID
        && setup.get("aead_id").asInt() == suite.aeadId();
  }

  @Test
  void theLibraryReproducesEachOfOurSuites() throws Exception {
    int vectors = 0;
    for (var vector :
        new ObjectMapper().readTree(Vectors.read("gateway/hpke/rfc9180-subset.json").toArray())) {
      for (var suite : Suite.values()) {
        if (isOf(vector, suite)) {
          assertReproduced("gateway/hpke AEAD " + suite.aeadId(), vector, vector, suite);
          vectors++;
        }
      }
    }
    assertThat(vectors).isEqualTo(Suite.values().length);
  }

  @Test
  void theLibraryReproducesTheAppendixAsPrinted() throws Exception {
    int vectors = 0;
    var appendix =
        new ObjectMapper()
            .readTree(Vectors.read("crypto/hpke/rfc9180-appendix-a.json").toArray())
            .get("suites");
    for (var printed : appendix) {
      for (var mode : printed.get("modes")) {
        for (var suite : Suite.values()) {
          if (isOf(mode.get("setup"), suite)) {
            var folder = "crypto/hpke AEAD " + suite.aeadId() + ", base mode";
            assertReproduced(folder, mode.get("setup"), mode, suite);
            vectors++;
          }
        }
      }
    }
    assertThat(vectors).isPositive();
  }

  /// @param vector keys and what the parties agree on
  /// @param messages what they send and export
  private static void assertReproduced(
      String folder, JsonNode vector, JsonNode messages, Suite suite) throws Exception {
    var ephemeral = new X25519PrivateKeyParameters(hex(vector, "skEm"));
    var sender =
        Encapsulation.hpke(suite)
            .setupBaseS(
                new X25519PublicKeyParameters(hex(vector, "pkRm")),
                hex(vector, "info"),
                new AsymmetricCipherKeyPair(ephemeral.generatePublicKey(), ephemeral));
    assertThat(sender.getEncapsulation()).isEqualTo(hex(vector, "enc"));

    var recipientKey = new X25519PrivateKeyParameters(hex(vector, "skRm"));
    var recipient =
        Encapsulation.hpke(suite)
            .setupBaseR(
                hex(vector, "enc"),
                new AsymmetricCipherKeyPair(recipientKey.generatePublicKey(), recipientKey),
                hex(vector, "info"));
    // The first message alone: ours carry one each way, sequence number 0.
    var first = messages.get("encryptions").get(0);
    Vectors.compare(
        folder,
        Bytes.copyOf(hex(first, "ct")),
        Bytes.copyOf(sender.seal(hex(first, "aad"), hex(first, "pt"))));
    assertThat(recipient.open(hex(first, "aad"), hex(first, "ct"))).isEqualTo(hex(first, "pt"));
    for (var export : messages.get("exports")) {
      for (HPKEContext context : new HPKEContext[] {sender, recipient}) {
        assertThat(context.export(hex(export, "exporter_context"), export.get("L").asInt()))
            .isEqualTo(hex(export, "exported_value"));
      }
    }
  }
}
