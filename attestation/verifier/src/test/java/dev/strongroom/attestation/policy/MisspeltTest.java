package dev.strongroom.attestation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.MalformedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MisspeltTest {
  @ParameterizedTest
  @CsvSource({
    "!cpu.snp.policy.debugg, cpu.snp.policy.debug",
    "cpu.tdx.tcb.stats == 'UpToDate', cpu.tdx.tcb.status",
    "cpu.snp.policy.debug && cpu.snp.vmp1 == 0, cpu.snp.vmpl",
    "x.y == 1 && cpu.snp.vmp == 0, cpu.snp.vmpl",
  })
  void namesTheClaimThatIsMeant(String cel, String claim) {
    assertThat(Misspelt.nearest(cel)).contains(claim);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "!cpu.snp.policy.debug",
        "has(cpu.snp.policy)",
        "'cpu.snp.policy.debugg' == \"cpu.snp.vmp1\"",
        "something.else.entirely",
        "debugg",
        "",
      })
  void guessesNothingWhereNothingIsNear(String cel) {
    assertThat(Misspelt.nearest(cel)).isEmpty();
  }

  @Test
  void comparesNothingThatIsTooLong() {
    assertThat(Misspelt.nearest("cpu.snp.vmp1" + " ".repeat(2036))).contains("cpu.snp.vmpl");
    assertThat(Misspelt.nearest("cpu.snp.vmp1" + " ".repeat(2037))).isEmpty();
    assertThat(Misspelt.nearest("a." + "b".repeat(1 << 20))).isEmpty();
  }

  @Test
  void anExpressionThatDoesNotCompileNamesRulePlaceAndMeaning() {
    assertThatThrownBy(() -> Expressions.compile("policy.x", "true &&\n  !cpu.sgx.debugg"))
        .isInstanceOf(MalformedException.class)
        .hasMessage(
            "policy.x: line 2, column 11: undefined field 'debugg'; did you mean cpu.sgx.debug?");
  }

  @Test
  void whatCannotBeReadIsNamedWithoutTheGrammar() {
    for (var wrong : List.of("cpu.sgx.debug = true", "true &&", "true # false")) {
      assertThatThrownBy(() -> Expressions.compile("policy.x", wrong))
          .as(wrong)
          .isInstanceOf(MalformedException.class)
          .message()
          .contains("line 1, column ", "unexpected ")
          .doesNotContain("expecting", "token", "viable", "EOF");
    }
  }

  @Test
  void everyIssueIsNamedOnOneLine() {
    assertThatThrownBy(() -> Expressions.compile("policy.x", "cpu.sgx.debug == 1 || nobody"))
        .hasMessageContaining("line 1, column 15: ")
        .hasMessageContaining("; line 1, column 23: ")
        .message()
        .doesNotContain("\n");
  }
}
