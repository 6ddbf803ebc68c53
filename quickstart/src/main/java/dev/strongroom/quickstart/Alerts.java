package dev.strongroom.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.quickstart.site.Site;
import dev.strongroom.quickstart.site.TourException;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// The detector's API as the operator's tools use it.
final class Alerts implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private final Site site;
  private final HttpClient http;

  Alerts(Site site) throws IOException, MalformedException {
    this.site = site;
    var tls = site.layout().tls();
    var context =
        ClientTls.mutual(
            site.authority(), tls.resolve("operator.pem"), tls.resolve("operator.key"));
    this.http = HttpClient.newBuilder().sslContext(context).build();
  }

  /// An alert as far as the tour looks at it.
  ///
  /// @param id stable
  /// @param state open, acknowledged, contained, closed
  /// @param why one sentence
  /// @param freeze phase of the order to freeze releases
  record Alert(String id, String state, String why, String freeze) {}

  List<Alert> all() throws IOException, InterruptedException, TourException {
    var alerts = new ArrayList<Alert>();
    for (var node : get("/api/alerts")) {
      alerts.add(
          new Alert(
              node.path("id").asText(),
              node.path("state").asText(),
              node.path("finding").path("why").asText(),
              node.path("freeze").path("phase").asText()));
    }
    return alerts;
  }

  /// Waits until the alerts are as wanted.
  List<Alert> await(Predicate<List<Alert>> wanted, Duration limit, String what)
      throws IOException, InterruptedException, TourException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      var alerts = all();
      if (wanted.test(alerts)) {
        return alerts;
      }
      Thread.sleep(BETWEEN_LOOKS);
    }
    throw new TourException(what + " did not happen within " + limit.toSeconds() + " s: " + all());
  }

  /// Waits until the detector knows of a holder.
  void awaitHolder(Duration limit) throws Exception {
    awaitStatus(status -> status.path("broker").path("holders").asInt() > 0, limit, "a holder");
  }

  /// Waits until the collector has counted at least `flows` records.
  void awaitFlows(long flows, Duration limit) throws Exception {
    awaitStatus(
        status -> {
          long records = 0;
          for (var exporter : status.path("exporters")) {
            records += exporter.path("summary").path("dataRecords").asLong();
          }
          return records >= flows;
        },
        limit,
        "the decoding of " + flows + " flow records");
  }

  private void awaitStatus(Predicate<JsonNode> wanted, Duration limit, String what)
      throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    var status = get("/api/status");
    while (!wanted.test(status)) {
      if (System.nanoTime() > deadline) {
        throw new TourException(what + " did not show in the detector's status: " + status);
      }
      Thread.sleep(BETWEEN_LOOKS);
      status = get("/api/status");
    }
  }

  /// Ends all leases of the alert's model; `confirm` repeats the model's name.
  void endLeases(String alert, String confirm)
      throws IOException, InterruptedException, TourException {
    var body = JSON.createObjectNode().put("action", "end-leases").put("confirm", confirm);
    var request =
        HttpRequest.newBuilder(site.detectorUrl().resolve("/api/alerts/" + alert + "/containment"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
            .build();
    var response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new TourException("the detector did not end the leases: " + response.body());
    }
  }

  private JsonNode get(String path) throws IOException, InterruptedException, TourException {
    var request = HttpRequest.newBuilder(site.detectorUrl().resolve(path)).build();
    var response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new TourException("detector " + path + ": " + response.body());
    }
    return JSON.readTree(response.body());
  }

  @Override
  public void close() {
    http.close();
  }
}
