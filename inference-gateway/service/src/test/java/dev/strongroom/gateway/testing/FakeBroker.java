package dev.strongroom.gateway.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/// Answers `GET /v1/fleet` over mutual TLS, with long polls, as the broker does.
public final class FakeBroker implements AutoCloseable {
  private static final Pattern QUERY = Pattern.compile("revision=(\\d+)&seconds=(\\d+)");

  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<String> callers = ConcurrentHashMap.newKeySet();
  private long revision = 1;
  private long seen;
  private volatile boolean silent;
  private Profile profile = Profile.SIMULATION;
  private List<Fleet.Holder> holders = List.of();
  private Instant published = Instant.now();

  FakeBroker(int port, SSLContext tls) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            var ssl = tls.getDefaultSSLParameters();
            ssl.setNeedClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
    server.setExecutor(threads);
    server.createContext("/v1/fleet", this::fleet);
    server.start();
  }

  private void fleet(HttpExchange exchange) throws IOException {
    try (exchange) {
      callers.add(((HttpsExchange) exchange).getSSLSession().getPeerPrincipal().getName());
      var query = QUERY.matcher(exchange.getRequestURI().getRawQuery());
      if (silent || !query.matches()) {
        exchange.sendResponseHeaders(silent ? 503 : 400, -1);
        return;
      }
      var body =
          StrictJson.write(
                  await(
                      Long.parseLong(query.group(1)),
                      Duration.ofSeconds(Long.parseLong(query.group(2)))))
              .toArray();
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Fleet await(long since, Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    if (since >= revision) {
      seen = since;
      notifyAll();
    }
    while (since >= revision && System.nanoTime() < deadline) {
      wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
    }
    var age = Duration.between(published, Instant.now());
    return new Fleet(
        profile,
        revision,
        List.of(),
        holders.stream()
            .map(
                h ->
                    new Fleet.Holder(
                        h.leaseId(),
                        h.model(),
                        h.identityKey(),
                        h.endpoint(),
                        h.addresses(),
                        h.issuedAt(),
                        h.remaining().minus(age)))
            .filter(h -> h.remaining().isPositive())
            .toList());
  }

  /// Tells who holds what from now on, and waits until the gateway acts on it: it then asks for
  /// something newer.
  public synchronized void publish(List<Fleet.Holder> now) throws InterruptedException {
    publish(Profile.SIMULATION, now);
    while (seen < revision) {
      wait();
    }
  }

  /// Speaks for `other`; does not wait.
  public synchronized void publish(Profile other, List<Fleet.Holder> now) {
    profile = other;
    holders = List.copyOf(now);
    published = Instant.now();
    revision++;
    notifyAll();
  }

  /// From now on answers every question with 503, or does no longer.
  public void silence(boolean now) {
    silent = now;
  }

  /// Distinguished names of everyone who asked.
  public Set<String> callers() {
    return callers;
  }

  URI uri() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
