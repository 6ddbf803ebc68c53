package dev.strongroom.weights.format;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The chosen provider's primitives against Wycheproof.
@Tag("vectors")
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
    var judged = new Judged();
    for (var test : cases("hkdf_sha256_test.json", "", 0)) {
      judged.add(test, derives(test));
    }
    judged.compare("hkdf_sha256_test.json");
  }

  /// An output longer than HKDF gives is invalid: the derivation has to refuse it.
  private boolean derives(JsonNode test) throws Exception {
    try {
      var derived =
          provider.hkdfSha256(
              hex(test, "ikm").toArray(),
              hex(test, "salt"),
              hex(test, "info"),
              test.get("size").asInt());
      return Bytes.copyOf(derived).equals(hex(test, "okm"));
    } catch (IllegalArgumentException | IllegalStateException _) {
      return false;
    }
  }

  @Test
  void sealsAndOpensAsGcmVectorsSay() throws Exception {
    var judged = new Judged();
    for (var test : cases("aes_gcm_test.json", "keySize", 256)) {
      // The format has nonces of 12 bytes alone.
      if (hex(test, "iv").length() == 12) {
        judged.add(test, sealsAndOpens(test));
      }
    }
    judged.compare("aes_gcm_test.json, 256-bit keys, 96-bit nonces");
  }

  private boolean sealsAndOpens(JsonNode test) throws Exception {
    var key = new SecretKeySpec(hex(test, "key").toArray(), "AES");
    var parameters = new GCMParameterSpec(128, hex(test, "iv").toArray());
    var cipher = provider.aesGcm();
    cipher.init(Cipher.DECRYPT_MODE, key, parameters);
    cipher.updateAAD(hex(test, "aad").toArray());
    var sealedBytes = hex(test, "ct").concat(hex(test, "tag"));
    try {
      if (!Bytes.copyOf(cipher.doFinal(sealedBytes.toArray())).equals(hex(test, "msg"))) {
        return false;
      }
    } catch (AEADBadTagException _) {
      return false;
    }
    cipher.init(Cipher.ENCRYPT_MODE, key, parameters);
    cipher.updateAAD(hex(test, "aad").toArray());
    return Bytes.copyOf(cipher.doFinal(hex(test, "msg").toArray())).equals(sealedBytes);
  }

  /// How many of a file's cases were found valid and invalid, and which wrongly.
  private static final class Judged {
    private int valid;
    private int invalid;
    private int foundValid;
    private int foundInvalid;
    private final List<Integer> wrong = new ArrayList<>();

    void add(JsonNode test, boolean holds) {
      boolean want = test.get("result").asText().equals("valid");
      valid += want ? 1 : 0;
      invalid += want ? 0 : 1;
      foundValid += holds ? 1 : 0;
      foundInvalid += holds ? 0 : 1;
      if (want != holds) {
        wrong.add(test.get("tcId").asInt());
      }
    }

    void compare(String file) {
      assertThat(valid).isGreaterThan(30);
      Vectors.compare(
          "crypto/wycheproof " + file,
          valid + " valid, " + invalid + " invalid",
          foundValid
              + " valid, "
              + foundInvalid
              + " invalid"
              + (wrong.isEmpty() ? "" : ", wrong: " + wrong));
    }
  }
}
