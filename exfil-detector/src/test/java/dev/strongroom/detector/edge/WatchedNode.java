package dev.strongroom.detector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.detector.finding.Alert;
import dev.strongroom.detector.finding.Rule;
import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.detector.flow.ipfix.IpfixWriter;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.containment.ContainmentOrder.Action;
import dev.strongroom.protocol.containment.ContainmentOrder.Source;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;

/// A node that holds a model of its own, the exporter that sees its traffic, and the service's
/// callers. Each is another, so that tests which share the service do not meet.
final class WatchedNode {
  private static final IpNetwork ALLOWED =
      new IpNetwork(IpAddress.v4(0x0a000002), 128); // 10.0.0.2/32
  static final IpAddress OUTSIDE = IpAddress.v4(0xcb007109);
  static final long BUDGET = 1_000_000;
  static final long WEIGHTS = 100_000_000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicInteger NODES = new AtomicInteger();

  private final int number = NODES.getAndIncrement();
  private final IpfixWriter exporter = new IpfixWriter(1000 + number);
  private final DetectorService service;
  private final URI base;

  private WatchedNode(DetectorService service, URI base) {
    this.service = service;
    this.base = base;
  }

  /// A node whose model the broker lists and whose exporter has sent its templates.
  static WatchedNode enrolled(DetectorService service, URI base) throws IOException {
    var node = new WatchedNode(service, base);
    Site.broker().failNext(0);
    Site.broker().refuse("");
    var enrolled = new Fleet.Model("acme", node.model(), WEIGHTS, BUDGET, List.of(ALLOWED), false);
    var holder = node.holder("lease-1", List.of(node.address()));
    Site.broker().fleet(List.of(enrolled), List.of(holder));
    await(
        () ->
            service.watch().holdings().models().stream()
                .anyMatch(model -> model.key().model().equals(node.model())));
    node.send(node.exporter.templates(Instant.now()));
    return node;
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within 20 s");
      }
      Thread.onSpinWait();
    }
  }

  int number() {
    return number;
  }

  String model() {
    return "llama-" + number;
  }

  IpAddress address() {
    return IpAddress.v4(0x0a000100 + number);
  }

  Fleet.Holder holder(String lease, List<IpAddress> addresses) {
    return new Fleet.Holder(
        lease,
        new ModelVersion("acme", model(), 1),
        Site.GATEWAY_KEY.publicKey(),
        "",
        addresses,
        Instant.now().minusSeconds(600),
        Duration.ofHours(1));
  }

  void send(Bytes datagram) throws IOException {
    try (var socket = new DatagramSocket()) {
      send(socket, datagram);
    }
  }

  void send(DatagramSocket from, Bytes datagram) throws IOException {
    var bytes = datagram.toArray();
    from.send(new DatagramPacket(bytes, bytes.length, service.collector().address()));
  }

  /// Sends a template in the exporter's name that would make its records unreadable.
  void forgeTemplate() throws IOException {
    var exported = Instant.now().plusSeconds(1).getEpochSecond();
    send(
        new BinaryWriter()
            .u16be(10)
            .u16be(28)
            .u32be(exported)
            .u32be(0)
            .u32be(1000 + number)
            .u16be(2)
            .u16be(12)
            .u16be(256)
            .u16be(1)
            .u16be(82)
            .u16be(4)
            .toBytes());
  }

  /// The unfinished alert that the watch is impaired, about `subject`.
  Optional<Alert> impaired(String subject) {
    return service.watch().book().unfinished(Rule.WATCH_IMPAIRED, subject);
  }

  void transfer(IpAddress to, long octets, int records) throws IOException {
    var now = Instant.ofEpochMilli(System.currentTimeMillis());
    var flows = new ArrayList<FlowRecord>();
    for (int i = 0; i < records; i++) {
      flows.add(
          new FlowRecord(
              address(), address(), to, 40000, 443, 6, octets, 10, 1, now.minusSeconds(1), now));
    }
    for (var message : exporter.data(now, flows)) {
      send(message);
    }
  }

  /// Sends more than the budget, and waits for the freeze.
  ///
  /// @return the alert's id
  String cross() throws Exception {
    transfer(OUTSIDE, 200_000, 8);
    var order = Site.broker().awaitOrder(model());
    assertThat(order.action()).isEqualTo(Action.FREEZE_RELEASES);
    assertThat(order.source()).isEqualTo(Source.UNAUTHENTICATED_FLOWS);
    return order.alertId();
  }

  HttpResponse<String> get(SSLContext tls, String path) throws Exception {
    try (var client = HttpClient.newBuilder().sslContext(tls).build()) {
      var request = HttpRequest.newBuilder(base.resolve(path)).build();
      return client.send(request, BodyHandlers.ofString());
    }
  }

  HttpResponse<String> post(SSLContext tls, String path, String body, String... headers)
      throws Exception {
    try (var client = HttpClient.newBuilder().sslContext(tls).build()) {
      var request = HttpRequest.newBuilder(base.resolve(path)).POST(BodyPublishers.ofString(body));
      if (headers.length > 0) {
        request.headers(headers);
      }
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  HttpResponse<String> postJson(String role, String path, String body) throws Exception {
    return post(Site.tls(role), path, body, "Content-Type", "application/json");
  }

  JsonNode alert(String id) throws Exception {
    return JSON.readTree(get(Site.tls(), "/api/alerts/" + id).body());
  }
}
