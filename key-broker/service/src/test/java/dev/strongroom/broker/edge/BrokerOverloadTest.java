package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.broker.testing.BrokerResource;
import dev.strongroom.protocol.Problem;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Loopback has many addresses, and each is a peer of its own.
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@DisplayName("The broker under load over HTTPS")
class BrokerOverloadTest {
  @TestHTTPResource(value = "/", tls = true)
  @Nullable URL url;

  private URI base() {
    return URI.create("https://127.0.0.1:" + Objects.requireNonNull(url).getPort());
  }

  private HttpResponse<String> post(HttpClient http, String path) throws Exception {
    var request = HttpRequest.newBuilder(base().resolve(path)).POST(BodyPublishers.ofString("{}"));
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /// Asks until the answer has `status`.
  private HttpResponse<String> awaitStatus(HttpClient http, String path, int status)
      throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      var response = post(http, path);
      if (response.statusCode() == status) {
        return response;
      }
      assertThat(System.nanoTime() - deadline).as(path + " answers " + status).isNegative();
    }
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code)
      throws Exception {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("Content-Type")).contains(Problem.MEDIA_TYPE);
    var problem = StrictJson.read(Bytes.utf8(response.body()), Problem.class);
    assertThat(problem.code()).isEqualTo(code);
  }

  @Test
  void givesAPeerThatSendsLargeBodiesSlowlyItsShareOfPlacesOnly() throws Exception {
    var slow = new ArrayList<Socket>();
    try (var same = BrokerResource.http("127.0.0.2");
        var other = BrokerResource.http("127.0.0.1")) {
      assertProblem(fillPlaces(same, "127.0.0.2", slow), 503, "broker.busy");
      assertProblem(post(same, "/v1/leases/none/heartbeat"), 400, "request.malformed");
      assertProblem(post(same, "/v1/containment"), 400, "request.malformed");
      assertProblem(post(other, "/v1/release"), 400, "request.malformed");

      for (var socket : slow) {
        socket.close();
      }
      assertThat(awaitStatus(same, "/v1/release", 400)).isNotNull();
    }
  }

  /// Begins slow bodies until a quick one is refused. A quick one takes a place as well, so one
  /// that is asked about too early may have kept a slow one out: then another slow one is begun.
  private HttpResponse<String> fillPlaces(HttpClient quick, String address, List<Socket> slow)
      throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (true) {
      slow.add(sendHeadOfRelease(address));
      var response = post(quick, "/v1/release");
      if (response.statusCode() == 503) {
        return response;
      }
      assertThat(System.nanoTime() - deadline).as("places are taken in time").isNegative();
    }
  }

  /// A connection that announces a large body, and sends none of it.
  private Socket sendHeadOfRelease(String address) throws Exception {
    var tls = ClientTls.anonymous(BrokerResource.tls().resolve("ca.pem")).getSocketFactory();
    var socket =
        tls.createSocket(
            InetAddress.ofLiteral("127.0.0.1"),
            base().getPort(),
            InetAddress.ofLiteral(address),
            0);
    var head = "POST /v1/release HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n";
    socket.getOutputStream().write(Bytes.utf8(head).toArray());
    socket.getOutputStream().flush();
    return socket;
  }

  @Test
  void slowsAPeerThatSaysHelloTooOftenAndNobodyElse() throws Exception {
    try (var busy = BrokerResource.http("127.0.0.3");
        var other = BrokerResource.http("127.0.0.4")) {
      for (int i = 0; i < HelloPace.BURST; i++) {
        assertProblem(post(busy, "/v1/release/hello"), 400, "request.malformed");
      }

      var refused = awaitStatus(busy, "/v1/release/hello", 503);

      assertProblem(refused, 503, "broker.busy");
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      assertProblem(post(busy, "/v1/release"), 400, "request.malformed");
      assertProblem(post(other, "/v1/release/hello"), 400, "request.malformed");
      var metrics = HttpRequest.newBuilder(base().resolve("/q/metrics")).GET().build();
      assertThat(other.send(metrics, BodyHandlers.ofString()).body())
          .contains("strongroom_broker_busy_total", "strongroom_broker_places_taken{of=\"large\"");
    }
  }
}
