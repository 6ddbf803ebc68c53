package dev.strongroom.detector.edge;

import static dev.strongroom.detector.edge.WatchedNode.BUDGET;
import static dev.strongroom.detector.edge.WatchedNode.OUTSIDE;
import static dev.strongroom.detector.edge.WatchedNode.WEIGHTS;
import static dev.strongroom.detector.edge.WatchedNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.detector.flow.ipfix.IpfixWriter;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.wire.Bytes;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What comes in that is no flow record of ours, and what is shown of it.
@QuarkusTest
@QuarkusTestResource(Site.class)
class CollectorTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject DetectorService service;

  @TestHTTPResource(value = "/", tls = true)
  URI base = URI.create("https://unset.invalid");

  private WatchedNode node;

  @BeforeEach
  void nodeHoldsTheModel() throws Exception {
    node = WatchedNode.enrolled(service, base);
  }

  @Test
  void garbageIsCountedAndTheNextRecordStillCounts() throws Exception {
    node.send(Bytes.utf8("GET / HTTP/1.1\r\n\r\n"));
    node.send(Bytes.empty());
    var random = new SecureRandom();
    for (int i = 0; i < 200; i++) {
      var bytes = new byte[random.nextInt(1400)];
      random.nextBytes(bytes);
      node.send(Bytes.copyOf(bytes));
    }
    var id = node.cross();
    var status = JSON.readTree(node.get(Site.tls("auditor"), "/api/status").body());
    assertThat(status.at("/exporters/0/summary/malformed").asLong()).isGreaterThanOrEqualTo(2);
    assertThat(status.at("/collector/lastMalformed").asText()).contains("want");
    assertThat(id).startsWith("a");
  }

  @Test
  void metricsAndHealthAnswer() throws Exception {
    assertThat(node.get(Site.tls(), "/q/metrics").body())
        .contains(
            "strongroom_detector_datagrams_total", "strongroom_detector_budget_used_max_ratio");
    assertThat(node.get(Site.tls(), "/q/health").body()).contains("\"status\": \"UP\"");
  }

  @Test
  void strangersAreRefusedBeforeTheirBodiesAreRead() throws Exception {
    for (var path : List.of("/v1/egress", "/api/alerts/a1/close", "/alerts/a1/containment")) {
      try (var socket = Site.tls().getSocketFactory().createSocket("127.0.0.1", base.getPort())) {
        socket.setSoTimeout(5_000);
        var head = "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        var answer = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
        assertThat(answer).as(path).isEqualTo("HTTP/1.1 403");
      }
    }
  }

  @Test
  void anOperatorsBodyIsSmall() throws Exception {
    var verdict = "{\"verdict\":\"" + "x".repeat(16 << 10) + "\"}";
    assertThat(node.postJson("operator", "/api/alerts/a1/close", verdict).statusCode())
        .isEqualTo(413);
  }

  @Test
  void holdersThatCannotBeWatchedAreShown() throws Exception {
    var enrolled = new Fleet.Model("acme", node.model(), WEIGHTS, BUDGET, List.of(), false);
    Site.broker()
        .fleet(
            List.of(enrolled),
            List.of(
                node.holder("lease-1", List.of(node.address())),
                node.holder("lease-shared", List.of(node.address())),
                node.holder("lease-outside", List.of(OUTSIDE)),
                node.holder("lease-nowhere", List.of())));
    await(() -> service.watch().holdings().problems().size() == 1);
    var status = JSON.readTree(node.get(Site.tls(), "/api/status").body());
    assertThat(status.at("/broker/unusable").toString())
        .contains("lease-nowhere", "lease-outside", "lease-shared");
    assertThat(node.get(Site.tls(), "/alerts").body())
        .contains("lease-nowhere", "lease-outside", "lease-shared");
  }

  @Test
  void forgedTemplateAlertsOnItsPageAndOffersNothingToContain() throws Exception {
    node.forgeTemplate();
    await(() -> node.impaired("127.0.0.1 template").isPresent());
    var id = node.impaired("127.0.0.1 template").orElseThrow().id();
    var page = node.get(Site.tls("operator"), "/alerts/" + id).body();
    assertThat(page)
        .contains("Watch impaired", "template 256 in domain", "held until it comes again")
        .doesNotContain("End all leases");
    var containment = "{\"action\":\"end-leases\",\"confirm\":\"/\"}";
    assertThat(
            node.postJson("operator", "/api/alerts/" + id + "/containment", containment)
                .statusCode())
        .isEqualTo(409);
    node.cross();
  }

  @Test
  void flowRecordsFromAnUnlistedSenderAlert() throws Exception {
    var socket = new DatagramSocket(0, InetAddress.getByName("127.0.9.9"));
    try (socket) {
      node.send(socket, Bytes.utf8("no flow records"));
      node.send(socket, new IpfixWriter(1).templates(Instant.now()));
    }
    await(() -> node.impaired("collector unlisted").isPresent());
    assertThat(node.impaired("collector unlisted").orElseThrow().finding().why())
        .contains("127.0.9.9");
    assertThat(service.collector().foreign()).isEqualTo(2);
  }
}
