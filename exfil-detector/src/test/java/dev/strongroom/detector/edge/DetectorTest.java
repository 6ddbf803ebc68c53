package dev.strongroom.detector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.detector.flow.ipfix.IpfixWriter;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.containment.ContainmentOrder.Action;
import dev.strongroom.protocol.containment.ContainmentOrder.Source;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.protocol.egress.EgressReport;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The whole service, from a UDP socket to the broker and the pages. Each test has a model and a
/// node address of its own.
@QuarkusTest
@QuarkusTestResource(Site.class)
class DetectorTest {
  private static final IpNetwork ALLOWED =
      new IpNetwork(IpAddress.v4(10 << 24 | 2), 128); // 10.0.0.2/32
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final IpAddress OUTSIDE = IpAddress.v4(0xcb007109);
  private static final long BUDGET = 1_000_000;
  private static final long WEIGHTS = 100_000_000;
  private static int tests;

  private final IpfixWriter exporter = new IpfixWriter(1000 + tests);
  private final int number = tests++;
  private final String model = "llama-" + number;
  private final IpAddress node = IpAddress.v4(0x0a000100 + number);

  @Inject DetectorService service;
  @Inject MeterRegistry meters;

  @TestHTTPResource(value = "/", tls = true)
  URI base = URI.create("https://unset.invalid");

