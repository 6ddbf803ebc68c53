package dev.strongroom.detector.edge;

import static dev.strongroom.detector.edge.WatchedNode.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.protocol.containment.ContainmentOrder.Action;
import dev.strongroom.protocol.containment.ContainmentOrder.Source;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Orders to the broker: by the detector itself, and by people.
@QuarkusTest
@QuarkusTestResource(Site.class)
class ContainmentTest {
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
  void leasesEndOnlyByAnOperatorWhoConfirms() throws Exception {
    var id = node.cross();
    var path = "/api/alerts/" + id + "/containment";
    var right = "{\"action\":\"end-leases\",\"confirm\":\"acme/" + node.model() + "\"}";
    assertThat(node.post(Site.tls(), path, right, "Content-Type", "application/json").statusCode())
        .isEqualTo(403);
    assertThat(node.postJson("auditor", path, right).statusCode()).isEqualTo(403);
    assertThat(node.postJson("detector", path, right).statusCode()).isEqualTo(403);
    assertThat(node.postJson("operator", path, right.replace("acme/", "acne/")).statusCode())
        .isEqualTo(400);
    assertThat(
            node.post(Site.tls("operator"), path, right, "Content-Type", "text/plain").statusCode())
        .isEqualTo(403);
    assertThat(
            node.post(
                    Site.tls("operator"),
                    path,
                    right,
                    "Content-Type",
                    "application/json",
                    "Origin",
                    "https://evil.example")
                .statusCode())
        .isEqualTo(403);
    var preview = node.get(Site.tls("operator"), "/api/alerts/" + id + "/preview");
    assertThat(preview.body()).contains("lease-1", "https://10.0.0.5:8000");

    var done = node.postJson("operator", path, right);
    assertThat(done.statusCode()).isEqualTo(200);
    var order = Site.broker().awaitOrder(node.model());
    assertThat(order.action()).isEqualTo(Action.END_LEASES);
    assertThat(order.source()).isEqualTo(Source.PERSON);
    assertThat(JSON.readTree(done.body()).at("/state").asText()).isEqualTo("contained");
    assertThat(JSON.readTree(done.body()).at("/end/leases/0").asText()).isEqualTo("lease-1");

    var close = "/api/alerts/" + id + "/close";
    assertThat(node.postJson("operator", close, "{\"verdict\":\"\"}").statusCode()).isEqualTo(400);
    assertThat(node.postJson("operator", close, "{\"verdict\":\"<b>drill</b>\"}").statusCode())
        .isEqualTo(200);
    assertThat(node.postJson("operator", close, "{\"verdict\":\"again\"}").statusCode())
        .isEqualTo(409);
    assertThat(node.postJson("operator", "/api/alerts/" + id + "/acknowledge", "").statusCode())
        .isEqualTo(409);
    assertThat(node.get(Site.tls(), "/alerts/" + id).body())
        .contains("&lt;b&gt;drill&lt;/b&gt;")
        .doesNotContain("<b>drill");
  }

  @Test
  void operatorActsFromThePageWithoutScript() throws Exception {
    var id = node.cross();
    var page = node.get(Site.tls("operator"), "/alerts/" + id).body();
    assertThat(page).contains("action=\"/alerts/" + id + "/containment\"");
    assertThat(node.get(Site.tls(), "/alerts/" + id).body()).doesNotContain("<form");
    var origin = "https://" + base.getHost() + ":" + base.getPort();
    var form = "application/x-www-form-urlencoded";
    var answer =
        node.post(
            Site.tls("operator"),
            "/alerts/" + id + "/acknowledge",
            "",
            "Content-Type",
            form,
            "Origin",
            origin);
    assertThat(answer.statusCode()).isEqualTo(303);
    answer =
        node.post(
            Site.tls("operator"),
            "/alerts/" + id + "/containment",
            "confirm=acme%2F" + node.model(),
            "Content-Type",
            form,
            "Origin",
            origin);
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(Site.broker().awaitOrder(node.model()).action()).isEqualTo(Action.END_LEASES);
    assertThat(node.alert(id).at("/state").asText()).isEqualTo("contained");
    var path = "/alerts/" + id + "/close";
    answer = node.post(Site.tls("operator"), path, "", "Content-Type", form, "Origin", origin);
    assertThat(answer.statusCode()).as("a form without a verdict").isEqualTo(400);
  }

  @Test
  void freezeIsTriedUntilTheBrokerAnswersAndItsSilenceIsShown() throws Exception {
    Site.broker().failNext(2);
    var id = node.cross();
    await(() -> service.watch().book().find(id).orElseThrow().freeze().attempts() >= 1);
    assertThat(Site.broker().awaitOrder(node.model()).alertId()).isEqualTo(id);
    assertThat(Site.broker().awaitOrder(node.model()).alertId()).isEqualTo(id);
    await(
        () -> service.watch().book().find(id).orElseThrow().freeze().phase().name().equals("DONE"));
    var alert = node.alert(id);
    assertThat(alert.at("/freeze/attempts").asInt()).isEqualTo(3);
    assertThat(alert.at("/history").toString()).contains("database is away");
  }
}
