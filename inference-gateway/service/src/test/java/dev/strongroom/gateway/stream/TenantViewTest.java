package dev.strongroom.gateway.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TenantViewTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TenantView view = new TenantView("id-1", "acme-chat");

  private String shown(String json) throws MalformedException {
    return view.of(Bytes.utf8(json)).utf8();
  }

  private void assertRefused(String json) {
    assertThatThrownBy(() -> shown(json)).as(json).isInstanceOf(MalformedException.class);
  }

  @Nested
  @DisplayName("a whole answer or a frame")
  class Frame {
    @Test
    void callsTheModelAsTheTenantDoesAndKeepsEveryOtherByte() throws Exception {
      assertThat(
              shown(
                  " { \"object\" : \"x\" ,\n\"model\" :\t\"owner/secret\"  , \"choices\":[ 1.50e0 , {} ]\n}\n"))
          .isEqualTo(
              " { \"object\" : \"x\" ,\n\"model\" :\t\"acme-chat\"  , \"choices\":[ 1.50e0 , {} ]\n}\n");
    }

    @Test
    void findsTheNameHoweverItIsSpelt() throws Exception {
      assertThat(shown("{\"m\\u006fdel\":\"owner/secret\",\"choices\":[]}"))
          .isEqualTo("{\"m\\u006fdel\":\"acme-chat\",\"choices\":[]}");
      for (var value : List.of("null", "7", "{\"a\":\"owner/secret\"}", "[\"owner/secret\"]")) {
        assertThat(shown("{\"model\":" + value + ",\"choices\":[]}"))
            .isEqualTo("{\"model\":\"acme-chat\",\"choices\":[]}");
      }
    }

    @Test
    void leavesModelsInsideOfContentAlone() throws Exception {
      var choices =
          "\"choices\":[{\"model\":\"a\",\"message\":{\"content\":\"\\\"model\\\":\\\"b\\\", {\\\"model\\\"\","
              + "\"model\":{\"model\":\"c\"}}}]";
      assertThat(shown("{" + choices + ",\"model\":\"owner/secret\"}"))
          .isEqualTo("{" + choices + ",\"model\":\"acme-chat\"}");
    }

    @Test
    void quotesWhatItWrites() throws Exception {
      var odd = new TenantView("i\"d", "na\"me\\");
      var tree =
          JSON.readTree(odd.of(Bytes.utf8("{\"id\":1,\"model\":2,\"choices\":[]}")).toArray());
      assertThat(tree.get("model").asText()).isEqualTo("na\"me\\");
      assertThat(tree.get("id").asText()).isEqualTo("i\"d");
    }

    @Test
    void takesOutWhatTellsOfTheNodeWhereverItStands() throws Exception {
      var kept = "\"choices\":[]";
      for (var leak :
          List.of(
              "\"system_fingerprint\":\"fp\"",
              "\"system_fingerprint\":null",
              "\"timings\":{\"cache_n\":5,\"prompt_ms\":[1,{\"a\":2}]}",
              "\"kv_transfer_params\":[]",
              "\"x_groq\":{\"usage\":{\"queue_time\":0.1}}",
              "\"error\":null",
              "\"MODEL\":\"owner/secret\"")) {
        assertThat(shown("{" + leak + "," + kept + "}")).isEqualTo("{" + kept + "}");
        assertThat(shown("{" + kept + " , " + leak + "}")).isEqualTo("{" + kept + "}");
        assertThat(shown("{\"object\":\"o\"," + leak + "," + kept + "}"))
            .isEqualTo("{\"object\":\"o\"," + kept + "}");
        assertThat(shown("{" + leak + ",\"model\":\"owner/secret\"," + kept + ",\"z\":1}"))
            .isEqualTo("{\"model\":\"acme-chat\"," + kept + "}");
      }
    }

    @Test
    @DisplayName("a hit and a miss in the prefix cache look the same")
    void cachedTokensDoNotShow() throws Exception {
      var counts = "\"prompt_tokens\":9,\"completion_tokens\":1,\"total_tokens\":10";
      var miss = "{\"choices\":[],\"usage\":{" + counts + "}}";
      for (var cached :
          List.of(
              ",\"prompt_tokens_details\":{\"cached_tokens\":8}",
              ",\"prompt_tokens_details\":{\"audio_tokens\":0,\"cached_tokens\":0}",
              ",\"prompt_tokens_details\":null",
              ",\"prompt_cache_hit_tokens\":8,\"prompt_cache_miss_tokens\":1",
              ",\"prompt_time\":0.0001",
              ",\"completion_tokens\\u005f\":3")) {
        assertThat(shown("{\"choices\":[],\"usage\":{" + counts + cached + "}}")).isEqualTo(miss);
      }
      assertThat(shown("{\"choices\":[],\"usage\":{\"cached_tokens\":4," + counts + "}}"))
          .isEqualTo(miss);
    }

    @Test
    void keepsCountsThatAreTheTenantsOwn() throws Exception {
      for (var usage :
          List.of(
              "null",
              "{}",
              "{\"completion_tokens\":3,\"completion_tokens_details\":{\"reasoning_tokens\":2}}",
              "{\"completion_tokens_details\":null}")) {
        var frame = "{\"choices\":[],\"usage\":" + usage + "}";
        assertThat(shown(frame)).isEqualTo(frame);
      }
      assertThat(
              shown(
                  "{\"choices\":[],\"usage\":{\"prompt_tokens\":\"owner/secret\","
                      + "\"completion_tokens_details\":{\"cached_tokens\":1}}}"))
          .isEqualTo("{\"choices\":[],\"usage\":{\"completion_tokens_details\":{}}}");
      assertThat(shown("{\"choices\":[],\"usage\":\"cached 5\"}")).isEqualTo("{\"choices\":[]}");
    }

    @Test
    void refusesWhatHasTwoReadingsOrNone() {
      for (var json :
          List.of(
              "",
              " ",
              "[]",
              "\"x\"",
              "null",
              "{}",
              "{\"detail\":\"x\"}",
              "{\"choices\":{}}",
              "{\"choices\":[]",
              "{\"choices\":[]}{}",
              "{\"choices\":[]}x",
              "{\"choices\":[],}",
              "{\"choices\":[],\"model\":\"a\",\"model\":\"b\"}",
              "{\"choices\":[],\"model\":\"a\",\"mod\\u0065l\":\"b\"}",
              "{\"choices\":[{\"a\":1,\"a\":2}]}",
              "{\"choices\":[],\"usage\":{\"a\":1,\"a\":2}}",
              "{\"choices\":[],\"error\":{\"message\":\"engine 7\"}}",
              "{\"choices\":[],\"error\":\"engine 7\"}",
              "{\"choices\":[" + "[".repeat(100) + "]".repeat(100) + "]}",
              "\ufeff{\"choices\":[]}",
              "{\"choices\":[\"\u0001\"]}")) {
        assertRefused(json);
      }
      for (var charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
        var bytes = Bytes.copyOf("{\"choices\":[]}".getBytes(charset));
        assertThatThrownBy(() -> view.of(bytes)).isInstanceOf(MalformedException.class);
      }
    }

    @Test
    void everyTruncationIsRefused() {
      var frame =
          "{\"model\":\"o/s\",\"choices\":[{\"text\":\"ü\"}],\"usage\":{\"prompt_tokens\":1}}";
      var bytes = Bytes.utf8(frame);
      for (int length = 0; length < bytes.length(); length++) {
        var cut = bytes.slice(0, length);
        assertThatThrownBy(() -> view.of(cut)).isInstanceOf(MalformedException.class);
      }
    }
  }

  @Nested
  @DisplayName("a stream")
  class Stream {
    private static final String LEAK =
        "{\"id\":\"5\",\"model\":\"owner/secret\",\"system_fingerprint\":\"f\",\"choices\":[{\"delta\":{\"content\":\"\\\"model\\\":\\n😀\"}}]}";
    private static final String CLEAN =
        "{\"id\":\"id-1\",\"model\":\"acme-chat\",\"choices\":[{\"delta\":{\"content\":\"\\\"model\\\":\\n😀\"}}]}";

    private String streamed(String text, int step) throws MalformedException {
      var bytes = Bytes.utf8(text);
      var scanner = new SseScanner(10_000);
      var out = Bytes.empty();
      for (int from = 0; from < bytes.length(); from += step) {
        for (var event : scanner.feed(bytes.slice(from, Math.min(from + step, bytes.length())))) {
          out = out.concat(view.of(event));
        }
      }
      var rest = scanner.finish();
      return (rest.raw().length() == 0 ? out : out.concat(view.of(rest))).utf8();
    }

    @Test
    void isShownTheSameWhateverLineEndsAndCuts() throws Exception {
      for (var end : List.of("\n", "\r\n", "\r")) {
        var sent =
            ("data: " + LEAK + "\n\ndata:" + LEAK + "\n\ndata: [DONE]\n\n").replace("\n", end);
        var shown =
            ("data: " + CLEAN + "\n\ndata:" + CLEAN + "\n\ndata: [DONE]\n\n").replace("\n", end);
        for (int step = 1; step <= sent.length(); step++) {
          assertThat(streamed(sent, step)).as("step %d", step).isEqualTo(shown);
        }
      }
    }

    @Test
    void dataOverSeveralLinesIsOneFrame() throws Exception {
      var sent = "data: {\"model\":\ndata: \"owner/secret\",\ndata:\"choices\":[]}\n\n";
      assertThat(streamed(sent, 3))
          .isEqualTo("data: {\"model\":\ndata: \"acme-chat\",\ndata: \"choices\":[]}\n\n");
    }

    @Test
    void nothingButDataPasses() throws Exception {
      assertThat(streamed(": 3 requests of owner/secret before you\n\n", 5)).isEqualTo(":\n\n");
      assertThat(streamed("event: owner/secret\nid: 7\nretry: 1\n\n", 5)).isEqualTo(":\n\n");
      assertThat(streamed("id: owner/secret\ndata: " + LEAK + "\n\n", 5))
          .isEqualTo("data: " + CLEAN + "\n\n");
      assertThat(streamed("data: " + LEAK + "\n: owner/secret\n\n", 5))
          .isEqualTo("data: " + CLEAN + "\n\n");
      assertThat(streamed("model: owner/secret", 5)).isEqualTo(":\n\n");
    }

    @Test
    void framesThatAreNoAnswerAreRefused() {
      for (var data :
          List.of("x", "[DONE] ", "\"owner/secret\"", "{\"error\":{}}", "{\"model\":")) {
        assertThatThrownBy(() -> streamed("data: " + data + "\n\n", 4))
            .as(data)
            .isInstanceOf(MalformedException.class);
      }
    }
  }
}
