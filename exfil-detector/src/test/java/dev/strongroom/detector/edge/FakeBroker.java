package dev.strongroom.detector.edge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.strongroom.protocol.Problem;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.containment.ContainmentOrder;
import dev.strongroom.protocol.containment.ContainmentOrder.Action;
import dev.strongroom.protocol.containment.ContainmentReceipt;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.protocol.ledger.RefusedMoves;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// The broker as the detector sees it: fleet by long poll, refused moves, and containment that can
/// be told to fail.
final class FakeBroker implements AutoCloseable {
  private final HttpsServer server;
  private final BlockingQueue<ContainmentOrder> orders = new LinkedBlockingQueue<>();
  private Fleet fleet = new Fleet(Profile.SIMULATION, 1, List.of(), List.of());
  private volatile RefusedMoves refusedMoves = new RefusedMoves(List.of());
  private final AtomicInteger failures = new AtomicInteger();
  private volatile String refusal = "";

  FakeBroker(SSLContext tls) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = tls.getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/v1/fleet", this::answerFleet);
    server.createContext("/v1/devices/refused", e -> answer(e, 200, refusedMoves));
    server.createContext("/v1/containment", this::answerOrder);
    server.start();
  }

  URI url() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  synchronized void fleet(List<Fleet.Model> models, List<Fleet.Holder> holders) {
    fleet = new Fleet(Profile.SIMULATION, fleet.revision() + 1, models, holders);
    notifyAll();
  }

  /// Moves that it refused; they are told once the fleet changes.
  void refused(List<RefusedMoves.Move> moves) {
    refusedMoves = new RefusedMoves(moves);
  }

  /// The next `count` orders find no broker.
  void failNext(int count) {
    failures.set(count);
  }

  /// Orders are refused with these words; empty accepts them again.
  void refuse(String detail) {
    refusal = detail;
  }

  /// The next order about `model`. Orders about another test's model, which the detector may still
  /// be repeating, are passed over.
  ContainmentOrder awaitOrder(String model) throws InterruptedException {
    var order = orders.poll(20, TimeUnit.SECONDS);
    while (order != null && !order.model().equals(model)) {
      order = orders.poll(20, TimeUnit.SECONDS);
    }
    if (order == null) {
      throw new AssertionError("no order about " + model + " came within 20 s");
    }
    return order;
  }

  private void answerFleet(HttpExchange exchange) throws IOException {
    var query = exchange.getRequestURI().getQuery();
    long known = Long.parseLong(query.replaceAll(".*revision=(\\d+).*", "$1"));
    long seconds = Long.parseLong(query.replaceAll(".*seconds=(\\d+).*", "$1"));
    answer(exchange, 200, fleetAfter(known, seconds));
  }

  private synchronized Fleet fleetAfter(long known, long seconds) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (fleet.revision() <= known && System.nanoTime() < deadline) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    return fleet;
  }

  private void answerOrder(HttpExchange exchange) throws IOException {
    ContainmentOrder order;
    try {
      var body = Bytes.copyOf(exchange.getRequestBody().readAllBytes());
      order = StrictJson.read(body, ContainmentOrder.class);
    } catch (MalformedException e) {
      answer(exchange, 400, Problem.of(400, "order", "Malformed", e.toString(), List.of()));
      return;
    }
    boolean preview = exchange.getRequestURI().getPath().endsWith("/preview");
    if (!preview) {
      orders.add(order);
      if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        answer(
            exchange,
            503,
            Problem.of(503, "broker.database", "Gone", "database is away", List.of()));
        return;
      }
      if (!refusal.isEmpty()) {
        answer(exchange, 403, Problem.of(403, "containment.refused", "No", refusal, List.of()));
        return;
      }
    }
    boolean ends = order.action() == Action.END_LEASES;
    answer(
        exchange,
        200,
        new ContainmentReceipt(
            true,
            ends ? List.of("lease-1") : List.of(),
            ends ? List.of("https://10.0.0.5:8000") : List.of(),
            preview ? List.of() : List.of(7L)));
  }

  private static void answer(HttpExchange exchange, int status, Object value) throws IOException {
    try (exchange) {
      var body = StrictJson.write(value).toArray();
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
