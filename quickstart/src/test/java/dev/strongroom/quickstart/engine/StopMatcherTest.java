package dev.strongroom.quickstart.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class StopMatcherTest {
  @Test
  void holdsBackWhatMayBecomeAStop() {
    var matcher = new StopMatcher(List.of("END"));

    assertThat(matcher.feed("one E")).isEqualTo("one ");
    assertThat(matcher.feed("N")).isEmpty();
    assertThat(matcher.feed("d")).isEqualTo("ENd");
    assertThat(matcher.feed("EN")).isEmpty();
    assertThat(matcher.rest()).isEqualTo("EN");
    assertThat(matcher.stopped()).isFalse();
  }

  @Test
  void cutsBeforeAStopThatSpansPieces() {
    var matcher = new StopMatcher(List.of("END"));

    assertThat(matcher.feed("one E")).isEqualTo("one ");
    assertThat(matcher.feed("ND two")).isEmpty();
    assertThat(matcher.stopped()).isTrue();
    assertThat(matcher.feed("three")).isEmpty();
    assertThat(matcher.rest()).isEmpty();
  }

  @Test
  void agreesWithSearchingTheWholeText() {
    long seed = 20261123;
    var random = new SplittableRandom(seed);
    for (int round = 0; round < 20_000; round++) {
      var stops = texts(random, random.nextInt(4), 1, 4);
      var pieces = texts(random, random.nextInt(10), 0, 4);

      var matcher = new StopMatcher(stops);
      var sent = new StringBuilder();
      pieces.forEach(piece -> sent.append(matcher.feed(piece)));
      sent.append(matcher.rest());

      assertThat(sent.toString())
          .as("seed %d round %d stops %s pieces %s", seed, round, stops, pieces)
          .isEqualTo(naive(stops, pieces));
    }
  }

  /// The text up to the piece that completes a stop, cut before the first one in it.
  private static String naive(List<String> stops, List<String> pieces) {
    var text = "";
    for (var piece : pieces) {
      text += piece;
      var soFar = text;
      var cut = stops.stream().mapToInt(soFar::indexOf).filter(at -> at >= 0).min();
      if (cut.isPresent()) {
        return soFar.substring(0, cut.getAsInt());
      }
    }
    return text;
  }

  private static List<String> texts(SplittableRandom random, int count, int shortest, int longest) {
    var texts = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      var text = new StringBuilder();
      for (int length = random.nextInt(shortest, longest + 1); length > 0; length--) {
        text.append((char) ('a' + random.nextInt(2)));
      }
      texts.add(text.toString());
    }
    return texts;
  }
}