  @BeforeEach
  void nodeHoldsTheModel() throws Exception {
    Site.broker().failNext(0);
    Site.broker().refuse("");
    var enrolled = new Fleet.Model("acme", model, WEIGHTS, BUDGET, List.of(ALLOWED), false);
    var holder =
        new Fleet.Holder(
            "lease-1",
            new ModelVersion("acme", model, 1),
            Site.GATEWAY_KEY.publicKey(),
            "",
            List.of(node),
            Instant.now().minusSeconds(600),
            Duration.ofHours(1));
    Site.broker().fleet(List.of(enrolled), List.of(holder));
    await(
        () ->
            service.watch().holdings().models().stream()
                .anyMatch(m -> m.key().model().equals(model)));
    send(exporter.templates(Instant.now()));
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within 20 s");
      }
      Thread.onSpinWait();
    }
  }

  private void send(Bytes datagram) throws IOException {
    try (var socket = new DatagramSocket()) {
      var bytes = datagram.toArray();
      socket.send(new DatagramPacket(bytes, bytes.length, service.collector().address()));
    }
  }

  private void transfer(IpAddress to, long octets, int records) throws IOException {
    var now = Instant.ofEpochMilli(System.currentTimeMillis());
    var flows = new ArrayList<FlowRecord>();
    for (int i = 0; i < records; i++) {
      flows.add(
          new FlowRecord(node, node, to, 40000, 443, 6, octets, 10, 1, now.minusSeconds(1), now));
    }
    for (var message : exporter.data(now, flows)) {
      send(message);
    }
  }

  private HttpResponse<String> get(SSLContext tls, String path) throws Exception {
    try (var client = HttpClient.newBuilder().sslContext(tls).build()) {
      var request = HttpRequest.newBuilder(base.resolve(path)).build();
      return client.send(request, BodyHandlers.ofString());
    }
  }

  private HttpResponse<String> post(SSLContext tls, String path, String body, String... headers)
      throws Exception {
    try (var client = HttpClient.newBuilder().sslContext(tls).build()) {
      var request = HttpRequest.newBuilder(base.resolve(path)).POST(BodyPublishers.ofString(body));
      if (headers.length > 0) {
        request.headers(headers);
      }
      return client.send(request.build(), BodyHandlers.ofString());
    }
  }

  private HttpResponse<String> postJson(String role, String path, String body) throws Exception {
    return post(Site.tls(role), path, body, "Content-Type", "application/json");
  }

  private JsonNode alert(String id) throws Exception {
    return JSON.readTree(get(Site.tls(), "/api/alerts/" + id).body());
  }

  private String cross() throws Exception {
    transfer(OUTSIDE, 200_000, 8);
    var order = Site.broker().awaitOrder(model);
    assertThat(order.action()).isEqualTo(Action.FREEZE_RELEASES);
    assertThat(order.source()).isEqualTo(Source.UNAUTHENTICATED_FLOWS);
    return order.alertId();
  }

  @Test
  void crossingOpensOneAlertFreezesReleasesAndExplainsItself() throws Exception {
    transfer(IpAddress.v4(0x0a000002), 50_000_000, 5);
    transfer(OUTSIDE, 100_000, 9);
    long flows = 14;
    await(
        () ->
            service.watch().state().models().values().stream()
                .anyMatch(s -> s.window().bytes() == 900_000));
    assertThat(service.watch().book().alerts().values())
        .noneMatch(a -> a.finding().model().equals(model));

    var id = cross();
    await(
        () -> service.watch().book().find(id).orElseThrow().freeze().phase().name().equals("DONE"));
    var alert = alert(id);
    assertThat(alert.at("/finding/observed").asLong()).isEqualTo(1_100_000);
    assertThat(alert.at("/finding/expected").asLong()).isEqualTo(BUDGET);
    assertThat(alert.at("/finding/why").asText())
        .contains(
            "acme/" + model,
            node.toString(),
            "1.10 MB",
            "1.00 MB",
            "203.0.113.9",
            "1.10 % of the model's 100 MB");
    assertThat(alert.at("/state").asText()).isEqualTo("open");
    assertThat(alert.at("/freeze/detail").asText()).isEqualTo("releases are frozen");
    var mine =
        service.watch().book().alerts().values().stream()
            .filter(a -> a.finding().model().equals(model));
    assertThat(mine).hasSize(1);

    var latency = meters.timer("strongroom.detector.alert.latency");
    await(() -> latency.count() > 0);
    System.out.printf(
        "measured: alert on disk %.1f ms after its datagram, at most%n",
        latency.max(TimeUnit.MILLISECONDS));
    assertThat(latency.max(TimeUnit.SECONDS)).isLessThan(1);

    var page = get(Site.tls(), "/alerts/" + id);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("1.10 MB", "203.0.113.9:443", "releases are frozen")
        .doesNotContain("<script", "style=");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; style-src 'self'");
    assertThat(get(Site.tls(), "/alerts").body()).contains("/alerts/" + id);
    assertThat(get(Site.tls(), "/style.css").body()).contains("prefers-color-scheme");

    var status = JSON.readTree(get(Site.tls(), "/api/status").body());
    assertThat(status.at("/exporters/0/summary/flows").asLong()).isGreaterThanOrEqualTo(flows);
    assertThat(status.at("/budgets/0/usedFraction").asDouble()).isGreaterThan(1);
    assertThat(Files.readString(Site.state().resolve("alerts.jsonl"))).contains(id);
    assertThat(Files.readString(Site.state().resolve("state.json"))).contains(id);
    assertThat(get(Site.tls(), "/api/alerts/" + id + "/ocsf").body())
        .contains("\"class_uid\":2004");
  }

  @Test
  void leasesEndOnlyByAnOperatorWhoConfirms() throws Exception {
    var id = cross();
    var path = "/api/alerts/" + id + "/containment";
    var right = "{\"action\":\"end-leases\",\"confirm\":\"acme/" + model + "\"}";
    assertThat(post(Site.tls(), path, right, "Content-Type", "application/json").statusCode())
        .isEqualTo(403);
    assertThat(postJson("auditor", path, right).statusCode()).isEqualTo(403);
    assertThat(postJson("detector", path, right).statusCode()).isEqualTo(403);
    assertThat(postJson("operator", path, right.replace("acme/", "acne/")).statusCode())
        .isEqualTo(400);
    assertThat(post(Site.tls("operator"), path, right, "Content-Type", "text/plain").statusCode())
        .isEqualTo(403);
    assertThat(
            post(
                    Site.tls("operator"),
                    path,
                    right,
                    "Content-Type",
                    "application/json",
                    "Origin",
                    "https://evil.example")
                .statusCode())
        .isEqualTo(403);
    var preview = get(Site.tls("operator"), "/api/alerts/" + id + "/preview");
    assertThat(preview.body()).contains("lease-1", "https://10.0.0.5:8000");

    var done = postJson("operator", path, right);
    assertThat(done.statusCode()).isEqualTo(200);
    var order = Site.broker().awaitOrder(model);
    assertThat(order.action()).isEqualTo(Action.END_LEASES);
    assertThat(order.source()).isEqualTo(Source.PERSON);
    assertThat(JSON.readTree(done.body()).at("/state").asText()).isEqualTo("contained");
    assertThat(JSON.readTree(done.body()).at("/end/leases/0").asText()).isEqualTo("lease-1");

    var close = "/api/alerts/" + id + "/close";
    assertThat(postJson("operator", close, "{\"verdict\":\"\"}").statusCode()).isEqualTo(400);
    assertThat(postJson("operator", close, "{\"verdict\":\"<b>drill</b>\"}").statusCode())
        .isEqualTo(200);
    assertThat(postJson("operator", close, "{\"verdict\":\"again\"}").statusCode()).isEqualTo(409);
    assertThat(postJson("operator", "/api/alerts/" + id + "/acknowledge", "").statusCode())
        .isEqualTo(409);
    assertThat(get(Site.tls(), "/alerts/" + id).body())
        .contains("&lt;b&gt;drill&lt;/b&gt;")
        .doesNotContain("<b>drill");
  }

  @Test
  void operatorActsFromThePageWithoutScript() throws Exception {
    var id = cross();
    var page = get(Site.tls("operator"), "/alerts/" + id).body();
    assertThat(page).contains("action=\"/alerts/" + id + "/containment\"");
    assertThat(get(Site.tls(), "/alerts/" + id).body()).doesNotContain("<form");
    var origin = "https://" + base.getHost() + ":" + base.getPort();
    var form = "application/x-www-form-urlencoded";
    var answer =
        post(
            Site.tls("operator"),
            "/alerts/" + id + "/acknowledge",
            "",
            "Content-Type",
            form,
            "Origin",
            origin);
    assertThat(answer.statusCode()).isEqualTo(303);
    answer =
        post(
            Site.tls("operator"),
            "/alerts/" + id + "/containment",
            "confirm=acme%2F" + model,
            "Content-Type",
            form,
            "Origin",
            origin);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(Site.broker().awaitOrder(model).action()).isEqualTo(Action.END_LEASES);
    assertThat(alert(id).at("/state").asText()).isEqualTo("contained");
  }

  @Test
  void freezeIsTriedUntilTheBrokerAnswersAndItsSilenceIsShown() throws Exception {
    Site.broker().failNext(2);
    var id = cross();
    await(() -> service.watch().book().find(id).orElseThrow().freeze().attempts() >= 1);
    assertThat(Site.broker().awaitOrder(model).alertId()).isEqualTo(id);
    assertThat(Site.broker().awaitOrder(model).alertId()).isEqualTo(id);
    await(
        () -> service.watch().book().find(id).orElseThrow().freeze().phase().name().equals("DONE"));
    var alert = alert(id);
    assertThat(alert.at("/freeze/attempts").asInt()).isEqualTo(3);
    assertThat(alert.at("/history").toString()).contains("database is away");
  }

  @Test
  void hostileWordsOfTheBrokerAreEscaped() throws Exception {
    Site.broker().refuse("<script>alert(1)</script><img src=x onerror=alert(1)>");
    var id = cross();
    await(
        () ->
            service
                .watch()
                .book()
                .find(id)
                .orElseThrow()
                .freeze()
                .phase()
                .name()
                .equals("REFUSED"));
    var page = get(Site.tls(), "/alerts/" + id).body();
    assertThat(page).contains("&lt;script&gt;alert(1)").doesNotContain("<script", "<img");
  }

  @Test
  void garbageIsCountedAndTheNextRecordStillCounts() throws Exception {
    send(Bytes.utf8("GET / HTTP/1.1\r\n\r\n"));
    send(Bytes.empty());
    var random = new SecureRandom();
    for (int i = 0; i < 200; i++) {
      var bytes = new byte[random.nextInt(1400)];
      random.nextBytes(bytes);
      send(Bytes.copyOf(bytes));
    }
    var id = cross();
    var status = JSON.readTree(get(Site.tls("auditor"), "/api/status").body());
    assertThat(status.at("/exporters/0/summary/malformed").asLong()).isGreaterThanOrEqualTo(2);
    assertThat(status.at("/collector/lastMalformed").asText()).contains("want");
    assertThat(id).startsWith("a");
  }

  private EgressReport report(long sequence, long bytes) {
    var from = Instant.now().minusSeconds(120);
    var served = new EgressReport.Served("tenant-a", "acme", model, 1, bytes, 5, 6);
    return new EgressReport("gw-" + number, sequence, from, from.plusSeconds(60), List.of(served));
  }

  private static String signed(EgressReport report) {
    return Site.GATEWAY_KEY
        .sign(EgressReport.PAYLOAD_TYPE, StrictJson.write(report))
        .toJson()
        .utf8();
  }

  @Test
  void signedReportsOfGatewaysAreCountedOnceAndTheirGapsAreFindings() throws Exception {
    var first = signed(report(1, 3000));
    assertThat(postJson("gateway", "/v1/egress", first).body()).contains("ACCEPTED");
    assertThat(postJson("gateway", "/v1/egress", first).body()).contains("DUPLICATE");
    assertThat(postJson("operator", "/v1/egress", first).statusCode()).isEqualTo(403);
    assertThat(postJson("gateway", "/v1/egress", signed(report(1, 1))).statusCode()).isEqualTo(409);
    assertThat(postJson("gateway", "/v1/egress", signed(report(4, 3000))).statusCode())
        .isEqualTo(200);
    assertThat(postJson("gateway", "/v1/egress", signed(report(5, -1))).statusCode())
        .isEqualTo(400);
    assertThat(postJson("gateway", "/v1/egress", "{}").statusCode()).isEqualTo(400);
    var stranger = dev.strongroom.wire.dsse.SigningKey.generate(new SecureRandom());
    var forged = stranger.sign(EgressReport.PAYLOAD_TYPE, StrictJson.write(report(6, 1)));
    assertThat(postJson("gateway", "/v1/egress", forged.toJson().utf8()).statusCode())
        .isEqualTo(403);

    var served = JSON.readTree(get(Site.tls(), "/api/status").body()).at("/served");
    assertThat(served.toString())
        .contains("\"tenant\":\"tenant-a\",\"model\":\"acme/" + model + "\"", "\"usedBytes\":6000");
    var rules =
        service.watch().book().alerts().values().stream()
            .filter(
                a ->
                    a.finding().subject().equals("gw-" + number)
                        || a.finding().model().equals(model))
            .map(a -> a.finding().rule().code());
    assertThat(rules)
        .containsExactlyInAnyOrder(
            "egress.report.gap", "egress.report.conflict", "egress.served.budget");
  }

  @Test
  void metricsAndHealthAnswer() throws Exception {
    assertThat(get(Site.tls(), "/q/metrics").body())
        .contains(
            "strongroom_detector_datagrams_total", "strongroom_detector_budget_used_max_ratio");
    assertThat(get(Site.tls(), "/q/health").body()).contains("\"status\": \"UP\"");
  }

  @Test
  void holdersThatCannotBeWatchedAreShown() throws Exception {
    var enrolled = new Fleet.Model("acme", model, WEIGHTS, BUDGET, List.of(), false);
    Site.broker()
        .fleet(
            List.of(enrolled),
            List.of(
                holder("lease-1", List.of(node)),
                holder("lease-shared", List.of(node)),
                holder("lease-outside", List.of(OUTSIDE)),
                holder("lease-nowhere", List.of())));
    await(() -> service.watch().holdings().problems().size() == 1);
    var status = JSON.readTree(get(Site.tls(), "/api/status").body());
    assertThat(status.at("/broker/unusable").toString())
        .contains("lease-nowhere", "lease-outside", "lease-shared");
    assertThat(get(Site.tls(), "/alerts").body())
        .contains("lease-nowhere", "lease-outside", "lease-shared");
  }

  private Fleet.Holder holder(String lease, List<IpAddress> addresses) {
    return new Fleet.Holder(
        lease,
        new ModelVersion("acme", model, 1),
        Site.GATEWAY_KEY.publicKey(),
        "",
        addresses,
        Instant.now().minusSeconds(600),
        Duration.ofHours(1));
  }

  @Test
  void unknownAlertIsNotFound() throws Exception {
    assertThat(get(Site.tls(), "/alerts/anone").statusCode()).isEqualTo(404);
    assertThat(get(Site.tls(), "/api/alerts/%3Cscript%3E").statusCode()).isEqualTo(404);
  }
}
