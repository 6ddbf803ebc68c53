package dev.strongroom.attestation.finding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RuleTest {
  @Test
  void codesAreUniqueAndFindTheirRule() {
    assertThat(Rule.all().stream().map(Rule::code)).doesNotHaveDuplicates();
    for (var rule : Rule.all()) {
      assertThat(rule.code()).matches("[a-z]+(\\.[a-z-]+){1,2}");
      assertThat(Rule.ofCode(rule.code())).contains(rule);
      assertThat(rule.clause()).isNotBlank();
      assertThat(rule.advice()).endsWith(".");
    }
    assertThat(Rule.ofCode("snp.nothing")).isEmpty();
  }

  @Test
  void aFindingIsOneLineThatSaysWhatToDo() {
    assertThat(new Finding(SnpRule.DEBUG, "0", "1").about("cpu").describe())
        .isEqualTo(
            "snp.debug: got cpu: 1, want 0."
                + " Launch the guest with the DEBUG bit of its policy clear.");
  }
}
