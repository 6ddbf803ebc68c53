package dev.strongroom.quickstart;

import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.quickstart.site.Narrator;
import dev.strongroom.quickstart.site.Site;
import dev.strongroom.quickstart.site.TourException;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the broker made of a node's Evidence, by its own word: the logged release and the broker's
/// timer of the call.
///
/// @param tier of the attestation result, as in AR4SI
/// @param accepted warnings that the policy accepts by name
/// @param call what the release took: verify, appraise, log, wrap
record Verdict(String tier, List<String> accepted, Duration call) {
  /// As Micrometer's Prometheus registry spells the sum of the timer `strongroom.broker.call`.
  private static final String TIMER = "strongroom_broker_call_seconds_sum{";

  private static final int PAGE = 100;

  Verdict {
    accepted = List.copyOf(accepted);
  }

  /// The verdict of the only release so far.
  static Verdict of(Site site) throws Exception {
    var released = released(site);
    var accepted = released.acceptedWarnings();
    // A key that left was affirmed, or each warning was accepted by name.
    return new Verdict(accepted.isEmpty() ? "affirming" : "warning", accepted, call(site));
  }

  private static AuditEntry.KeyReleased released(Site site) throws Exception {
    try (var client = site.broker("auditor")) {
      var found = new ArrayList<AuditEntry.KeyReleased>();
      for (var entry : client.entries(0, PAGE).entries()) {
        if (AuditEntry.parse(entry) instanceof AuditEntry.KeyReleased released) {
          found.add(released);
        }
      }
      if (found.size() != 1) {
        throw new TourException("the log tells of " + found.size() + " releases, want 1");
      }
      return found.getFirst();
    }
  }

  private static Duration call(Site site)
      throws IOException, InterruptedException, MalformedException, TourException {
    var request = HttpRequest.newBuilder(site.brokerUrl().resolve("/q/metrics")).build();
    var tls = ClientTls.anonymous(site.authority());
    try (var http = HttpClient.newBuilder().sslContext(tls).build()) {
      var metrics = http.send(request, BodyHandlers.ofString()).body();
      return metrics
          .lines()
          .filter(line -> line.startsWith(TIMER))
          .filter(line -> line.contains("call=\"release\"") && line.contains("outcome=\"ok\""))
          .map(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
          .map(seconds -> Duration.ofNanos((long) (seconds * 1e9)))
          .findFirst()
          .orElseThrow(() -> new TourException("the broker has no timer of its release call"));
    }
  }

  /// Tells it, each accepted warning by its name.
  void tell(Narrator narrator) {
    narrator.say(
        "verdict: authentic, tier %s; verified, appraised, logged and wrapped in %s (broker's timer)",
        tier, Narrator.seconds(call));
    for (var code : accepted) {
      var clause = Rule.ofCode(code).map(Rule::clause).orElse("rule unknown here");
      narrator.say("  warning %s, accepted by name in the owner's policy (%s)", code, clause);
    }
  }
}
