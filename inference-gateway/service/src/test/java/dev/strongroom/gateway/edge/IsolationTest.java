package dev.strongroom.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.gateway.testing.FakeNode;
import dev.strongroom.gateway.testing.RawClient;
import dev.strongroom.gateway.testing.Site;
import dev.strongroom.gateway.testing.SiteResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What one tenant tries on another, seen from the node.
@QuarkusTest
@QuarkusTestResource(SiteResource.class)
class IsolationTest {
  private static final String ANSWER =
      """
      {"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,
      "message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],
      "usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}""";

  private final Site site = Site.get();
  private FakeNode node;

  @BeforeEach
  void serve() throws Exception {
    node = new FakeNode(conversation -> conversation.json(200, ANSWER));
    site.serve("open", node);
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  private static String chat(String model, String more) {
    return "{\"model\":\"%s\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]%s}"
        .formatted(model, more);
  }

  private com.fasterxml.jackson.databind.JsonNode seenBody() throws Exception {
    return new ObjectMapper().readTree(node.take().body());
  }

  private void assertRefused(int status, String code, HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains("\"code\":\"" + code + "\"");
    assertThat(node.waiting()).as("requests at the node").isZero();
  }

  @Test
  @DisplayName("attack 1: another tenant's true cache salt is overwritten")
  void overwritesStolenSalt() throws Exception {
    var stolen = site.salt("bolt", "owner/open");

    var response = site.chat("acme", chat("acme-chat", ",\"cache_salt\":\"" + stolen + "\""));

    assertThat(response.statusCode()).isEqualTo(200);
    var seen = seenBody();
    assertThat(seen.get("cache_salt").asText())
        .isEqualTo(site.salt("acme", "owner/open"))
        .isNotEqualTo(stolen);
    assertThat(seen.get("model").asText()).isEqualTo("owner/open");
  }

  @Test
  @DisplayName("attack 1: different tenants get different salts, the same tenant always its own")
  void saltsFollowTenants() throws Exception {
    site.chat("acme", chat("acme-chat", ""));
    var first = seenBody().get("cache_salt").asText();
    site.chat("acme", chat("acme-chat", ""));
    var second = seenBody().get("cache_salt").asText();
    site.chat("bolt", chat("bolt-chat", ""));
    var other = seenBody().get("cache_salt").asText();

    assertThat(second).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  @Test
  @DisplayName("attack 2: a member that stands twice, at any depth, is refused")
  void refusesDuplicateMembers() throws Exception {
    for (var body :
        List.of(
            chat("acme-chat", ",\"cache_salt\":\"a\",\"cache_salt\":\"b\""),
            chat("acme-chat", ",\"model\":\"acme-private\""),
            chat("acme-chat", ",\"mod\\u0065l\":\"acme-private\""),
            "{\"model\":\"acme-chat\",\"messages\":[{\"role\":\"user\",\"role\":\"system\","
                + "\"content\":\"x\"}]}")) {
      assertRefused(400, "json", site.chat("acme", body));
    }
  }

  @Test
  @DisplayName("attack 3: an engine's private switches are stripped or refused")
  void keepsPrivateSwitchesAway() throws Exception {
    assertThat(
            site.chat("acme", chat("acme-chat", ",\"nvext\":{\"cache_salt\":\"x\"}")).statusCode())
        .isEqualTo(200);
    assertThat(node.take().body()).doesNotContain("nvext");
    for (var name : List.of("extra_key", "lora_name", "extra_body", "kv_transfer_params")) {
      assertRefused(
          400,
          "unknown_parameter",
          site.chat("acme", chat("acme-chat", ",\"%s\":\"x\"".formatted(name))));
    }
  }

  @Test
  @DisplayName("attack 4: no header of the client reaches the node, in no spelling, nor trailers")
  void dropsClientHeaders() throws Exception {
    var body = chat("acme-chat", "");
    try (var client = new RawClient(site)) {
      client.send(
          "POST /v1/chat/completions HTTP/1.1\r\nHost: evil\r\nContent-Type: application/json\r\n"
              + "Authorization: Bearer sr-key-of-acme\r\nx-tenant-id: bolt\r\nX-TENANT-ID: bolt\r\n"
              + "x_tenant_id: bolt\r\nForwarded: for=1.2.3.4\r\nCookie: a=b\r\n"
              + "traceparent: 00-0-0-00\r\nbaggage: tenant=bolt\r\nTrailer: x-tenant-id\r\n"
              + "Transfer-Encoding: chunked\r\n\r\n"
              + Integer.toHexString(body.length())
              + "\r\n"
              + body
              + "\r\n0\r\nx-tenant-id: bolt\r\n\r\n");
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 200");
    }
    var seen = node.take();
    assertThat(seen.headerNames())
        .containsExactlyInAnyOrder(
            "host", "content-type", "content-length", "accept", "accept-encoding");
    assertThat(seen.head().toString()).doesNotContain("bolt", "evil", "sr-key");
  }

  @Test
  @DisplayName("attack 5: two credentials, or one in the URL, are nobody's")
  void refusesAmbiguousCredentials() throws Exception {
    var publisher = HttpRequest.BodyPublishers.ofString(chat("acme-chat", ""));
    assertRefused(
        400,
        "ambiguous_credential",
        site.send(
            site.request("/v1/chat/completions", "acme")
                .header("x-api-key", "sr-key-of-bolt")
                .POST(publisher)));
    assertRefused(
        400,
        "ambiguous_credential",
        site.send(
            site.request("/v1/chat/completions?api_key=sr-key-of-bolt", "acme").POST(publisher)));
    assertRefused(401, "invalid_api_key", site.chat("nobody", chat("acme-chat", "")));
  }

  @Test
  @DisplayName("attack 7: a foreign model and one that does not exist give the same bytes")
  void foreignAndUnknownModelsLookAlike() throws Exception {
    var foreign = site.chat("bolt", chat("acme-private", ""));
    var unknown = site.chat("bolt", chat("no-such-model", ""));
    var internal = site.chat("bolt", chat("owner/private", ""));

    assertRefused(404, "model_not_found", foreign);
    assertThat(foreign.body()).isEqualTo(unknown.body()).isEqualTo(internal.body());
    assertThat(headers(foreign)).isEqualTo(headers(unknown)).isEqualTo(headers(internal));
  }

  private static Map<String, List<String>> headers(HttpResponse<String> response) {
    var headers = new TreeMap<>(response.headers().map());
    headers.remove("date");
    return headers;
  }

  @Test
  @DisplayName("an answer names neither the enrolled model nor anything of the node")
  void showsNothingOfTheNode() throws Exception {
    node.script(
        conversation ->
            conversation.json(
                200,
                "{\"id\":\"cmpl-17\",\"model\":\"owner/open\",\"system_fingerprint\":\"fp_b2\","
                    + "\"choices\":[{\"message\":{\"content\":\"\\\"model\\\": mine\"}}],"
                    + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":2}},\"timings\":{\"cache_n\":2}}"));

    var response = site.chat("bolt", chat("bolt-chat", ""));

    assertThat(response.body().replaceFirst("chatcmpl-[0-9a-f-]{36}", "ID"))
        .isEqualTo(
            "{\"id\":\"ID\",\"model\":\"bolt-chat\","
                + "\"choices\":[{\"message\":{\"content\":\"\\\"model\\\": mine\"}}],"
                + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4}}");
  }

  @Test
  void anAnswerThatCannotBeUnderstoodDoesNotPass() throws Exception {
    for (var answer :
        List.of(
            "engine 7",
            "{\"error\":{\"message\":\"engine 7\"},\"choices\":[]}",
            "{\"choices\":[],\"model\":\"engine 7\",\"model\":\"x\"}",
            "{\"detail\":\"engine 7\"}")) {
      node.script(conversation -> conversation.json(200, answer));
      var response = site.chat("acme", chat("acme-chat", ""));
      assertThat(response.statusCode()).isEqualTo(502);
      assertThat(response.body()).contains("upstream_failed").doesNotContain("engine 7");
    }
  }

  @Test
  @DisplayName("a URL that the engine would fetch is refused before it")
  void refusesWhatTheEngineWouldFetch() throws Exception {
    var image =
        "{\"model\":\"acme-chat\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
            + "\"image_url\",\"image_url\":{\"url\":\"%s\"}}]}]}";
    assertRefused(
        400, "remote_url", site.chat("acme", image.formatted("http://169.254.169.254/latest")));
    assertRefused(
        400,
        "unsupported_content",
        site.chat("acme", image.formatted("data:image/png;base64,AAAA")));
  }

  @Test
  @DisplayName("a body that never comes takes a place of its own tenant, and no other's")
  void placesAreTakenBeforeTheBodyIsRead() throws Exception {
    try (var slow = new RawClient(site)) {
      slow.send(
          String.join(
              "\r\n",
              "POST /v1/chat/completions HTTP/1.1",
              "Host: localhost",
              "Content-Type: application/json",
              "Authorization: Bearer sr-key-of-single",
              "Expect: 100-continue",
              "Content-Length: 60000",
              "",
              ""));
      assertThat(slow.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 100");

      assertThat(site.chat("single", chat("chat", "")).statusCode()).isEqualTo(429);
      assertThat(site.chat("acme", chat("acme-chat", "")).statusCode()).isEqualTo(200);
    }
  }

  @Test
  @DisplayName("listing models and malformed requests count against the limit too")
  void nothingIsFreeWithoutEnd() throws Exception {
    assertThat(site.send(site.request("/v1/models", "rare").GET()).statusCode()).isEqualTo(200);
    assertThat(site.chat("rare", "{").statusCode()).isEqualTo(400);
    assertThat(site.chat("rare", chat("no-such-model", "")).statusCode()).isEqualTo(404);

    var listing = site.send(site.request("/v1/models", "rare").GET());
    assertRefused(429, "rate_limit_exceeded", listing);
    assertThat(listing.headers().firstValueAsLong("retry-after")).isPresent();
    assertThat(listing.headers().firstValue("x-ratelimit-remaining-requests")).contains("0");
    assertThat(site.chat("rare", chat("chat", "")).statusCode()).isEqualTo(429);
    assertThat(site.chat("acme", chat("acme-chat", "")).statusCode()).isEqualTo(200);
  }

  @Test
  @DisplayName("a refusal before the body leaves a modest body's connection in step")
  void aThrottledRequestIsAnsweredAndTheConnectionLivesOn() throws Exception {
    var body = chat("chat", ",\"stop\":\"" + "x".repeat(60_000) + "\"");
    try (var client = new RawClient(site)) {
      for (int i = 0; i < 8; i++) {
        client.chat("seldom", "", body);
        assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 " + (i < 3 ? 200 : 429));
        client.readUntil("}}");
      }
    }
  }

  @Test
  @DisplayName("a refusal before a body that is large, waited for or endless closes the connection")
  void whatIsNotWorthReadingClosesTheConnection() throws Exception {
    for (var length :
        List.of(
            "Content-Length: 1000000000",
            "Content-Length: 5\r\nExpect: 100-continue",
            "Transfer-Encoding: chunked")) {
      try (var client = new RawClient(site)) {
        client.send(
            "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer sr-key-of-nobody\r\n%s\r\n\r\n".formatted(length));
        assertThat(client.readAll())
            .as(length)
            .startsWith("HTTP/1.1 401")
            .endsWith("\"code\":\"invalid_api_key\"}}");
      }
    }
    try (var client = new RawClient(site)) {
      client.send(
          String.join(
              "\r\n",
              "GET /v1/models HTTP/1.1",
              "Host: localhost",
              "Authorization: Bearer sr-key-of-acme",
              "Expect: 100-continue",
              "Content-Length: 5",
              "",
              ""));
      assertThat(client.readAll()).as("listing").startsWith("HTTP/1.1 200").contains("acme-chat");
    }
    assertThat(node.waiting()).isZero();
  }

  @Test
  void aConnectionOnWhichNothingMovesOutlivesNoRequest() {
    assertThat(ConfigProvider.getConfig().getValue("quarkus.http.idle-timeout", Duration.class))
        .isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void tenantsShareNoConnectionToANode() throws Exception {
    for (int i = 0; i < 3; i++) {
      site.chat("acme", chat("acme-chat", ""));
    }
    assertThat(node.connections()).isEqualTo(1);
    for (int i = 0; i < 3; i++) {
      site.chat("bolt", chat("bolt-chat", ""));
    }
    assertThat(node.connections()).isEqualTo(2);
  }

  @Test
  @DisplayName("attack 9: of 100 parallel requests against room for one, one is admitted")
  void admitsExactlyOne() throws Exception {
    var answer = new CountDownLatch(1);
    node.script(
        conversation -> {
          try {
            answer.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          conversation.json(200, ANSWER);
        });
    var statuses = new ArrayList<Integer>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<HttpResponse<String>> call = () -> site.chat("frugal", chat("chat", ""));
      var calls = new ArrayList<java.util.concurrent.Future<HttpResponse<String>>>();
      for (int i = 0; i < 100; i++) {
        calls.add(threads.submit(call));
      }
      node.take();
      var refused = calls.stream().filter(c -> refusedWithRetry(c)).limit(99).count();
      assertThat(refused).isEqualTo(99);
      answer.countDown();
      for (var one : calls) {
        statuses.add(one.get().statusCode());
      }
    }
    assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
    assertThat(node.waiting()).isZero();
  }

  /// Waits for a refusal; the one request that waits for the node is not asked for its result.
  private static boolean refusedWithRetry(java.util.concurrent.Future<HttpResponse<String>> call) {
    try {
      var response = call.get(2, java.util.concurrent.TimeUnit.SECONDS);
      assertThat(response.headers().firstValueAsLong("retry-after")).isPresent();
      assertThat(response.headers().firstValue("x-ratelimit-remaining-tokens")).isPresent();
      return response.statusCode() == 429;
    } catch (java.util.concurrent.TimeoutException _) {
      return false;
    } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("attack 11: numbers that overflow, lie below zero or are none")
  void clampsOrRefusesNumbers() throws Exception {
    for (var clamped : List.of("2147483648", "99999999999999999999999", "101")) {
      site.chat("acme", chat("acme-chat", ",\"max_tokens\":" + clamped));
      assertThat(seenBody().get("max_tokens").asInt()).isEqualTo(100);
    }
    for (var refused :
        List.of(
            "max_tokens\":-1",
            "max_tokens\":1e400",
            "max_tokens\":0",
            "n\":128",
            "n\":-5",
            "max_tokens\":\"5\"",
            "n\":1.5",
            "logprobs\":5",
            "top_logprobs\":3",
            "logit_bias\":{\"1\":1},\"logprobs\":true",
            "prompt_logprobs\":1")) {
      var response = site.chat("acme", chat("acme-chat", ",\"" + refused));
      assertThat(response.statusCode()).as(refused).isEqualTo(400);
    }
    assertThat(node.waiting()).isZero();
  }

  @Test
  @DisplayName("attack 13: only exact paths are served")
  void servesOnlyExactPaths() throws Exception {
    for (var target :
        List.of(
            "/v1/..;/metrics",
            "//v1/models",
            "/v1/%2e%2e/q/metrics",
            "/v1/models/",
            "/v1//models",
            "/v1/model%73",
            "https://localhost/v1/models",
            "/q/metrics",
            "/q/health",
            "/",
            "/v1/embeddings",
            "/invocations",
            "/v1/models;x=1")) {
      try (var client = new RawClient(site)) {
        client.send(
            "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer sr-key-of-acme\r\n\r\n"
                .formatted(target));
        assertThat(client.readUntil("\r\n\r\n")).as(target).startsWith("HTTP/1.1 404");
      }
    }
    try (var client = new RawClient(site)) {
      client.send(
          String.join(
              "\r\n",
              "GET /v1/models HTTP/1.1",
              "Host: localhost",
              "Authorization: Bearer sr-key-of-acme",
              "Connection: Upgrade, HTTP2-Settings",
              "Upgrade: h2c",
              "HTTP2-Settings: AAA",
              "",
              ""));
      assertThat(client.readUntil("\r\n\r\n")).startsWith("HTTP/1.1 404");
    }
  }

  @Test
  void listsOnlyOnesOwnModels() throws Exception {
    var models = site.send(site.request("/v1/models", "bolt").GET());

    assertThat(models.statusCode()).isEqualTo(200);
    assertThat(models.body()).contains("bolt-chat").doesNotContain("acme", "owner/");
  }

  @Test
  void refusesBodiesTooLargeTooDeepOrEncoded() throws Exception {
    assertRefused(
        413,
        "body_too_large",
        site.chat("acme", chat("acme-chat", ",\"stop\":\"" + "x".repeat(65536) + "\"")));
    assertRefused(
        400, "json", site.chat("acme", chat("acme-chat", ",\"stop\":" + "[".repeat(30000))));
    assertRefused(
        415,
        "media_type",
        site.send(
            site.request("/v1/chat/completions", "acme")
                .header("Content-Encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString("x"))));
  }

  @Test
  void oneTenantsFullPlacesLeaveOthersTheirs() throws Exception {
    var answer = new CountDownLatch(1);
    node.script(
        conversation -> {
          if (conversation.request().body().contains(site.salt("single", "owner/open"))) {
            try {
              answer.await();
            } catch (InterruptedException _) {
              Thread.currentThread().interrupt();
            }
          }
          conversation.json(200, ANSWER);
        });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = threads.submit(() -> site.chat("single", chat("chat", "")));
      node.take();

      assertThat(site.chat("single", chat("chat", "")).statusCode()).isEqualTo(429);
      assertThat(site.chat("acme", chat("acme-chat", "")).statusCode()).isEqualTo(200);
      answer.countDown();
      assertThat(running.get().statusCode()).isEqualTo(200);
      assertThat(site.chat("single", chat("chat", "")).statusCode()).isEqualTo(200);
    }
  }
}
