package dev.strongroom.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.strongroom.gateway.testing.FakeNode;
import dev.strongroom.gateway.testing.RawClient;
import dev.strongroom.gateway.testing.Site;
import dev.strongroom.gateway.testing.SiteResource;
import dev.strongroom.wire.testing.Vectors;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(SiteResource.class)
class StreamTest {
  private static final String FIRST = event("{\"role\":\"assistant\",\"content\":\"\"}");
  private static final String SECOND = event("{\"content\":\"Hi\"}");
  private static final String USAGE =
      "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
          + "\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":2,"
          + "\"total_tokens\":9}}\n\n";
  private static final String DONE = "data: [DONE]\n\n";
  private static final String CHAT =
      "{\"model\":\"acme-chat\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";

  private static final Pattern ID = Pattern.compile("\"id\":\"((?:chatcmpl|cmpl)-[0-9a-f-]{36})\"");

  private final Site site = Site.get();
  private final LinkedBlockingQueue<Duration> resets = new LinkedBlockingQueue<>();
  private FakeNode node;

  private static String event(String delta) {
    return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\","
        + "\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":null}]}\n\n".formatted(delta);
  }

  /// What the client is to see of `sent`, under the id that `answer` has.
  private static String shown(String sent, String answer) {
    return sent.replaceAll("\"id\":\"[^\"]*\"", "\"id\":\"" + idOf(answer) + "\"")
        .replaceAll("\"model\":\"[^\"]*\"", "\"model\":\"acme-chat\"");
  }

  private static String idOf(String answer) {
    var matcher = ID.matcher(answer);
    assertThat(matcher.find()).as(answer).isTrue();
    return matcher.group(1);
  }

  @BeforeEach
  void serve() throws Exception {
    node = new FakeNode(conversation -> stream(conversation, FIRST, SECOND, USAGE, DONE));
    site.serve("open", node);
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  private static void stream(FakeNode.Conversation conversation, String... chunks)
      throws IOException {
    conversation.events();
    for (var chunk : chunks) {
      conversation.chunk(chunk);
    }
    conversation.end();
  }

  @Test
  void asksForUsageAndKeepsItUnlessTheClientAskedToo() throws Exception {
    var plain = site.chat("acme", CHAT + "}");
    var asked = site.chat("acme", CHAT + ",\"stream_options\":{\"include_usage\":true}}");

    assertThat(plain.body()).isEqualTo(shown(FIRST + SECOND + DONE, plain.body()));
    assertThat(asked.body()).isEqualTo(shown(FIRST + SECOND + USAGE + DONE, asked.body()));
    assertThat(idOf(plain.body())).isNotEqualTo(idOf(asked.body()));
    for (int i = 0; i < 2; i++) {
      var seen = new ObjectMapper().readTree(node.take().body());
      assertThat(seen.at("/stream_options/include_usage").asBoolean()).isTrue();
    }
    assertThat(plain.headers().map())
        .containsEntry("content-type", List.of("text/event-stream; charset=utf-8"))
        .containsEntry("cache-control", List.of("no-store"))
        .doesNotContainKeys("x-engine", "server");
  }

  @Test
  void findsTheUsageFrameWhateverTheCuts() throws Exception {
    var bytes =
        (FIRST + USAGE + DONE)
            .replace("\n", "\r\n")
            .getBytes(java.nio.charset.StandardCharsets.UTF_8);
    node.script(
        conversation -> {
          conversation.events();
          for (byte b : bytes) {
            conversation.chunk(new byte[] {b});
          }
          conversation.end();
        });

    var answer = site.chat("acme", CHAT + "}").body();
    assertThat(answer).isEqualTo(shown((FIRST + DONE).replace("\n", "\r\n"), answer));
  }

  @Tag("vectors")
  @ParameterizedTest
  @CsvSource({
    "chat-streaming, /v1/chat/completions",
    "chat-streaming-web-search, /v1/chat/completions",
    "completion-streaming, /v1/completions",
  })
  void recordedStreamsPassButForWhatTellsOfTheNode(String recording, String path) throws Exception {
    var recorded = recordedBody(recording);
    assertThat(recorded).contains("data: [DONE]");
    node.script(conversation -> stream(conversation, recorded));
    var input =
        path.endsWith("/chat/completions")
            ? "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]"
            : "\"prompt\":\"x\"";
    var body =
        "{\"model\":\"acme-chat\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
            + input
            + "}";

    var answer =
        site.send(site.request(path, "acme").POST(HttpRequest.BodyPublishers.ofString(body)));

    assertThat(answer.statusCode()).isEqualTo(200);
    var expected =
        shown(recorded, answer.body())
            .replaceAll("\"system_fingerprint\":(null|\"[^\"]*\"),", "")
            .replaceAll(",\"prompt_tokens_details\":\\{[^}]*}", "");
    assertThat(expected).isNotEqualTo(recorded);
    Vectors.compare("gateway/openai-sse " + recording, expected, answer.body());
  }

  /// The response's body: a YAML literal block indented by twelve, or one line in double quotes,
  /// whose escapes are JSON's.
  private static String recordedBody(String recording) throws IOException {
    var yaml = Vectors.read("gateway/openai-sse/" + recording + ".yaml").utf8();
    var response = yaml.substring(yaml.lastIndexOf("response:"));
    var body = response.substring(response.indexOf("body: ") + "body: ".length());
    if (body.startsWith("\"")) {
      return new ObjectMapper().readValue(body.lines().findFirst().orElseThrow(), String.class);
    }
    return body.lines()
        .skip(1)
        .takeWhile(line -> line.isBlank() || line.startsWith(" ".repeat(12)))
        .map(line -> line.isBlank() ? "" : line.substring(12))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @Test
  @DisplayName("attack 10: a client that leaves is charged, and the node is reset")
  void resetsTheNodeWhenTheClientLeaves() throws Exception {
    node.script(
        conversation -> {
          conversation.events();
          conversation.chunk(FIRST + SECOND);
          resets.add(conversation.untilReset());
        });
    site.detector().clear();
    try (var client = new RawClient(site)) {
      client.chat("bolt", "", CHAT.replace("acme", "bolt") + "}").readUntil("Hi");
      resets.clear();
      client.leave();
      assertThat(resets.poll(5, TimeUnit.SECONDS)).isNotNull();
    }
    var report = EgressTest.reportOf(site, "bolt");
    // No usage came: the prompt by its estimate (a quarter of the body), and one token that passed.
    assertThat(report.promptTokens()).isEqualTo(Math.ceilDiv(CHAT.length() + 1, 4));
    assertThat(report.completionTokens()).isEqualTo(1);
  }

  @Test
  void resetsTheNodeBeforeTheFirstTokenToo() throws Exception {
    node.script(conversation -> resets.add(conversation.untilReset()));
    try (var client = new RawClient(site)) {
      client.chat("acme", "", CHAT + "}");
      node.take();
      client.leave();
      assertThat(resets.poll(5, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void resetsTheNodeWhenAnHttp2StreamIsCancelled() throws Exception {
    node.script(
        conversation -> {
          conversation.events();
          conversation.chunk(FIRST + SECOND);
          resets.add(conversation.untilReset());
        });
    var request =
        site.request("/v1/chat/completions", "acme")
            .POST(HttpRequest.BodyPublishers.ofString(CHAT + "}"));
    try (var body = site.open(request).body()) {
      assertThat(body.read()).isEqualTo('d');
    }
    assertThat(resets.poll(5, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void aNodeThatDiesMidwayIsNeverACleanEnd() throws Exception {
    node.script(
        conversation -> {
          conversation.events();
          conversation.chunk(FIRST + SECOND);
          conversation.socket().close();
        });
    try (var client = new RawClient(site)) {
      var answer = client.chat("acme", "", CHAT + "}").readAll();

      assertThat(answer)
          .contains("Hi")
          .contains("data: {\"error\":{")
          .contains("upstream_failed")
          .doesNotContain("[DONE]")
          .doesNotEndWith("0\r\n\r\n");
    }
    // HTTP/2: the stream is reset, which the client reports as a failure
    assertThatThrownBy(() -> site.chat("acme", CHAT + "}")).isInstanceOf(IOException.class);
  }

  @Test
  void aStreamWithoutDoneIsCutShortWhateverItsFraming() throws Exception {
    node.script(conversation -> stream(conversation, FIRST, SECOND));
    try (var client = new RawClient(site)) {
      assertThat(client.chat("acme", "", CHAT + "}").readAll())
          .contains("data: {\"error\":{")
          .doesNotContain("[DONE]");
    }
  }

  @Test
  void aNodeThatFailsBeforeItsAnswerIsAPlainError() throws Exception {
    node.script(conversation -> conversation.socket().close());
    var died = site.chat("acme", CHAT + "}");
    assertThat(died.statusCode()).isEqualTo(502);
    assertThat(died.body()).contains("upstream_failed");

    node.script(conversation -> conversation.json(500, "{\"error\":\"stack trace of engine 7\"}"));
    var failed = site.chat("acme", CHAT + "}");
    assertThat(failed.statusCode()).isEqualTo(502);
    assertThat(failed.body()).doesNotContain("engine 7");

    var reason = "{\"error\":{\"message\":\"owner/open takes 4 tokens\",\"code\":400}}";
    node.script(conversation -> conversation.json(400, reason));
    var refused = site.chat("acme", CHAT + "}");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body())
        .isEqualTo(
            "{\"error\":{\"message\":\"acme-chat takes 4 tokens\",\"type\":\"invalid_request_error\","
                + "\"param\":null,\"code\":\"refused_by_engine\"}}");

    // The tenant has the model, so a node that does not know it is a node at fault.
    node.script(conversation -> conversation.json(404, reason));
    var absent = site.chat("acme", CHAT + "}");
    assertThat(absent.statusCode()).isEqualTo(503);
    assertThat(absent.body()).contains("model_unavailable").doesNotContain("owner");
  }

  @Test
  @DisplayName(
      "an event that is no answer ends the stream as an error, and shows nothing of itself")
  void whatCannotBeUnderstoodDoesNotPass() throws Exception {
    for (var bad :
        List.of(
            "data: {\"error\":{\"message\":\"engine 7 of owner/open\"}}\n\n",
            "data: engine 7 of owner/open\n\n",
            "data: {\"model\":\"owner/open\",\"model\":\"engine 7\",\"choices\":[]}\n\n")) {
      node.script(conversation -> stream(conversation, FIRST + SECOND + bad + DONE));
      try (var client = new RawClient(site)) {
        assertThat(client.chat("acme", "", CHAT + "}").readAll())
            .as(bad)
            .contains("Hi")
            .contains("upstream_failed")
            .doesNotContain("engine 7", "owner/open", "[DONE]")
            .doesNotEndWith("0\r\n\r\n");
      }
    }
  }

  @Test
  @DisplayName("half an event of a dying node does not pass")
  void onlyWholeEventsPass() throws Exception {
    node.script(
        conversation -> {
          conversation.events();
          conversation.chunk(FIRST + "data: {\"model\":\"owner/open\",\"choi");
          conversation.socket().close();
        });
    try (var client = new RawClient(site)) {
      assertThat(client.chat("acme", "", CHAT + "}").readAll())
          .contains("chatcmpl-")
          .contains("data: {\"error\":{")
          .doesNotContain("owner/open");
    }
  }

  @Test
  @DisplayName("a node that falls silent is charged for: it may have worked all the time")
  void aNodeThatFallsSilentIsChargedFor() throws Exception {
    var end = new CountDownLatch(1);
    node.script(
        _ -> {
          try {
            end.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
    site.detector().clear();

    var answer = site.chat("single", CHAT.replace("acme-chat", "chat") + "}");
    end.countDown();

    assertThat(answer.statusCode()).isEqualTo(504);
    assertThat(EgressTest.reportOf(site, "single").promptTokens()).isPositive();
  }

  @Test
  void cutsAnswersAtTheLimit() throws Exception {
    var large = event("{\"content\":\"" + "x".repeat(100_000) + "\"}");
    node.script(
        conversation -> {
          conversation.events();
          for (int i = 0; i < 100; i++) {
            conversation.chunk(large);
          }
          conversation.end();
        });
    try (var client = new RawClient(site)) {
      var answer = client.chat("acme", "", CHAT + "}").readAll();
      assertThat(answer.length()).isBetween(900_000, 1_060_000);
      assertThat(answer).contains("upstream_failed").doesNotContain("[DONE]");
    }
  }

  @Test
  @DisplayName("a lease that ends cuts the open stream")
  void cutsTheStreamWhenTheLeaseEnds() throws Exception {
    node.script(
        conversation -> {
          conversation.events();
          conversation.chunk(FIRST + SECOND);
          resets.add(conversation.untilReset());
        });
    try (var client = new RawClient(site)) {
      client.chat("acme", "", CHAT + "}").readUntil("Hi");

      site.broker().publish(List.of());

      assertThat(resets.poll(5, TimeUnit.SECONDS)).isNotNull();
      assertThat(client.readAll()).contains("upstream_failed").doesNotContain("[DONE]");
    }
    assertThat(site.chat("acme", CHAT + "}").statusCode()).isEqualTo(503);
  }

  @Test
  @DisplayName("the official client streams a chat over TLS")
  void servesTheOfficialClient() throws Exception {
    try (var in = Files.newInputStream(site.directory().resolve("ca.pem"))) {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, new char[0]);
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      var client =
          OpenAIOkHttpClient.builder()
              .baseUrl(site.api() + "/v1")
              .apiKey("sr-key-of-acme")
              .sslSocketFactory(site.trust().getSocketFactory())
              .trustManager((X509TrustManager) trust.getTrustManagers()[0])
              .maxRetries(0)
              .build();
      var request =
          ChatCompletionCreateParams.builder().model("acme-chat").addUserMessage("x").build();

      var text = new StringBuilder();
      try (var answer = client.chat().completions().createStreaming(request)) {
        answer.stream()
            .flatMap(chunk -> chunk.choices().stream())
            .forEach(choice -> choice.delta().content().ifPresent(text::append));
      }

      assertThat(text).hasToString("Hi");
      client.close();
    }
  }
}
