package dev.strongroom.attestation.demand;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DottedVersionTest {
  @ParameterizedTest
  @CsvSource({
    "570.172.08,570.172.08,true",
    "570.172.8,570.172.08,true",
    "570.172.07,570.172.08,false",
    "580.65,570.172.08,true",
    "550.163.01,550.90.07,true",
    "550.90.07,550.163.01,false",
    "96.00.D9.00.35,96.00.9F.00.01,true",
    "96.00.9F.00.01,96.00.d9.00.35,false",
    "570,570.0.0,true",
    "570.0.0,570,true",
    "570,570.0.1,false",
    "570.172.08,0,true"
  })
  void comparesNumberByNumber(String seen, String floor, boolean holds) {
    assertThat(DottedVersion.isAtLeast(seen, floor)).isEqualTo(holds);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "1.", ".1", "1..2", "-1", "1 ", "570-beta", "v1", "1.2.3.4.5.6.7.8.9"})
  void whatIsNoVersionIsAtLeastNothing(String text) {
    assertThat(DottedVersion.of(text)).isEmpty();
    assertThat(DottedVersion.isAtLeast(text, "0")).isFalse();
    assertThat(DottedVersion.isAtLeast("1", text)).isFalse();
  }

  @Test
  void trailingZerosDoNotDistinguish() {
    assertThat(DottedVersion.of("1.0")).isEqualTo(DottedVersion.of("1"));
    assertThat(DottedVersion.of("1.0")).hasSameHashCodeAs(DottedVersion.of("1"));
    assertThat(DottedVersion.of("1.0.1")).isNotEqualTo(DottedVersion.of("1"));
  }
}
