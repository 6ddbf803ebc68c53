package dev.strongroom.attestation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Reference values as their issuer writes them.
class ReferenceManifestTest {
  private static ReferenceManifest read(Consumer<Map<String, Object>> change) throws Exception {
    var json = new HashMap<String, Object>();
    json.put("name", "guest");
    json.put("version", 1);
    json.put("issuedAt", Fleet.AT);
    json.put("notAfter", Fleet.END);
    json.put("values", Map.of("measurements", List.of("ab", "cd")));
    json.put("floors", Map.of("microcode", 24));
    change.accept(json);
    return ReferenceManifest.parse(StrictJson.write(json));
  }

  private static void assertRefused(String words, String member, Object value) {
    assertThatThrownBy(() -> read(json -> json.put(member, value)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(words);
  }

  @Test
  void comesBackAsItWasWritten() throws Exception {
    var manifest = read(_ -> {});

    assertThat(ReferenceManifest.parse(manifest.toJson())).isEqualTo(manifest);
    assertThat(manifest.values()).containsEntry("measurements", List.of("ab", "cd"));
    assertThat(manifest.floors()).containsEntry("microcode", 24L);
  }

  @Test
  void aListMayBeEmptyAndThenAcceptsNothing() throws Exception {
    assertThat(read(json -> json.put("values", Map.of("chips", List.of()))).values())
        .containsEntry("chips", List.of());
  }

  @Test
  void namesAreSmall() {
    assertRefused("is no name", "name", "Guest");
    assertRefused("is no name", "values", Map.of("Measurements", List.of("ab")));
    assertRefused("is no name", "floors", Map.of("micro/code", 1));
  }

  @Test
  void valuesAreLowerCaseHexadecimal() {
    assertRefused("not lower-case", "values", Map.of("measurements", List.of("ab", "CD")));
  }

  @Test
  void versionsCountFromOne() {
    assertRefused("version", "version", 0);
  }

  @Test
  void beginsBeforeItEnds() {
    for (Instant end : List.of(Fleet.AT, Fleet.AT.minusSeconds(1))) {
      assertRefused("before notAfter", "notAfter", end);
    }
  }

  @Test
  void nothingElseIsAManifest() {
    assertThatThrownBy(() -> ReferenceManifest.parse(Bytes.utf8("{}")))
        .isInstanceOf(MalformedException.class);
    assertRefused("unknown", "unknown", 1);
  }
}
