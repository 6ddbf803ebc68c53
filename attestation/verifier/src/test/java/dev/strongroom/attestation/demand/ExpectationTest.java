package dev.strongroom.attestation.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpectationTest {
  private static final Bytes ONE = Bytes.utf8("one");
  private static final Bytes TWO = Bytes.utf8("two");
  private static final Bytes OTHER = Bytes.utf8("six");

  @Test
  void aListAdmitsWhatItNamesAndNothingElse() {
    assertThat(Expectation.exactly(ONE).admits(ONE)).isTrue();
    assertThat(Expectation.exactly(ONE).admits(OTHER)).isFalse();
    assertThat(Expectation.oneOf(ONE, TWO).admits(TWO)).isTrue();
    assertThat(Expectation.oneOf(ONE, TWO).admits(OTHER)).isFalse();
    assertThat(Expectation.any().admits(OTHER)).isTrue();
  }

  @Test
  void anEmptyListCannotBeBuilt() {
    assertThatThrownBy(() -> new Expectation.OneOf(Set.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void valuesHaveTheLengthOfTheirField() {
    assertThatCode(() -> Expectation.oneOf(ONE, TWO).requireLength("field", 3))
        .doesNotThrowAnyException();
    assertThatCode(() -> Expectation.any().requireLength("field", 4)).doesNotThrowAnyException();
    assertThatThrownBy(() -> Expectation.oneOf(ONE, Bytes.utf8("four")).requireLength("field", 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("field");
  }

  @Test
  void isToldInWords() {
    assertThat(Expectation.any().text()).isEqualTo("any value");
    assertThat(Expectation.exactly(ONE).text()).isEqualTo(ONE.hex());
    assertThat(Expectation.oneOf(ONE, TWO).text()).isEqualTo("one of 2 listed values");
  }
}
