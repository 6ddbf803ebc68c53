package dev.strongroom.attestation.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Claims by name, and as JSON for tests of policies.
class ClaimsTreeTest {
  private static ClaimsTree everyKind() {
    return ClaimsTree.empty()
        .with("simulated", true)
        .with("cpu.scheme", "snp")
        .with("cpu.snp.vmpl", Long.MAX_VALUE)
        .with("cpu.tdx.tcb.advisory_ids", List.of("INTEL-SA-00960", "INTEL-SA-00982"))
        .with("azure.pcrs", Map.of("0", "00", "23", "ff"))
        .withDevices(
            List.of(
                new DeviceClaims("1a", "GH100", "550.90", "96.00", "17", "", "spt", ""),
                new DeviceClaims("2b", "GB100", "580.65", "97.00", "18", "", "", "")));
  }

  private static void assertRefused(String json, String words) {
    assertThatThrownBy(() -> ClaimsTree.parse(Bytes.utf8(json)))
        .as(json)
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(words);
  }

  @Test
  void everyKindComesBackFromJson() throws Exception {
    var back = ClaimsTree.parse(everyKind().toJson());

    assertThat(back).isEqualTo(everyKind()).hasSameHashCodeAs(everyKind());
    assertThat(back).hasToString(everyKind().toString());
    assertThat(ClaimsTree.parse(Bytes.utf8(everyKind().pretty()))).isEqualTo(everyKind());
    assertThat(everyKind().pretty()).contains("\n");
    assertThat(back).isNotEqualTo(everyKind().with("simulated", false));
    assertThat(back.values()).hasSize(6).containsEntry("cpu.snp.vmpl", Long.MAX_VALUE);
  }

  @Test
  void aNameThatIsNoClaimIsShownAsOneShortLine() {
    assertRefused("{\"x\\nINFO\\u001b[2K\":1}", "x\\u000aINFO\\u001b[2K: is no claim");
    assertRefused("{\"x.\\nINFO\":1}", "x.\\u000aINFO: is no claim: its groups");
    assertRefused("{\"" + "x".repeat(65) + "\":1}", "x".repeat(64) + "…: is no claim");
  }

  @Test
  void isNestedByTheDotsOfNames() {
    assertThat(everyKind().nested())
        .containsOnlyKeys("azure", "cpu", "devices", "simulated")
        .extractingByKey("cpu")
        .isEqualTo(
            Map.of(
                "scheme",
                "snp",
                "snp",
                Map.of("vmpl", Long.MAX_VALUE),
                "tdx",
                Map.of(
                    "tcb", Map.of("advisory_ids", List.of("INTEL-SA-00960", "INTEL-SA-00982")))));
  }

  @Test
  void whatIsNotShownIsAbsent() {
    assertThat(ClaimsTree.empty().values()).isEmpty();
    assertThat(ClaimsTree.empty().value("simulated")).isEmpty();
    assertThat(ClaimsTree.empty().findings()).isEmpty();
    assertThat(ClaimsTree.empty().ofEachDevice("id")).isEmpty();
    assertThat(everyKind().text("simulated")).as("no text").isEmpty();
    assertThat(everyKind().text("cpu.scheme")).contains("snp");
    assertThat(everyKind().ofEachDevice("no_such_member")).isEmpty();
  }

  @Test
  void tellsEachDevice() {
    var tree = everyKind();

    assertThat(tree.ofEachDevice("id")).containsExactly("1a", "2b");
    assertThat(tree.ofEachDevice("architecture")).containsExactly("GH100", "GB100");
    assertThat(tree.ofEachDevice("driver_version")).containsExactly("550.90", "580.65");
    assertThat(tree.ofEachDevice("vbios_version")).containsExactly("96.00", "97.00");
    assertThat(tree.ofEachDevice("ueid")).containsExactly("17", "18");
  }

