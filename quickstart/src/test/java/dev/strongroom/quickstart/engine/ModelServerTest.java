package dev.strongroom.quickstart.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.strongroom.quickstart.model.DemoModel;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The API over HTTP, with tokens that llama.cpp computes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class ModelServerTest {
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private EngineProcess server;

  @BeforeAll
  void start(@TempDir Path directory) throws Exception {
    var model = DemoModel.write(directory.resolve("model.gguf"), 42);
    server = EngineProcess.start(model.path(), directory);
  }

  @AfterAll
  void stop() throws Exception {
    client.close();
    server.close();
  }

  @Nested
  class Whole {
    @Test
    void answersAChat() throws Exception {
      var response = chat("\"max_tokens\":12,\"seed\":1");

      assertThat(response.statusCode()).isEqualTo(200);
      var answer = JSON.readTree(response.body());
      assertThat(answer.at("/object").asText()).isEqualTo("chat.completion");
      assertThat(answer.at("/id").asText()).startsWith("chatcmpl-");
      assertThat(answer.at("/model").asText()).isEqualTo("demo");
      assertThat(answer.at("/choices/0/message/role").asText()).isEqualTo("assistant");
      assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("length");
      // Every token of this model is a word.
      assertThat(text(answer)).matches("( [a-z]+){12}");
      assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(12);
    }

    @Test
    void answersAPlainPrompt() throws Exception {
      var response =
          post("/v1/completions", "{\"model\":\"demo\",\"prompt\":\"Once\",\"max_tokens\":3}");

      var answer = JSON.readTree(response.body());
      assertThat(answer.at("/object").asText()).isEqualTo("text_completion");
      assertThat(answer.at("/choices/0/text").asText()).matches("( [a-z]+){3}");
      // Four letters, the space before them, the begin token.
      assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(6);
      assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(9);
    }

    @Test
    void sameSeedSameText() throws Exception {
      var first = text(JSON.readTree(chat("\"max_tokens\":30,\"seed\":5").body()));
      var again = text(JSON.readTree(chat("\"max_tokens\":30,\"seed\":5").body()));
      var other = text(JSON.readTree(chat("\"max_tokens\":30,\"seed\":6").body()));

      assertThat(again).isEqualTo(first);
      assertThat(other).isNotEqualTo(first);
    }

    @Test
    void answerFollowsFromThePrompt() throws Exception {
      var body = "{\"model\":\"demo\",\"prompt\":\"%s\",\"max_tokens\":8,\"temperature\":0}";

      var one = JSON.readTree(post("/v1/completions", body.formatted("one")).body());
      var two = JSON.readTree(post("/v1/completions", body.formatted("two")).body());

      assertThat(one.at("/choices/0/text")).isNotEqualTo(two.at("/choices/0/text"));
    }

    @Test
    void readsItsOwnWordsAsTheSameTokens() throws Exception {
      var said = text(JSON.readTree(chat("\"max_tokens\":20,\"seed\":3").body()));

      var body = JSON.createObjectNode().put("model", "demo").put("prompt", said.strip());
      var answer =
          JSON.readTree(post("/v1/completions", body.put("max_tokens", 1).toString()).body());

      assertThat(answer.at("/usage/prompt_tokens").asInt()).isEqualTo(21);
    }

    @Test
    void takesAnyText() throws Exception {
      var body =
          """
          {"model":"demo","prompt":"naïve 数据 😀 \\u0000 \\" </s> <0x41>","max_tokens":2}""";

      assertThat(post("/v1/completions", body).statusCode()).isEqualTo(200);
    }

    @Test
    void endsBeforeAStopString() throws Exception {
      var full = text(JSON.readTree(chat("\"max_tokens\":10,\"seed\":9").body()));
      var third = full.split(" ", -1)[3];

      var answer =
          JSON.readTree(chat("\"max_tokens\":10,\"seed\":9,\"stop\":\"" + third + "\"").body());

      assertThat(text(answer)).isEqualTo(full.substring(0, full.indexOf(third)));
      assertThat(answer.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
      assertThat(answer.at("/usage/completion_tokens").asInt()).isEqualTo(3);
    }
  }

  @Nested
  class Streamed {
    @Test
    void sendsTheSameTextInPieces() throws Exception {
      var whole = text(JSON.readTree(chat("\"max_tokens\":20,\"seed\":11").body()));

      var response = chat("\"max_tokens\":20,\"seed\":11,\"stream\":true");
      var events = events(response.body());

      assertThat(response.headers().firstValue("content-type").orElseThrow())
          .startsWith("text/event-stream");
      assertThat(events.getLast()).isEqualTo("[DONE]");
      var chunks = new ArrayList<JsonNode>();
      for (var event : events.subList(0, events.size() - 1)) {
        chunks.add(JSON.readTree(event));
      }
      assertThat(chunks).hasSize(1 + 20 + 1).allMatch(chunk -> !chunk.has("usage"));
      assertThat(chunks.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
      assertThat(chunks.getLast().at("/choices/0/finish_reason").asText()).isEqualTo("length");
      var text = new StringBuilder();
      chunks.forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asText()));
      assertThat(text.toString()).isEqualTo(whole);
    }

    @Test
    void countsTokensIfAsked() throws Exception {
      var events =
          events(
              chat("\"max_tokens\":4,\"stream\":true,\"stream_options\":{\"include_usage\":true}")
                  .body());

      var counts = JSON.readTree(events.get(events.size() - 2));
      assertThat(counts.at("/choices").isEmpty()).isTrue();
      assertThat(counts.at("/usage/completion_tokens").asInt()).isEqualTo(4);
      assertThat(counts.at("/usage/prompt_tokens").asInt()).isPositive();
      assertThat(JSON.readTree(events.getFirst()).at("/usage").isNull()).isTrue();
    }

    @Test
    void keepsPiecesTogetherThatBelongToAStop() throws Exception {
      var full = text(JSON.readTree(chat("\"max_tokens\":10,\"seed\":9").body()));
      var words = full.strip().split(" ", -1);
      var stop = words[2] + " " + words[3];

      var events =
          events(
              chat("\"max_tokens\":10,\"seed\":9,\"stream\":true,\"stop\":[\"" + stop + "\"]")
                  .body());

      var text = new StringBuilder();
      for (var event : events.subList(0, events.size() - 1)) {
        text.append(JSON.readTree(event).at("/choices/0/delta/content").asText());
      }
      assertThat(text.toString()).isEqualTo(full.substring(0, full.indexOf(stop)));
      var last = JSON.readTree(events.get(events.size() - 2));
      assertThat(last.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void freesTheSlotOfAClientThatWent(@TempDir Path directory) throws Exception {
      var model = DemoModel.write(directory.resolve("model.gguf"), 42);
      try (var single = EngineProcess.start(model.path(), directory, "--slots", "1")) {
        var longRequest = request("\"max_tokens\":1500,\"stream\":true");
        long started = System.nanoTime();
        post(single, "/v1/chat/completions", longRequest);
        long undisturbed = System.nanoTime() - started;

        goAfterFirstEvent(single, longRequest);
        started = System.nanoTime();
        var next = post(single, "/v1/chat/completions", request("\"max_tokens\":2"));
        long waited = System.nanoTime() - started;

        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(waited).isLessThan(undisturbed / 2);
      }
    }

    private void goAfterFirstEvent(EngineProcess single, String body) throws Exception {
      try (var socket = new Socket(single.url().getHost(), single.url().getPort())) {
        var head =
            "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(body.length(), body);
        socket.getOutputStream().write(head.getBytes(UTF_8));
        var in = socket.getInputStream();
        var seen = new StringBuilder();
        while (!seen.toString().contains("\"content\":\" ")) {
          seen.append((char) in.read());
        }
      }
    }
  }

  @Test
  void answersManyAtOnce() throws Exception {
    var pending = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 12; i++) {
      pending.add(
          client.sendAsync(
              build(server, "/v1/chat/completions", request("\"max_tokens\":25,\"seed\":" + i)),
              BodyHandlers.ofString()));
    }
    for (var response : pending) {
      var answer = JSON.readTree(response.get().body());
      assertThat(text(answer)).matches("( [a-z]+){25}");
    }
  }

  @Test
  void namesItsModel() throws Exception {
    var list = JSON.readTree(get("/v1/models").body());
    assertThat(list.at("/data/0/id").asText()).isEqualTo("demo");
    assertThat(list.at("/data")).hasSize(1);
    assertThat(JSON.readTree(get("/v1/models/demo").body())).isEqualTo(list.at("/data/0"));
    assertThat(get("/health").body()).isEqualTo("{\"status\":\"ok\"}");
  }

  @Nested
  class Refuses {
    @Test
    void anotherModel() throws Exception {
      var body = request("\"max_tokens\":1").replace("\"demo\"", "\"other\"");

      assertError(post("/v1/chat/completions", body), 404, "model_not_found");
      assertError(get("/v1/models/other"), 404, "model_not_found");
    }

    @Test
    void badJson() throws Exception {
      var error = assertError(post("/v1/chat/completions", "{"), 400, null);

      assertThat(error.at("/error/type").asText()).isEqualTo("invalid_request_error");
    }

    @Test
    void aWrongField() throws Exception {
      var error = assertError(chat("\"temperature\":9"), 400, null);

      assertThat(error.at("/error/param").asText()).isEqualTo("temperature");
    }

    @Test
    void morePromptThanFits() throws Exception {
      var prompt = "x".repeat(5000);
      var body = "{\"model\":\"demo\",\"prompt\":\"" + prompt + "\",\"stream\":true}";

      assertError(post("/v1/completions", body), 400, "context_length_exceeded");
      assertError(chat("\"max_tokens\":100000"), 400, "context_length_exceeded");
    }

    @Test
    void bodiesAboveOneMebibyte() throws Exception {
      for (int length : new int[] {1 << 20, 8 << 20}) {
        var body = "{\"model\":\"" + "x".repeat(length) + "\"}";

        assertError(post("/v1/chat/completions", body), 413, "request_too_large");
      }
    }

    @Test
    void unknownPathsAndMethods() throws Exception {
      assertError(get("/v1/embeddings"), 404, "unknown_url");
      assertError(get("/v1/chat/completions"), 405, "method_not_supported");
      assertError(post("/health", "{}"), 405, "method_not_supported");
    }

    private JsonNode assertError(HttpResponse<String> response, int status, @Nullable String code)
        throws Exception {
      assertThat(response.statusCode()).isEqualTo(status);
      var body = JSON.readTree(response.body());
      assertThat(body.at("/error/message").asText()).isNotBlank();
      assertThat(body.at("/error/code").asText(null)).isEqualTo(code);
      assertThat(body.at("/error").has("param")).isTrue();
      return body;
    }
  }

  private static String request(String more) {
    return "{\"model\":\"demo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],"
        + more
        + "}";
  }

  private HttpResponse<String> chat(String more) throws Exception {
    return post("/v1/chat/completions", request(more));
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return post(server, path, body);
  }

  private HttpResponse<String> post(EngineProcess to, String path, String body) throws Exception {
    return client.send(build(to, path, body), BodyHandlers.ofString());
  }

  private static HttpRequest build(EngineProcess to, String path, String body) {
    return HttpRequest.newBuilder(to.url().resolve(path))
        .timeout(Duration.ofSeconds(40))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(server.url().resolve(path)).build(), BodyHandlers.ofString());
  }

  private static List<String> events(String body) {
    var events = new ArrayList<String>();
    for (var event : body.strip().split("\n\n", -1)) {
      assertThat(event).startsWith("data: ").doesNotContain("\n");
      events.add(event.substring("data: ".length()));
    }
    return events;
  }

  private static String text(JsonNode answer) {
    return answer.at("/choices/0/message/content").asText();
  }
}
