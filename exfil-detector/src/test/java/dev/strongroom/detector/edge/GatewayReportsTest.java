package dev.strongroom.detector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.protocol.egress.EgressReport;
import dev.strongroom.wire.json.StrictJson;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Egress reports of gateways.
@QuarkusTest
@QuarkusTestResource(Site.class)
class GatewayReportsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Inject DetectorService service;

  @TestHTTPResource(value = "/", tls = true)
  URI base = URI.create("https://unset.invalid");

  private WatchedNode node;

  @BeforeEach
  void nodeHoldsTheModel() throws Exception {
    node = WatchedNode.enrolled(service, base);
  }

  private EgressReport report(long sequence, long bytes) {
    var from = Instant.now().minusSeconds(120);
    var served = new EgressReport.Served("tenant-a", "acme", node.model(), 1, bytes, 5, 6);
    return new EgressReport(
        "gw-" + node.number(), sequence, from, from.plusSeconds(60), List.of(served));
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
    assertThat(node.postJson("gateway", "/v1/egress", first).body()).contains("ACCEPTED");
    assertThat(node.postJson("gateway", "/v1/egress", first).body()).contains("DUPLICATE");
    assertThat(node.postJson("operator", "/v1/egress", first).statusCode()).isEqualTo(403);
    assertThat(node.postJson("gateway", "/v1/egress", signed(report(1, 1))).statusCode())
        .isEqualTo(409);
    assertThat(node.postJson("gateway", "/v1/egress", signed(report(4, 3000))).statusCode())
        .isEqualTo(200);
    assertThat(node.postJson("gateway", "/v1/egress", signed(report(5, -1))).statusCode())
        .isEqualTo(400);
    assertThat(node.postJson("gateway", "/v1/egress", "{}").statusCode()).isEqualTo(400);
    var overflow = signed(report(5, Long.MAX_VALUE));
    assertThat(node.postJson("gateway", "/v1/egress", overflow).statusCode()).isEqualTo(400);
    var stranger = dev.strongroom.wire.dsse.SigningKey.generate(new SecureRandom());
    var forged = stranger.sign(EgressReport.PAYLOAD_TYPE, StrictJson.write(report(6, 1)));
    assertThat(node.postJson("gateway", "/v1/egress", forged.toJson().utf8()).statusCode())
        .isEqualTo(403);

    var served = JSON.readTree(node.get(Site.tls(), "/api/status").body()).at("/served");
    assertThat(served.toString())
        .contains(
            "\"tenant\":\"tenant-a\",\"model\":\"acme/" + node.model() + "\"",
            "\"usedBytes\":6000");
    var rules =
        service.watch().book().alerts().values().stream()
            .filter(
                a ->
                    a.finding().subject().equals("gw-" + node.number())
                        || a.finding().model().equals(node.model()))
            .map(a -> a.finding().rule().code());
    assertThat(rules)
        .containsExactlyInAnyOrder(
            "egress.report.gap", "egress.report.conflict", "egress.served.budget");
  }
}
