package dev.strongroom.tenancy.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.tenancy.admission.ModelAccess;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TenantDirectoryTest {
  private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretBytes pepper = SecretBytes.takeFrom(new byte[32]);
  private final String keyA = ApiKeys.generate(RANDOM);
  private final String keyB = ApiKeys.generate(RANDOM);

  private static String tenant(String id, Bytes mac, String model) {
    return """
    {"id":"%s","keys":[{"id":"k1","mac":"%s","notAfter":"2026-12-01T00:00:00Z"}],
     "models":[{"id":"chat","model":"%s"}],
     "limits":{"requestsPerMinute":60,"tokensPerMinute":1000,"concurrentRequests":4,
               "maxTokensPerRequest":100}}"""
        .formatted(id, mac.base64(), model);
  }

  private String document() {
    return "{\"tenants\":["
        + tenant("a", ApiKeys.mac(pepper, keyA), "owner/private")
        + ","
        + tenant("b", ApiKeys.mac(pepper, keyB), "owner/open")
        + "]}";
  }

  private static TenantDocument parse(String json) throws MalformedException {
    return TenantDocument.parse(Bytes.utf8(json));
  }

  @Test
  void knowsEachKeyUntilItExpires() throws Exception {
    var directory = TenantDirectory.of(parse(document()), pepper);

    assertThat(directory.ownerOf(keyA, NOW)).map(Tenant::id).contains("a");
    assertThat(directory.ownerOf(keyB, NOW)).map(Tenant::id).contains("b");
    assertThat(directory.ownerOf(keyA + "x", NOW)).isEmpty();
    assertThat(directory.ownerOf(keyA.substring(0, 20), NOW)).isEmpty();
    assertThat(directory.ownerOf("", NOW)).isEmpty();
    var end = Instant.parse("2026-12-01T00:00:00Z");
    assertThat(directory.ownerOf(keyA, end.minusNanos(1))).isPresent();
    assertThat(directory.ownerOf(keyA, end)).isEmpty();
  }

  @Test
  void anotherPepperKnowsNobody() throws Exception {
    try (var other = SecretBytes.random(32, RANDOM)) {
      assertThat(TenantDirectory.of(parse(document()), other).ownerOf(keyA, NOW)).isEmpty();
    }
  }

  @Test
  void macIsHmacSha256() {
    // printf 'sr-test' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf '00%.0s' {1..32})
    assertThat(ApiKeys.mac(pepper, "sr-test").hex())
        .isEqualTo("41007d060da7cb51b491e587a53a828fcb2ececcbb73218de6f37694f31d8479");
  }

  @Test
  void forbiddenAndUnknownModelsAreTheSameValue() throws Exception {
    var tenants = parse(document().replaceFirst("\"chat\"", "\"secret-chat\"")).tenants();
    var b = tenants.get(1);

    assertThat(ModelAccess.of(tenants.get(0), "secret-chat"))
        .isEqualTo(new ModelAccess.Granted(new ModelGrant("secret-chat", "owner/private")));
    assertThat(ModelAccess.of(b, "secret-chat"))
        .isEqualTo(ModelAccess.of(b, "no-such-model"))
        .isEqualTo(new ModelAccess.Absent());
    assertThat(ModelAccess.of(b, "owner/private")).isEqualTo(new ModelAccess.Absent());
  }

  @Test
  void refusesDocumentsWithTwoReadings() {
    var a = tenant("a", ApiKeys.mac(pepper, keyA), "owner/private");
    var sameKey = tenant("b", ApiKeys.mac(pepper, keyA), "owner/open");
    var sameId = tenant("a", ApiKeys.mac(pepper, keyB), "owner/open");

    assertThatThrownBy(() -> parse("{\"tenants\":[" + a + "," + sameKey + "]}"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("tenant b: key k1 is also another key");
    assertThatThrownBy(() -> parse("{\"tenants\":[" + a + "," + sameId + "]}"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("tenant a stands twice");
  }

  @Test
  void refusesEveryFieldOutOfRange() {
    for (var change :
        new String[][] {
          {"\"id\":\"a\"", "\"id\":\"A\""},
          {"owner/private", "private"},
          {"owner/private", "Owner/private"},
          {"\"requestsPerMinute\":60", "\"requestsPerMinute\":0"},
          {"\"tokensPerMinute\":1000", "\"tokensPerMinute\":-1"},
          {"\"tokensPerMinute\":1000", "\"tokensPerMinute\":1e3"},
          {"\"concurrentRequests\":4", "\"concurrentRequests\":2147483648"},
          {"\"maxTokensPerRequest\":100", "\"maxTokensPerRequest\":100,\"admin\":true"},
          {"\"mac\":\"", "\"mac\":\"AAAA"},
          {"2026-12-01T00:00:00Z", "never"},
        }) {
      var json = document();
      var changed = json.replaceFirst(change[0], change[1]);
      assertThat(changed).isNotEqualTo(json);
      assertThatThrownBy(() -> parse(changed)).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void refusesShortPepper() {
    try (var shortPepper = SecretBytes.takeFrom(new byte[31])) {
      assertThatThrownBy(() -> TenantDirectory.of(parse(document()), shortPepper))
          .hasMessage("pepper: got 31 bytes, want at least 32");
    }
  }
}
