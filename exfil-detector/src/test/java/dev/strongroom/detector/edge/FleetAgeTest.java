package dev.strongroom.detector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class FleetAgeTest {
  private static final Instant T0 = Instant.parse("2026-11-23T10:00:00Z");

  private final FleetAge age = new FleetAge(T0);

  @Test
  void anAnswerIsGoodForAMinute() {
    assertThat(FleetAge.isFresh(T0, T0)).isTrue();
    assertThat(FleetAge.isFresh(T0.minusSeconds(60), T0)).isTrue();
    assertThat(FleetAge.isFresh(T0.minusSeconds(61), T0)).isFalse();
    assertThat(FleetAge.isFresh(Instant.EPOCH, T0)).isFalse();
  }

  @Test
  void aBrokerThatNeverAnswersIsToldAMinuteAfterTheStart() {
    assertThat(age.turnsOld(T0.plusSeconds(60))).isFalse();
    assertThat(age.turnsOld(T0.plusSeconds(61))).isTrue();
    assertThat(age.turnsOld(T0.plusSeconds(600))).as("once").isFalse();
  }

  @Test
  void everySilenceIsToldOnce() {
    age.answered(T0.plusSeconds(30));
    assertThat(age.turnsOld(T0.plusSeconds(90))).isFalse();
    assertThat(age.turnsOld(T0.plusSeconds(91))).isTrue();
    assertThat(age.turnsOld(T0.plusSeconds(95))).isFalse();
    age.answered(T0.plusSeconds(200));
    assertThat(age.turnsOld(T0.plusSeconds(260))).isFalse();
    assertThat(age.turnsOld(T0.plusSeconds(261))).isTrue();
    assertThat(age.lastAnswer()).isEqualTo(T0.plusSeconds(200));
  }
}
