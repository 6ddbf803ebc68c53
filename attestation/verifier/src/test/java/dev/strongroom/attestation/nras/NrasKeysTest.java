package dev.strongroom.attestation.nras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.attestation.TestChains;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The form of JWK Sets. The certificates in them are of other keys, which no parser minds.
class NrasKeysTest {
  private static final String ZEROS = Answer.base64(Bytes.zeros(48));

  private static Bytes set(Consumer<ObjectNode> change) {
    var jwk = JsonNodeFactory.instance.objectNode();
    jwk.put("kty", "EC").put("crv", "P-384").put("kid", "k").put("x", ZEROS).put("y", ZEROS);
    var x5c = jwk.putArray("x5c");
    TestChains.AK.issuers().forEach(issuer -> x5c.add(issuer.der().base64()));
    change.accept(jwk);
    var root = JsonNodeFactory.instance.objectNode();
    root.putArray("keys").add(jwk);
    return StrictJson.write(root);
  }

  private static void refuses(Consumer<ObjectNode> change, String message) {
    assertThatThrownBy(() -> NrasKeys.parse(set(change)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(message);
  }

  @Test
  void readsKeys() throws Exception {
    var key = NrasKeys.parse(set(_ -> {})).named("k").getFirst();
    assertThat(key.issued().certificate()).isEqualTo(TestChains.AK.issuer());
    assertThat(key.issued().issuer()).isEqualTo(TestChains.AK.root());
    assertThat(key.spki().length()).isEqualTo(120);
    assertThat(NrasKeys.parse(set(_ -> {})).named("other")).isEmpty();
  }

  // spec: RFC 7517 5
  @ParameterizedTest
  @CsvSource({"kty, RSA", "crv, P-256", "use, enc", "alg, ES256", "alg, none"})
  void passesOverOtherKeys(String member, String value) throws Exception {
    assertThat(NrasKeys.parse(set(jwk -> jwk.put(member, value).remove("x5c"))).keys()).isEmpty();
  }

  @Test
  void acceptsTheirUseAndAlgorithmIfSaid() throws Exception {
    assertThat(NrasKeys.parse(set(jwk -> jwk.put("use", "sig").put("alg", "ES384"))).keys())
        .hasSize(1);
  }

  // spec: RFC 7518 6.2.1.2, 6.2.1.3
  @ParameterizedTest
  @CsvSource({"x", "y"})
  void refusesCoordinatesOfAnotherLengthOrSpelling(String name) {
    refuses(jwk -> jwk.put(name, Answer.base64(Bytes.zeros(47))), "got 47 bytes, want 48");
    refuses(jwk -> jwk.put(name, Answer.base64(Bytes.zeros(49))), "got 49 bytes, want 48");
    refuses(jwk -> jwk.put(name, ZEROS + "===="), "base64url");
    refuses(jwk -> jwk.remove(name), "is absent");
  }

  // spec: RFC 7517 4.7 x5c form
  @Test
  void refusesCertificatesOfAnotherForm() {
    var der = TestChains.AK.issuer().der().base64();
    refuses(jwk -> jwk.remove("x5c"), "x5c: is absent");
    refuses(jwk -> jwk.put("x5c", der), "is not a list of 2 to 8 certificates");
    refuses(jwk -> jwk.putArray("x5c").add(der), "is not a list of 2 to 8 certificates");
    refuses(jwk -> jwk.putArray("x5c").add(der).add(1), "x5c[1]: is not text");
    refuses(jwk -> jwk.putArray("x5c").add("AAAA").add(der), "x5c[0]");
    refuses(jwk -> jwk.putArray("x5c").add(der).add(der.replace('+', '-')), "x5c[1]");
    refuses(
        jwk -> {
          var list = jwk.putArray("x5c");
          for (int i = 0; i < 9; i++) {
            list.add(der);
          }
        },
        "is not a list of 2 to 8 certificates");
  }

  @Test
  void boundsAreThemselvesAccepted() throws Exception {
    var der = TestChains.AK.issuer().der().base64();
    var eight =
        set(
            jwk -> {
              var list = jwk.putArray("x5c");
              for (int i = 0; i < 8; i++) {
                list.add(der);
              }
            });
    assertThat(NrasKeys.parse(eight).keys()).hasSize(1);
    var other = "{\"kty\":\"RSA\"}";
    var many = "{\"keys\":[" + (other + ",").repeat(127) + other + "]}";
    assertThat(NrasKeys.parse(Bytes.utf8(many)).keys()).isEmpty();
    var large = " ".repeat(NrasKeys.MAX_BYTES - many.length()) + many;
    assertThat(NrasKeys.parse(Bytes.utf8(large)).keys()).isEmpty();
  }

  @Test
  void refusesAnotherShape() {
    for (var json :
        new String[] {"[]", "{}", "{\"keys\":{}}", "{\"keys\":[1]}", "{\"keys\":[{}]}"}) {
      assertThatThrownBy(() -> NrasKeys.parse(Bytes.utf8(json)))
          .isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(() -> NrasKeys.parse(Bytes.utf8("{\"keys\":[" + "{},".repeat(128) + "{}]}")))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("at most 128 keys");
    assertThatThrownBy(() -> NrasKeys.parse(Bytes.zeros(NrasKeys.MAX_BYTES + 1)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("got 524289 bytes");
  }
}
