package dev.strongroom.quickstart.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class NarratorTest {
  private static final Pattern TOOK = Pattern.compile("step took (\\d+) ms(.*)");
  private static final int WAIT_MILLIS = 300;

  private final ByteArrayOutputStream told = new ByteArrayOutputStream();

  /// Takes time, as the start of a service does.
  private static void takeTime() {
    long until = System.nanoTime() + Duration.ofMillis(WAIT_MILLIS).toNanos();
    while (System.nanoTime() < until) {
      LockSupport.parkNanos(until - System.nanoTime());
    }
  }

  @Test
  void countsAWaitInTheStepThatItIsAbout() throws Exception {
    var narrator = new Narrator(new PrintStream(told, true, StandardCharsets.UTF_8), 2);

    narrator.step(
        "Seal", () -> narrator.waitOnBehalfOf(2, "the broker's start", NarratorTest::takeTime));
    narrator.step("Broker", () -> {});

    var took = TOOK.matcher(told.toString(StandardCharsets.UTF_8));
    assertThat(took.find()).isTrue();
    assertThat(Integer.parseInt(took.group(1))).isLessThan(WAIT_MILLIS);
    assertThat(took.group(2)).isEmpty();
    assertThat(took.find()).isTrue();
    assertThat(Integer.parseInt(took.group(1))).isGreaterThanOrEqualTo(WAIT_MILLIS);
    assertThat(took.group(2)).contains("while an earlier step waited");
    assertThat(told.toString(StandardCharsets.UTF_8)).contains("counted in step 2");
  }
}
