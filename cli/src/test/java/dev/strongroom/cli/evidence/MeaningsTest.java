package dev.strongroom.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.finding.Rule;
import org.junit.jupiter.api.Test;

class MeaningsTest {
  @Test
  void everyRuleHasASentence() {
    var without = Rule.all().stream().filter(rule -> Meanings.of(rule).isEmpty()).toList();

    assertThat(without).isEmpty();
  }

  @Test
  void everySentenceIsOne() {
    assertThat(Rule.all())
        .allSatisfy(
            rule ->
                assertThat(Meanings.of(rule).orElseThrow())
                    .endsWith(".")
                    .doesNotContain(". ", "TODO"));
  }
}
