package dev.strongroom.attestation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.claims.ClaimSchema;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Policies as their owners write them: what leaves room for doubt is no policy.
class PolicyDocumentTest {
  private static void assertRefused(String words, Consumer<Map<String, Object>> change) {
    assertThatThrownBy(() -> Fleet.document(change))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(words);
  }

  private static void assertRefusedWith(String words, String member, Object value) {
    assertRefused(words, json -> json.put(member, value));
  }

  @Test
  void comesBackAsItWasWritten() throws Exception {
    var document =
        Fleet.document(
            json -> {
              json.put("references", List.of(Fleet.reference(1)));
              json.put("rules", List.of(Fleet.rule("policy.own", "true")));
              json.put("acceptedWarnings", List.of("snp.version-unknown"));
            });

    assertThat(PolicyDocument.parse(document.toJson())).isEqualTo(document);
    assertThat(PolicyDocument.parse(Bytes.utf8(document.pretty()))).isEqualTo(document);
    assertThat(document.pretty()).contains("\n");
    assertThat(Policy.compile(document).document()).isEqualTo(document);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "name",
        "version",
        "notAfter",
        "profile",
        "schemes",
        "products",
        "platforms",
        "tcbGraceDays",
        "accelerators",
        "pins",
        "acceptedWarnings",
        "references",
        "rules"
      })
  void hasNoDefaults(String member) {
    assertRefused(member, json -> json.remove(member));
  }

  @Test
  void isReadUpToAMebibyte() throws Exception {
    var json = Fleet.document(_ -> {}).toJson();
    var padding = Bytes.utf8(" ".repeat(PolicyDocument.MAX_BYTES - json.length()));

    assertThat(PolicyDocument.parse(json.concat(padding)).version()).isEqualTo(1);
    assertThatThrownBy(() -> PolicyDocument.parse(json.concat(padding).concat(Bytes.utf8(" "))))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("limit 1048576");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", ".", "A", "a b", "a/b", "ä"})
  void namesAreSmall(String name) {
    assertRefusedWith("is no name", "name", name);
  }

  @Test
  void namesAndVersionsHaveBounds() throws Exception {
    assertThat(Fleet.document(json -> json.put("name", "a".repeat(64))).name()).hasSize(64);
    assertRefusedWith("is no name", "name", "a".repeat(65));
    assertRefusedWith("version", "version", 0);
  }

  @Test
  void namesKnownSchemesAndTheirProducts() {
    assertRefusedWith("schemes", "schemes", List.of());
    assertRefusedWith("schemes", "schemes", List.of("snp", "cca"));
    assertRefusedWith("products", "products", List.of("Rome"));
    assertRefusedWith("products", "products", List.of());
    assertRefusedWith("products", "schemes", List.of("tdx"));
  }

  @Test
  void graceIsNoneToAYear() {
    assertRefusedWith("tcbGraceDays", "tcbGraceDays", -1);
    assertRefusedWith("tcbGraceDays", "tcbGraceDays", 366);
  }

  @Test
  void acceleratorsAreCountedFromOne() {
    assertRefusedWith("accelerators", "accelerators", Map.of("GH100", 0));
  }

  @Test
  void onlyWarningsCanBeAccepted() {
    assertRefusedWith("acceptedWarnings", "acceptedWarnings", List.of("snp.debug"));
    assertRefusedWith("acceptedWarnings", "acceptedWarnings", List.of("policy.pin"));
    assertRefusedWith("acceptedWarnings", "acceptedWarnings", List.of("snp.no-such-rule"));
    assertRefusedWith("acceptedWarnings", "acceptedWarnings", List.of("session.not-compared"));
    assertRefusedWith("acceptedWarnings", "acceptedWarnings", List.of("policy.not-compared"));
  }

  @Test
  void namesComeOnce() {
    var rule = Fleet.rule("policy.own", "true");
    assertRefusedWith("policy.own comes twice", "rules", List.of(rule, rule));
    var reference = Fleet.reference(1);
    assertRefusedWith("guest comes twice", "references", List.of(reference, reference));
  }

  @Test
  void namesOfReferencesAreSmall() {
    assertRefusedWith(
        "is no name",
        "references",
        List.of(Map.of("name", "Guest", "issuer", Fleet.OWNER.publicKey(), "minimumVersion", 1)));
  }

  @Nested
  class Rules {
    @Test
    void atMost64() throws Exception {
      var rules = new ArrayList<Map<String, Object>>();
      for (int i = 0; i < 64; i++) {
        rules.add(Fleet.rule("policy.own-" + i, "true"));
      }
      assertThat(Fleet.document(json -> json.put("rules", rules)).rules()).hasSize(64);

      rules.add(Fleet.rule("policy.own-64", "true"));
      assertRefusedWith("at most 64", "rules", rules);
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "snp.own", "policy.", "policy.Own", "policy.-", "policy.pin"})
    void codesAreTheOwnersOwn(String code) {
      assertRefusedWith("code is", "rules", List.of(Fleet.rule(code, "true")));
    }

    @Test
    void sayWhatTheyWantAndWhatToDo() {
      for (var member : List.of("expected", "advice")) {
        var rule = new HashMap<>(Fleet.rule("policy.own", "true"));
        rule.put(member, " ");
        assertRefusedWith("want words", "rules", List.of(rule));
      }
    }
  }

  @Nested
  class AllowedValues {
    private void assertRefused(Map<String, Object> allowed) {
      assertRefusedWith("allowed", "platforms", allowed);
    }

    private Map<String, Object> of(List<String> values, List<String> references, boolean any) {
      return Map.of("values", values, "references", references, "any", any);
    }

    @Test
    void nothingIsNeitherAnyNorAList() {
      assertRefused(of(List.of(), List.of(), false));
    }

    @Test
    void anyIsNotAlsoAList() {
      assertRefused(of(List.of("aa"), List.of(), true));
      assertRefused(of(List.of(), List.of("guest/chips"), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "AA", "0x", "a a"})
    void valuesAreLowerCaseHexadecimal(String value) {
      assertRefused(of(List.of("aa", value), List.of(), false));
    }

    @Test
    void valuesHaveBounds() throws Exception {
      assertRefused(of(List.of("aa".repeat(65)), List.of(), false));
      var most = Collections.nCopies(4095, "aa");
      assertThat(
              Fleet.document(json -> json.put("platforms", of(most, List.of("guest/chips"), false)))
                  .platforms()
                  .values())
          .hasSize(4095);
      assertRefused(of(Collections.nCopies(4096, "aa"), List.of("guest/chips"), false));
    }

    @Test
    void areToldInWords() {
      assertThat(Allowed.anything().text()).isEqualTo("any value");
      assertThat(Allowed.values("aa").text()).isEqualTo("aa");
      assertThat(Allowed.values("aa", "bb").text()).isEqualTo("one of 2 listed values");
      assertThat(Allowed.references("guest/chips").text()).contains("guest/chips");
      assertThat(new Allowed(List.of("aa"), List.of("guest/chips"), false).text())
          .isEqualTo("one of 1 listed values or [guest/chips]");
    }
  }

  @Nested
  class Pins {
    @ParameterizedTest
    @EnumSource(Pin.Subject.class)
    void standForTheirSubjectOnly(Pin.Subject subject) {
      for (var claim : ClaimSchema.claims().keySet()) {
        if (subject.claims().contains(claim)) {
          assertThat(new Pin(subject, claim, Allowed.anything()).claim()).isEqualTo(claim);
        } else {
          assertThatThrownBy(() -> new Pin(subject, claim, Allowed.anything()))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessageContaining(subject.text());
        }
      }
    }

    @Test
    void claimsThatAreNoneAreRefused() {
      assertRefusedWith(
          "cpu.snp.mesurement",
          "pins",
          List.of(Fleet.pin("launch", "cpu.snp.mesurement", Fleet.anything())));
    }
  }
}