  @Test
  void tellsCodesOfFindingsOnce() {
    var debug = new Finding(SnpRule.DEBUG, "off", "on");
    var chip = new Finding(SnpRule.CHIP_ID, "a", "b");

    assertThat(ClaimsTree.empty().withFindings(List.of(debug, chip, debug)).findings())
        .containsExactly("snp.chip-id", "snp.debug");
  }

  @Test
  void tellsTheWorkload() {
    assertThat(ClaimsTree.empty().withWorkload(Bytes.zeros(48)).text("workload.digest"))
        .contains("00".repeat(48));
  }

  @Test
  void cannotBeChangedFromOutside() {
    var values = everyKind().values();
    var nested = everyKind().nested();

    assertThatThrownBy(() -> values.clear()).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> nested.clear()).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aClaimHasTheTypeOfTheSchema() {
    assertThatThrownBy(() -> ClaimsTree.empty().with("simulated", "true"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("simulated is no claim of type string");
    assertThatThrownBy(() -> ClaimsTree.empty().with("cpu.snp.mesurement", "aa"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "1",
        "{\"cpu\":\"snp\"}",
        "{\"cpu\":{\"snp\":[]}}",
      })
  void groupsAreObjects(String json) {
    assertRefused(json, "is not an object");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"mesurement\":\"aa\"}",
        "{\"cp\":{}}",
        "{\"cpu\":{\"snp\":{\"polic\":{\"debug\":false}}}}",
        "{\"cpu\":{\"zzz\":{}}}",
        "{\"zzz\":{}}",
      })
  void unknownNamesAreRefused(String json) {
    assertRefused(json, "is no claim");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"cpu.scheme\":\"snp\"}",
        "{\"cpu\":{\"scheme\":\"snp\"},\"cpu.scheme\":\"tdx\"}",
        "{\"cpu\":{\"snp.policy\":{\"debug\":false}}}",
        "{\"cpu\":{\"snp.policy.debug\":false}}",
      })
  void aNameHasOneSpelling(String json) {
    assertRefused(json, "is no claim");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"simulated\":1}",
        "{\"simulated\":\"true\"}",
        "{\"simulated\":null}",
        "{\"cpu\":{\"scheme\":true}}",
        "{\"cpu\":{\"snp\":{\"vmpl\":\"0\"}}}",
        "{\"cpu\":{\"snp\":{\"vmpl\":0.0}}}",
        "{\"cpu\":{\"snp\":{\"vmpl\":9223372036854775808}}}",
        "{\"findings\":\"a\"}",
        "{\"findings\":{}}",
        "{\"findings\":[1]}",
        "{\"azure\":{\"pcrs\":[]}}",
        "{\"azure\":{\"pcrs\":\"\"}}",
        "{\"azure\":{\"pcrs\":{\"0\":0}}}",
        "{\"devices\":{}}",
        "{\"devices\":\"\"}",
        "{\"devices\":[\"a\"]}",
        "{\"devices\":[{\"id\":1}]}",
      })
  void valuesOfAnotherTypeAreRefused(String json) {
    assertRefused(json, "is not of type");
  }

  @Test
  void emptyListsAndMapsAreWhatTheyAre() throws Exception {
    var json = "{\"azure\":{\"pcrs\":{}},\"devices\":[],\"findings\":[]}";

    assertThat(ClaimsTree.parse(Bytes.utf8(json)).toJson().utf8()).isEqualTo(json);
  }

  @Test
  void listsAndMapsAreBounded() throws Exception {
    for (var form : List.of("{\"findings\":[%s]}", "{\"azure\":{\"pcrs\":{%s}}}")) {
      boolean list = form.contains("[");
      for (int count : new int[] {1024, 1025}) {
        var entries =
            list
                ? String.join(",", Collections.nCopies(count, "\"a\""))
                : IntStream.range(0, count)
                    .mapToObj(i -> "\"" + i + "\":\"\"")
                    .collect(Collectors.joining(","));
        var json = form.formatted(entries);
        if (count == 1024) {
          assertThat(ClaimsTree.parse(Bytes.utf8(json)).values()).hasSize(1);
        } else {
          assertRefused(json, "more than 1024 entries");
        }
      }
    }
  }
}
