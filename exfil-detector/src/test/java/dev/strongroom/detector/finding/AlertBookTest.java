package dev.strongroom.detector.finding;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertBookTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  private static Finding served(String tenant, int step) {
    return new Finding(
        Rule.SERVED_EGRESS,
        "acme",
        "llama",
        tenant + " acme/llama",
        NOW + " step " + step,
        NOW,
        1_000L * step + 1,
        1_000,
        0,
        NOW,
        "why",
        List.of(),
        List.of());
  }

  @Test
  void aFurtherServedBudgetBelongsToTheAlertThatIsStillWorkedOn() {
    var first = AlertBook.EMPTY.raise(served("a", 1), NOW);
    var further = first.book().raise(served("a", 2), NOW);

    assertThat(first.opened()).isPresent();
    assertThat(further.opened()).isEmpty();
    assertThat(further.changed()).isTrue();
    assertThat(further.book().newestFirst())
        .singleElement()
        .satisfies(alert -> assertThat(alert.history()).hasSize(2));
  }

  @Test
  void aFurtherServedBudgetAfterTheAlertWasClosedOpensAnother() {
    var alert = AlertBook.EMPTY.raise(served("a", 1), NOW).opened().orElseThrow();
    var closed = AlertBook.of(List.of(alert.become(Alert.State.CLOSED, "operator", "done", NOW)));

    assertThat(closed.raise(served("a", 1), NOW).opened()).as("the same crossing").isEmpty();
    assertThat(closed.raise(served("a", 2), NOW).opened()).isPresent();
    assertThat(closed.raise(served("b", 1), NOW).opened()).isPresent();
  }
}
