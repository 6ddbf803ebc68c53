package dev.strongroom.detector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class HealthTest {
  @Test
  void anAnswerIsGoodForAMinute() {
    var now = Instant.parse("2026-11-23T10:00:00Z");
    assertThat(Health.isFresh(now, now)).isTrue();
    assertThat(Health.isFresh(now.minusSeconds(60), now)).isTrue();
    assertThat(Health.isFresh(now.minusSeconds(61), now)).isFalse();
    assertThat(Health.isFresh(Instant.EPOCH, now)).isFalse();
  }
}
