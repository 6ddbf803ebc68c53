package dev.strongroom.collateral.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.collateral.fetch.FetchException;
import dev.strongroom.collateral.fetch.FetchRules;
import dev.strongroom.collateral.fetch.Fetcher;
import dev.strongroom.collateral.fetch.Transport.Request;
import dev.strongroom.collateral.item.Service;
import dev.strongroom.collateral.testing.Recorded;
import dev.strongroom.collateral.testing.TestTime;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a server on this machine that answers as recorded.
class HttpTransportTest {
  private static final int LIMIT = 100_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration NO_PATIENCE = Duration.ofMillis(300);

  private final CountDownLatch end = new CountDownLatch(1);
  private final AtomicInteger requests = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private HttpTransport transport(Duration patience) {
    var here = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    var addresses = new EnumMap<Service, URI>(Service.class);
    for (var service : Service.values()) {
      addresses.put(service, here);
    }
    return new HttpTransport(addresses, patience);
  }

  private void answer(HttpHandler handler) {
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          handler.handle(exchange);
        });
  }

  private FetchException failure(Duration patience) {
    try (var transport = transport(patience)) {
      return catchThrowableOfType(
          FetchException.class, () -> transport.ask(Service.AMD_KDS, Request.get("/x"), LIMIT));
    }
  }

  private void awaitEnd() {
    try {
      end.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void recordedAnswersAreFetched() throws Exception {
    answer(
        exchange -> {
          var uri = exchange.getRequestURI().toString();
          for (var item : Recorded.items()) {
            if (item.resource().equals(uri)) {
              var recorded = Recorded.answer(item);
              recorded.headers().forEach(exchange.getResponseHeaders()::set);
              reply(exchange, recorded.status(), recorded.body().toArray());
              return;
            }
          }
          reply(exchange, 404, new byte[0]);
        });
    var time = new TestTime(Recorded.AT);

    try (var transport = transport(PATIENCE)) {
      var fetcher = new Fetcher(transport, FetchRules.standard(), time, time);
      for (var item : Recorded.items()) {
        var material = fetcher.fetch(item);
        assertThat(material.isFresh(Recorded.AT)).isTrue();
        assertThat(material.issuerChain()).isEqualTo(Recorded.material(item).issuerChain());
      }
    }
    assertThat(requests).hasValue(Recorded.items().size());
  }

  private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 404, 410, 429, 500, 503})
  void statusAndHeadersComeAsTheyAre(int status) throws Exception {
    answer(
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", "17");
          reply(exchange, status, new byte[] {1, 2});
        });

    try (var transport = transport(PATIENCE)) {
      var answer = transport.ask(Service.INTEL_PCS, Request.get("/x?y=z"), LIMIT);

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.headers()).containsEntry("retry-after", "17");
      assertThat(answer.body().hex()).isEqualTo("0102");
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    answer(
        exchange -> {
          exchange.getResponseHeaders().set("Location", "http://127.0.0.1:1/elsewhere");
          reply(exchange, 302, new byte[0]);
        });

    try (var transport = transport(PATIENCE)) {
      assertThat(transport.ask(Service.AMD_KDS, Request.get("/x"), LIMIT).status()).isEqualTo(302);
    }
    assertThat(requests).hasValue(1);
  }

  @Test
  void whoNeverAnswersIsNotWaitedFor() {
    answer(_ -> awaitEnd());

    assertThat(failure(NO_PATIENCE).code()).isEqualTo("collateral.timeout");
  }

  @Test
  void whoBeginsAnAnswerAndDoesNotEndItIsNotWaitedFor() {
    answer(
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(7);
          exchange.getResponseBody().flush();
          awaitEnd();
        });

    assertThat(failure(NO_PATIENCE).code()).isEqualTo("collateral.timeout");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, LIMIT + 1})
  void aLongBodyIsNotReadToItsEnd(long announced) {
    answer(
        exchange -> {
          exchange.sendResponseHeaders(200, announced);
          try (var out = exchange.getResponseBody()) {
            out.write(new byte[LIMIT + 1]);
            out.flush();
            // Chunked: it would go on for ever.
            while (announced == 0 && end.getCount() > 0) {
              out.write(new byte[LIMIT]);
            }
          } catch (IOException _) {
            // The client hung up.
          }
        });

    var failure = failure(PATIENCE);

    assertThat(failure.code()).isEqualTo("collateral.oversize");
    assertThat(failure).hasMessageContaining("more than 100000 bytes");
  }

  @Test
  void aBodyOfExactlyTheLimitIsRead() throws Exception {
    answer(exchange -> reply(exchange, 200, new byte[LIMIT]));

    try (var transport = transport(PATIENCE)) {
      assertThat(transport.ask(Service.AMD_KDS, Request.get("/x"), LIMIT).body().length())
          .isEqualTo(LIMIT);
    }
  }

  @Test
  void aConnectionThatBreaksIsNoAnswer() {
    answer(
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(7);
          exchange.getResponseBody().flush();
          throw new IOException("the server breaks off");
        });

    assertThat(failure(PATIENCE).code()).isEqualTo("collateral.unreachable");
  }

  @Test
  void nobodyAtTheAddressIsSaidSo() {
    server.stop(0);

    assertThat(failure(PATIENCE))
        .hasMessageEndingWith("did not answer: connection refused")
        .extracting(FetchException::code)
        .isEqualTo("collateral.unreachable");
  }

  @Test
  void aNameThatIsNoHostsIsSaidSo() throws Exception {
    var instead = Map.of(Service.AMD_KDS, URI.create("https://none.invalid"));

    try (var transport = new HttpTransport(instead, PATIENCE)) {
      assertThatThrownBy(() -> transport.ask(Service.AMD_KDS, Request.get("/x"), LIMIT))
          .hasMessage("https://none.invalid/x did not answer: no host of that name is known");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://kds.example", "ftp://127.0.0.1", "http://127.0.0.1.example", "/x"})
  void plainHttpLeavesNoMachine(String address) {
    var instead = Map.of(Service.AMD_KDS, URI.create(address));

    assertThatThrownBy(() -> new HttpTransport(instead, PATIENCE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("want https");
  }

  @Test
  void aQuestionIsPostedAsItsMediaType() throws Exception {
    answer(
        exchange -> {
          var said =
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Type")
                  + " "
                  + exchange.getRequestURI();
          exchange.getResponseHeaders().set("Said", said);
          reply(exchange, 200, exchange.getRequestBody().readAllBytes());
        });
    var question = new Request("/", Bytes.utf8("who?"), "application/ocsp-request");

    try (var transport = transport(PATIENCE)) {
      var answer = transport.ask(Service.NVIDIA_OCSP, question, LIMIT);

      assertThat(answer.body()).isEqualTo(question.body());
      assertThat(answer.headers()).containsEntry("said", "POST application/ocsp-request /");
    }
    assertThatThrownBy(() -> new Request("/", Bytes.utf8("who?"), ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Request("/", Bytes.empty(), "text/plain"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyOfAVendorsOwnListsTheAddressIsWithoutTls() {
    new HttpTransport(Map.of(), PATIENCE).close();
    assertThat(Service.values())
        .filteredOn(service -> !service.address().getScheme().equals("https"))
        .containsExactly(Service.NVIDIA_LISTS);
  }
}
