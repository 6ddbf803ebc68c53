package dev.strongroom.weights.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.testing.Vectors;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/// The chosen provider's primitives against Wycheproof.
class PrimitiveVectorsTest {
  private final CryptoProvider provider = CryptoProvider.chosen();

  private static List<JsonNode> cases(String name, String groupField, int groupValue)
      throws Exception {
    var file = Vectors.read("crypto/wycheproof/" + name);
    var cases = new ArrayList<JsonNode>();
    for (var group : new ObjectMapper().readTree(file.toArray()).get("testGroups")) {
      if (groupField.isEmpty() || group.get(groupField).asInt() == groupValue) {
        group.get("tests").forEach(cases::add);
      }
    }
    assertThat(cases).isNotEmpty();
    return cases;
  }

  private static Bytes hex(JsonNode test, String field) throws Exception {
    return Bytes.ofHex(field, test.get(field).asText());
  }

  @Test
  void derivesAsHkdfVectorsSay() throws Exception {
    int seen = 0;
    for (var test : cases("hkdf_sha256_test.json", "", 0)) {
      if (test.get("result").asText().equals("valid")) {
        var derived =
            provider.hkdfSha256(
                hex(test, "ikm").toArray(),
                hex(test, "salt"),
                hex(test, "info"),
                test.get("size").asInt());
        assertThat(Bytes.copyOf(derived)).isEqualTo(hex(test, "okm"));
        seen++;
      }
    }
    assertThat(seen).isGreaterThan(70);
  }

  @Test
  void sealsAndOpensAsGcmVectorsSay() throws Exception {
    int valid = 0;
    int invalid = 0;
    for (var test : cases("aes_gcm_test.json", "keySize", 256)) {
      var iv = hex(test, "iv");
      if (iv.length() != 12) {
        continue;
      }
      var key = new SecretKeySpec(hex(test, "key").toArray(), "AES");
      var cipher = provider.aesGcm();
      var parameters = new GCMParameterSpec(128, iv.toArray());
      cipher.init(Cipher.DECRYPT_MODE, key, parameters);
      cipher.updateAAD(hex(test, "aad").toArray());
      var sealedBytes = hex(test, "ct").concat(hex(test, "tag"));
      if (test.get("result").asText().equals("valid")) {
        assertThat(Bytes.copyOf(cipher.doFinal(sealedBytes.toArray()))).isEqualTo(hex(test, "msg"));
        cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
        cipher.updateAAD(hex(test, "aad").toArray());
        assertThat(Bytes.copyOf(cipher.doFinal(hex(test, "msg").toArray()))).isEqualTo(sealedBytes);
        valid++;
      } else {
        assertThatThrownBy(() -> cipher.doFinal(sealedBytes.toArray()))
            .isInstanceOf(AEADBadTagException.class);
        invalid++;
      }
    }
    assertThat(valid).isGreaterThan(30);
    assertThat(invalid).isGreaterThan(20);
  }
}
