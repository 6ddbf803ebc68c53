package dev.strongroom.broker.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class TurnsTest {
  private static final Duration SOON = Duration.ofMillis(20);

  @Test
  void refusesWhoWouldWaitTooLongAndLetsTheNextOneIn() throws Exception {
    var turns = new Turns(1, SOON);
    var begun = new CountDownLatch(1);
    var end = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first =
          threads.submit(
              () ->
                  turns.take(
                      () -> {
                        begun.countDown();
                        awaitQuietly(end);
                        return "first";
                      }));
      begun.await();

      assertThatThrownBy(() -> turns.take(() -> "second"))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("ask again later");

      end.countDown();
      assertThat(first.get()).isEqualTo("first");
    }
    assertThat(turns.take(() -> "third")).isEqualTo("third");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void givesTheTurnBackWhateverComesOfIt() throws Exception {
    var turns = new Turns(1, SOON);

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  turns.take(
                      () -> {
                        throw new MalformedException("report", 0, "is none");
                      }))
          .isInstanceOf(MalformedException.class);
    }

    assertThat(turns.take(() -> 1)).isEqualTo(1);
  }

  @Test
  void anInterruptedWaitIsNoAnswer() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> new Turns(1, SOON).take(() -> 1))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("stopping");
    assertThat(Thread.interrupted()).isTrue();
  }
}
