package dev.strongroom.agent.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the front lets through, and when.
@Timeout(30)
class FrontServerTest extends FrontCase {
  @Test
  void passesBodyAndAllowedHeadersOnly() throws Exception {
    var seen = new CompletableFuture<byte[]>();
    upstreamAt(
        CHAT,
        exchange -> {
          seen.complete(exchange.getRequestBody().readAllBytes());
          answer(exchange, "{\"ok\":true}".getBytes(StandardCharsets.UTF_8));
        });

    var response =
        client.send(
            request(CHAT)
                .header("Authorization", "Bearer secret")
                .header("X-Tenant", "a")
                .header("Accept", "text/event-stream")
                .POST(BodyPublishers.ofString("{\"a\":1}"))
                .build(),
            BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"ok\":true}");
    assertThat(seen.get()).asString().isEqualTo("{\"a\":1}");
    assertThat(upstreamHeaders.getFirst())
        .containsEntry("Accept", List.of("text/event-stream"))
        .doesNotContainKeys("Authorization", "X-tenant");
    assertThat(response.headers().map().keySet())
        .containsExactlyInAnyOrder("content-type", "content-length");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /",
    "GET, /v1/chat/completions",
    "POST, /v1/models",
    "GET, /v1/models?x=1",
    "GET, /v1/models/",
    "GET, /v1//models",
    "GET, /v1/%6dodels",
    "GET, /metrics",
    "POST, /slots",
    "POST, /v1/chat/completions/../../slots",
    "DELETE, /v1/models",
  })
  void knowsNoOtherRoute(String method, String path) throws Exception {
    upstreamAt("/", exchange -> answer(exchange, new byte[0]));

    var response =
        client.send(
            HttpRequest.newBuilder(URI.create(base + path))
                .method(method, BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).contains("\"code\":\"agent.no-route\"");
    assertThat(upstreamHeaders).isEmpty();
  }

  @Test
  void takesAMebibyteAndNotAByteMore() throws Exception {
    upstreamAt(
        CHAT,
        exchange -> {
          int length = exchange.getRequestBody().readAllBytes().length;
          answer(exchange, Integer.toString(length).getBytes(StandardCharsets.UTF_8));
        });

    assertThat(post(CHAT, new byte[1 << 20]).body()).isEqualTo("1048576");
    assertThat(post(CHAT, new byte[(1 << 20) + 1]).statusCode()).isEqualTo(413);
    assertThat(upstreamHeaders).hasSize(1);
  }

  @Test
  void relaysEachPieceBeforeTheNextIsMade() throws Exception {
    var turns = new SynchronousQueue<Integer>();
    upstreamAt(
        CHAT,
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            for (int i = 0; i < 3; i++) {
              exchange
                  .getResponseBody()
                  .write(("data: " + turns.take() + "\n").getBytes(StandardCharsets.UTF_8));
              exchange.getResponseBody().flush();
            }
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });

    // The head comes with the first piece.
    var response = threads.submit(this::stream);
    turns.put(0);
    try (var reader =
        new java.io.BufferedReader(
            new java.io.InputStreamReader(response.get().body(), StandardCharsets.UTF_8))) {
      assertThat(reader.readLine()).isEqualTo("data: 0");
      for (int i = 1; i < 3; i++) {
        turns.put(i);
        assertThat(reader.readLine()).isEqualTo("data: " + i);
      }
      assertThat(reader.readLine()).isNull();
    }
  }

  @Test
  void makesTheWorkloadWaitForASlowClient() throws Exception {
    var written = new AtomicLong();
    upstreamAt(
        CHAT,
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, 0);
            var piece = new byte[64 * 1024];
            while (written.get() < LARGE_BYTES) {
              exchange.getResponseBody().write(piece);
              written.addAndGet(piece.length);
            }
          }
        });

    try (var body = stream().body()) {
      assertThat(body.readNBytes(1024)).hasSize(1024);
      long stalledAt = awaitStall(written);
      assertThat(stalledAt).isLessThan(LARGE_BYTES / 2);
      long rest = body.transferTo(java.io.OutputStream.nullOutputStream());
      assertThat(rest + 1024).isEqualTo(LARGE_BYTES);
    }
  }

  /// The count, once it stands still for a while.
  private static long awaitStall(AtomicLong count) throws InterruptedException {
    long last = -1;
    var tick = new CountDownLatch(1);
    while (last != count.get()) {
      last = count.get();
      assertThat(tick.await(300, TimeUnit.MILLISECONDS)).isFalse();
    }
    return last;
  }

  @Test
  void cancelsUpstreamWhenTheClientGoes() throws Exception {
    var noticed = new CompletableFuture<Boolean>();
    upstreamAt(
        CHAT,
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, 0);
            while (true) {
              exchange.getResponseBody().write("data: x\n".getBytes(StandardCharsets.UTF_8));
              exchange.getResponseBody().flush();
            }
          } catch (IOException e) {
            noticed.complete(true);
          }
        });

    var response = stream();
    assertThat(response.body().read()).isEqualTo('d');
    response.body().close();

    assertThat(noticed.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aStreamThatBreaksUpstreamNeverLooksWhole() throws Exception {
    upstreamAt(
        CHAT,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("data: 1\n".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          // Ends the connection without the last chunk.
          throw new IOException("the engine dies");
        });

    try (var body = stream().body()) {
      assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @Test
  void anAnswerThatIsTooShortNeverLooksWhole() throws Exception {
    upstreamAt(
        CHAT,
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
          throw new IOException("the engine dies");
        });

    try (var body = stream().body()) {
      assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @Test
  void saysThatTheWorkloadFailedBeforeItAnswered() throws Exception {
    upstreamAt(
        CHAT,
        exchange -> {
          throw new IOException("the engine dies");
        });

    var broken = post(CHAT, new byte[0]);
    assertThat(broken.statusCode()).isEqualTo(502);
    assertThat(broken.body()).contains("agent.upstream").doesNotContain("engine");
    upstream.stop(0);
    assertThat(post(CHAT, new byte[0]).statusCode()).isEqualTo(502);
  }

  @Test
  void answers503OnceTheLeaseIsOver() throws Exception {
    upstreamAt("/v1/models", exchange -> answer(exchange, new byte[0]));
    assertThat(client.send(request("/v1/models").build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);

    mayServe.set(false);

    var refused = client.send(request("/v1/models").build(), BodyHandlers.ofString());
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("content-type")).contains("application/problem+json");
    assertThat(refused.body()).contains("\"code\":\"agent.no-lease\"");
    assertThat(upstreamHeaders).hasSize(1);
  }

  @Test
  void answers503BeforeTheWorkloadIsReady() throws Exception {
    front.stopServing();

    assertThat(client.send(request("/v1/models").build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(503);
  }

  @Test
  void aStreamUnderWayEndsWithTheLease() throws Exception {
    var go = new CountDownLatch(1);
    upstreamAt(
        CHAT,
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("data: 1\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            go.await();
            exchange.getResponseBody().write("data: 2\n".getBytes(StandardCharsets.UTF_8));
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        });

    try (var body = stream().body()) {
      assertThat(body.readNBytes(8)).asString().isEqualTo("data: 1\n");
      mayServe.set(false);
      go.countDown();
      assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
    }
  }

  @Test
  void aSilentStreamIsCutWhenServingStops() throws Exception {
    upstreamAt(
        CHAT,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write("data: 1\n".getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
        });

    try (var body = stream().body()) {
      assertThat(body.readNBytes(8)).hasSize(8);
      front.stopServing();
      assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
    }
  }
}
