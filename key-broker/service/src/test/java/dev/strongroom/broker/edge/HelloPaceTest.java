package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.broker.release.Challenges;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HelloPaceTest {
  private long now = Long.MAX_VALUE - 5;
  private final HelloPace pace = new HelloPace(() -> now);

  private int admitted(String peer) {
    int admitted = 0;
    while (pace.admits(peer)) {
      admitted++;
    }
    return admitted;
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void admitsABurstAndThenOneAtATime() {
    assertThat(admitted("a")).isEqualTo(HelloPace.BURST);
    pass(HelloPace.EVERY.minusNanos(1));
    assertThat(admitted("a")).isZero();
    pass(Duration.ofNanos(1));
    assertThat(admitted("a")).isEqualTo(1);
    pass(Duration.ofHours(1));
    assertThat(admitted("a")).isEqualTo(HelloPace.BURST);
  }

  @Test
  void isEachPeersOwn() {
    assertThat(admitted("a")).isEqualTo(HelloPace.BURST);
    assertThat(admitted("b")).isEqualTo(HelloPace.BURST);
  }

  @Test
  void letsNoPeerFillATicketWhileANonceLives() {
    int admitted = 0;
    for (var time = Duration.ZERO;
        time.compareTo(Challenges.MAX_LIFETIME) <= 0;
        time = time.plusMillis(100)) {
      admitted += admitted("a");
      pass(Duration.ofMillis(100));
    }

    assertThat(admitted).isLessThan(Challenges.MAX_OPEN_PER_TICKET);
  }

  @Test
  void remembersABoundedNumberOfPeersAndForgetsTheRested() {
    for (int i = 0; i < HelloPace.MAX_PEERS; i++) {
      assertThat(pace.admits("peer " + i)).isTrue();
    }

    assertThat(pace.admits("one more")).isFalse();
    assertThat(pace.admits("peer 0")).isTrue();
    pass(HelloPace.EVERY);
    assertThat(pace.admits("one more")).isTrue();
  }
}
