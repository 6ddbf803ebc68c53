package dev.strongroom.agent.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.strongroom.protocol.Problem;
import dev.strongroom.protocol.client.BrokerClient.Revision;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.protocol.release.Hello;
import dev.strongroom.protocol.release.ReleaseRequest;
import dev.strongroom.simulator.site.SitePki;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/// A [BrokerDesk] behind HTTPS on loopback.
public final class FakeBroker implements AutoCloseable {
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BrokerDesk desk;
  private final Path authority;

  /// How many further calls of `/v1/release` lose their answer *after* the desk did its work, as
  /// when a broker dies between commit and answer.
  public final AtomicInteger loseReleases = new AtomicInteger();

  /// While true, answers to heartbeats get lost.
  public volatile boolean loseHeartbeats;

  /// While true, every call answers 503.
  public volatile boolean down;

  private FakeBroker(HttpsServer server, BrokerDesk desk, Path authority) {
    this.server = server;
    this.desk = desk;
    this.authority = authority;
  }

  private interface Answer {
    Object to(HttpExchange exchange, Bytes body)
        throws MalformedException, BrokerDesk.Refusal, InterruptedException;
  }

  public static FakeBroker start(Path directory, BrokerDesk desk) throws Exception {
    var pki = SitePki.create(directory, Instant.now(), new SecureRandom());
    var identity = pki.issue("broker");
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var broker = new FakeBroker(server, desk, pki.authority());
    SSLContext tls = ClientTls.mutual(pki.authority(), identity.certificate(), identity.key());
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.setExecutor(broker.threads);
    server.createContext(
        "/v1/release/hello", e -> broker.call(e, (_, b) -> desk.hello(read(b, Hello.class))));
    server.createContext(
        "/v1/release",
        e -> {
          if (broker.answer(e, (_, b) -> desk.release(read(b, ReleaseRequest.class)))) {
            broker.sent(e);
          }
        });
    server.createContext("/v1/leases", e -> broker.call(e, broker::lease));
    server.start();
    return broker;
  }

  private static <T> T read(Bytes body, Class<T> type) throws MalformedException {
    return StrictJson.read(body, type);
  }

  private Object lease(HttpExchange exchange, Bytes body)
      throws MalformedException, BrokerDesk.Refusal, InterruptedException {
    if (exchange.getRequestURI().getPath().endsWith("/heartbeat")) {
      return desk.heartbeat(Envelope.parse(body));
    }
    long known =
        Long.parseLong(exchange.getRequestURI().getQuery().replaceAll("revision=(\\d+).*", "$1"));
    return new Revision(desk.awaitRevision(known));
  }

  private void call(HttpExchange exchange, Answer answer) throws IOException {
    if (!answer(exchange, answer)) {
      return;
    }
    if (loseHeartbeats && exchange.getRequestURI().getPath().endsWith("/heartbeat")) {
      exchange.close();
    } else {
      send(exchange, 200, bodyOf(exchange));
    }
  }

  private void sent(HttpExchange exchange) throws IOException {
    if (loseReleases.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
      exchange.close();
    } else {
      send(exchange, 200, bodyOf(exchange));
    }
  }

  private static Bytes bodyOf(HttpExchange exchange) {
    return (Bytes) exchange.getAttribute("answer");
  }

  /// Does the work; false if a problem was sent instead.
  private boolean answer(HttpExchange exchange, Answer answer) throws IOException {
    var body = Bytes.copyOf(exchange.getRequestBody().readAllBytes());
    if (down) {
      problem(exchange, 503, "broker.down", "down for a test");
      return false;
    }
    try {
      exchange.setAttribute("answer", StrictJson.write(answer.to(exchange, body)));
      return true;
    } catch (BrokerDesk.Refusal e) {
      problem(exchange, 403, e.code(), String.valueOf(e.getMessage()));
    } catch (MalformedException e) {
      problem(exchange, 400, "broker.malformed", String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      exchange.close();
    }
    return false;
  }

  private static void problem(HttpExchange exchange, int status, String code, String detail)
      throws IOException {
    send(
        exchange,
        status,
        StrictJson.write(Problem.of(status, code, "Refused", detail, List.of("snp.debug"))));
  }

  private static void send(HttpExchange exchange, int status, Bytes body) throws IOException {
    try (exchange) {
      exchange.sendResponseHeaders(status, body.length());
      exchange.getResponseBody().write(body.toArray());
    }
  }

  public URI url() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  public Path authority() {
    return authority;
  }

  public SSLContext clientTls() throws Exception {
    return ClientTls.anonymous(authority);
  }

  public BrokerDesk desk() {
    return desk;
  }

  @Override
  public void close() {
    desk.close();
    server.stop(0);
    threads.shutdownNow();
  }
}
