package dev.strongroom.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseScannerTest {
  private static final String STREAM =
      """
      : comment

      data: {"a":"ü😀"}

      event: x
      data:one
      data: two
      data

      datum: no

      data: [DONE]

      """;

  private static List<SseEvent> scan(Bytes bytes, int step) throws MalformedException {
    var scanner = new SseScanner(1000);
    var events = new ArrayList<SseEvent>();
    for (int from = 0; from < bytes.length(); from += step) {
      events.addAll(scanner.feed(bytes.slice(from, Math.min(from + step, bytes.length()))));
    }
    assertThat(scanner.finish().raw()).isEqualTo(Bytes.empty());
    return events;
  }

  @Test
  void findsTheSameEventsWhateverLineEndsAndCuts() throws Exception {
    for (var end : List.of("\n", "\r\n", "\r")) {
      var bytes = Bytes.utf8(STREAM.replace("\n", end));
      for (int step = 1; step <= bytes.length(); step++) {
        var events = scan(bytes, step);

        assertThat(events.stream().filter(e -> !e.lateLineFeed()).map(e -> e.data().utf8()))
            .as("line end %s, step %d", end.length(), step)
            .containsExactly("", "{\"a\":\"ü😀\"}", "one\ntwo\n", "", "[DONE]");
        var raw = events.stream().map(SseEvent::raw).reduce(Bytes.empty(), Bytes::concat);
        assertThat(raw).isEqualTo(bytes);
      }
    }
  }

  @Test
  void boundsAnEvent() {
    var scanner = new SseScanner(10);
    assertThatThrownBy(() -> scanner.feed(Bytes.utf8("data: 12345")))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void handsOverWhatIsLeft() throws Exception {
    var scanner = new SseScanner(100);
    assertThat(scanner.feed(Bytes.utf8("data: [DONE]"))).isEmpty();
    assertThat(scanner.finish())
        .isEqualTo(new SseEvent(Bytes.utf8("data: [DONE]"), Bytes.utf8("[DONE]"), false));
  }
}
