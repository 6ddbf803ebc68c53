package dev.strongroom.detector.edge;

import static dev.strongroom.detector.edge.WatchedNode.BUDGET;
import static dev.strongroom.detector.edge.WatchedNode.OUTSIDE;
import static dev.strongroom.detector.edge.WatchedNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.detector.finding.MoveFinding;
import dev.strongroom.protocol.ledger.RefusedMoves;
import dev.strongroom.protocol.network.IpAddress;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A crossing, from a UDP socket to the alert that people and programs read.
@QuarkusTest
@QuarkusTestResource(Site.class)
class AlertingTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject DetectorService service;
  @Inject MeterRegistry meters;

  @TestHTTPResource(value = "/", tls = true)
  URI base = URI.create("https://unset.invalid");

  private WatchedNode node;

  @BeforeEach
  void nodeHoldsTheModel() throws Exception {
    node = WatchedNode.enrolled(service, base);
  }

  @Test
  void crossingOpensOneAlertFreezesReleasesAndExplainsItself() throws Exception {
    node.transfer(IpAddress.v4(0x0a000002), 50_000_000, 5);
    node.transfer(OUTSIDE, 100_000, 9);
    long flows = 14;
    await(
        () ->
            service.watch().state().models().values().stream()
                .anyMatch(s -> s.window().bytes() == 900_000));
    assertThat(service.watch().book().alerts().values())
        .noneMatch(a -> a.finding().model().equals(node.model()));

    var id = node.cross();
    await(
        () -> service.watch().book().find(id).orElseThrow().freeze().phase().name().equals("DONE"));
    var alert = node.alert(id);
    assertThat(alert.at("/finding/observed").asLong()).isEqualTo(1_100_000);
    assertThat(alert.at("/finding/expected").asLong()).isEqualTo(BUDGET);
    assertThat(alert.at("/finding/why").asText())
        .contains(
            "acme/" + node.model(),
            node.address().toString(),
            "1.10 MB",
            "1.00 MB",
            "203.0.113.9",
            "1.10 % of the model's 100 MB");
    assertThat(alert.at("/state").asText()).isEqualTo("open");
    assertThat(alert.at("/freeze/detail").asText()).isEqualTo("releases are frozen");
    var mine =
        service.watch().book().alerts().values().stream()
            .filter(a -> a.finding().model().equals(node.model()));
    assertThat(mine).hasSize(1);

    var latency = meters.timer("strongroom.detector.alert.latency");
    await(() -> latency.count() > 0);
    System.out.printf(
        "measured: alert on disk %.1f ms after its datagram, at most%n",
        latency.max(TimeUnit.MILLISECONDS));
    assertThat(latency.max(TimeUnit.SECONDS)).isLessThan(1);

    var page = node.get(Site.tls(), "/alerts/" + id);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("1.10 MB", "203.0.113.9:443", "releases are frozen")
        .doesNotContain("<script", "style=");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'; style-src 'self'");
    assertThat(node.get(Site.tls(), "/alerts").body()).contains("/alerts/" + id);
    assertThat(node.get(Site.tls(), "/style.css").body()).contains("prefers-color-scheme");

    var status = JSON.readTree(node.get(Site.tls(), "/api/status").body());
    assertThat(status.at("/exporters/0/summary/flows").asLong()).isGreaterThanOrEqualTo(flows);
    assertThat(status.at("/budgets/0/usedFraction").asDouble()).isGreaterThan(1);
    assertThat(Files.readString(Site.state().resolve("alerts.jsonl"))).contains(id);
    assertThat(Files.readString(Site.state().resolve("state.json"))).contains(id);
    assertThat(node.get(Site.tls(), "/api/alerts/" + id + "/ocsf").body())
        .contains("\"class_uid\":2004");
  }

  @Test
  void aMoveThatTheBrokersLedgerRefusedIsAnAlertOnThePageAndInTheLog() throws Exception {
    var now = Instant.now();
    var move =
        new RefusedMoves.Move(
            "00000000000000d" + node.number(), "aa".repeat(64), "bb".repeat(64), now, now, 1);
    Site.broker().refused(List.of(move));
    // Another node comes, so that the detector hears from the broker at once.
    WatchedNode.enrolled(service, base);

    var id = MoveFinding.of(move).alertId();
    await(() -> service.watch().book().find(id).isPresent());

    assertThat(node.get(Site.tls(), "/alerts").body())
        .contains("/alerts/" + id, "showed accelerator " + move.deviceId());
    assertThat(node.get(Site.tls(), "/alerts/" + id).body())
        .contains(
            "Accelerator shown by a second machine", "It tried once", "times the machine asked");
    assertThat(node.get(Site.tls(), "/api/alerts/" + id + "/ocsf").body())
        .contains("\"ledger.device-held\"", "\"Accelerator\"");
    assertThat(Files.readString(Site.state().resolve("alerts.jsonl"))).contains(id);
  }

  @Test
  void hostileWordsOfTheBrokerAreEscaped() throws Exception {
    Site.broker().refuse("<script>alert(1)</script><img src=x onerror=alert(1)>");
    var id = node.cross();
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
    var page = node.get(Site.tls(), "/alerts/" + id).body();
    assertThat(page).contains("&lt;script&gt;alert(1)").doesNotContain("<script", "<img");
  }

  @Test
  void unknownAlertIsNotFound() throws Exception {
    assertThat(node.get(Site.tls(), "/alerts/anone").statusCode()).isEqualTo(404);
    assertThat(node.get(Site.tls(), "/api/alerts/%3Cscript%3E").statusCode()).isEqualTo(404);
  }
}
