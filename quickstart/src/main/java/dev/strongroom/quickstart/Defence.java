package dev.strongroom.quickstart;

import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.quickstart.flows.FlowReplayer;
import dev.strongroom.quickstart.flows.Scenario;
import dev.strongroom.quickstart.site.Child;
import dev.strongroom.quickstart.site.CommandLineTool;
import dev.strongroom.quickstart.site.DatabaseIntruder;
import dev.strongroom.quickstart.site.Narrator;
import dev.strongroom.quickstart.site.Services;
import dev.strongroom.quickstart.site.Site;
import dev.strongroom.quickstart.site.TenantApp;
import dev.strongroom.quickstart.site.TourException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The last three steps: a leak is noticed and contained, and the log proves the story.
final class Defence {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int AGENT_LEASE_ENDED = 6;
  private static final int AGENT_REFUSED = 5;
  private static final int INTEGRITY = 9;

  private final Site site;
  private final Services services;
  private final Narrator narrator;
  private final Confirmation confirmation;

  Defence(Site site, Services services, Narrator narrator, Confirmation confirmation) {
    this.site = site;
    this.services = services;
    this.narrator = narrator;
    this.confirmation = confirmation;
  }

  void leak() throws Exception {
    services.detector().awaitReady();
    var collector = new InetSocketAddress(InetAddress.getLoopbackAddress(), site.collectorPort());
    var model = model();
    try (var alerts = new Alerts(site)) {
      alerts.awaitHolder(LIMIT);
      var scenario = Scenario.quickstart(Tour.NODE_ADDRESS, model.egressBudgetBytes());
      var ordinary = FlowReplayer.ordinary(collector, scenario);
      narrator.say(
          "an hour of ordinary traffic in %s: %d flow records, %,d bytes, over genuine IPFIX",
          Narrator.seconds(ordinary.took()), ordinary.flows(), ordinary.octets());
      alerts.awaitFlows(ordinary.flows(), LIMIT);
      if (!alerts.all().isEmpty()) {
        throw new TourException("ordinary traffic raised an alert: " + alerts.all());
      }
      narrator.say("no alert; budget %,d bytes in 30 days", model.egressBudgetBytes());
      long before = System.nanoTime();
      var leak = FlowReplayer.leak(collector, scenario);
      var raised = alerts.await(found -> !found.isEmpty(), LIMIT, "an alert").getFirst();
      var noticed = Duration.ofNanos(System.nanoTime() - before).minus(leak.took());
      narrator.say(
          "then %,d bytes to an unlisted address in %d records", leak.octets(), leak.flows());
      narrator.say(
          "alert %s %s after the last record:",
          raised.id(), Narrator.seconds(noticed.isNegative() ? Duration.ZERO : noticed));
      narrator.say("  %s", raised.why());
      if (alerts.all().size() != 1) {
        throw new TourException("want one alert, got " + alerts.all());
      }
    }
  }

  void contain(Child agent) throws Exception {
    try (var alerts = new Alerts(site)) {
      var alert =
          alerts
              .await(
                  found -> found.stream().anyMatch(a -> a.freeze().equals("done")),
                  LIMIT,
                  "the freeze of releases")
              .getFirst();
      if (!model().frozen()) {
        throw new TourException("the alert says frozen, the broker does not");
      }
      narrator.say("releases of %s are frozen, by the detector alone", Tour.MODEL);
      preview();
      if (!confirmation.confirm("End the lease and close the weights?")) {
        throw new TourException("not confirmed: the lease lives on, the tour ends here");
      }
      long before = System.nanoTime();
      alerts.endLeases(alert.id(), Tour.MODEL);
      var status = agent.exitStatus(LIMIT);
      if (status.orElse(-1) != AGENT_LEASE_ENDED) {
        throw new TourException("the agent did not end with status 6: " + status);
      }
      narrator.say(
          "agent: weights closed, engine ended, exit status 6, %s after the order",
          Narrator.seconds(Duration.ofNanos(System.nanoTime() - before)));
    }
    refuseTenant();
    refuseAgent();
  }

  private void preview() throws TourException {
    var arguments = new ArrayList<>(List.of("contain", "end-leases", Tour.MODEL, "--preview"));
    arguments.addAll(List.of("--reason", "what would it hit"));
    arguments.addAll(site.brokerOptions("operator"));
    CommandLineTool.require(arguments).lines().forEach(line -> narrator.say("preview: %s", line));
  }

  private void refuseTenant() throws Exception {
    var tenant = new TenantApp(site.gatewayUrl(), services.apiKey("tenant-a"), site.authority());
    var answer = tenant.ask(Services.PUBLIC_MODEL);
    if (answer.status() != 503) {
      throw new TourException("the gateway still answers " + answer.status());
    }
    narrator.say("gateway: tenant A gets %d %s", answer.status(), answer.body());
  }

  private void refuseAgent() throws Exception {
    var again = site.start("agent-again", new AgentCommand(site).words());
    var refused = again.await(line -> line.contains("refused"), LIMIT);
    var status = again.exitStatus(LIMIT);
    if (status.orElse(-1) != AGENT_REFUSED) {
      throw new TourException("the second agent did not end with status 5: " + status);
    }
    narrator.say("%s", refused.text());
  }

  void prove() throws Exception {
    var kept = site.layout().auditor().resolve("checkpoint.txt");
    narrator.say("%s", CommandLineTool.require(audit("checkpoint", "--out", kept)));
    var tail = new ArrayList<>(List.of("audit", "tail"));
    tail.addAll(site.brokerOptions("auditor"));
    var story = CommandLineTool.require(tail).lines().toList();
    story.forEach(line -> narrator.say("  %s", line));
    narrator.say("%s", CommandLineTool.require(audit("verify", "--checkpoint", kept)));
    long victim = story.size() / 2;
    try (var intruder = DatabaseIntruder.enter(site.layout().database())) {
      intruder.flipByte(victim);
      var caught = CommandLineTool.run(audit("verify", "--checkpoint", kept));
      if (caught.exitStatus() != INTEGRITY
          || !caught.error().contains("entry " + victim + " is the first bad one")) {
        throw new TourException("a flipped byte in entry " + victim + " went unnoticed: " + caught);
      }
      narrator.say("one byte flipped in the database:");
      narrator.say("  %s", caught.error());
      intruder.flipByte(victim);
    }
    narrator.say(
        "flipped back: %s", CommandLineTool.require(audit("verify", "--checkpoint", kept)));
  }

  private List<String> audit(String verb, String option, Path file) throws Exception {
    try (var client = site.broker("auditor")) {
      var log = client.info().broker();
      var words = new ArrayList<>(List.of("audit", verb, option, file.toString()));
      words.addAll(List.of("--log-key", log.logKey(), "--origin", log.logOrigin()));
      words.addAll(site.brokerOptions("auditor"));
      return words;
    }
  }

  private Fleet.Model model() throws Exception {
    try (var client = site.broker("operator")) {
      return client.fleet(-1, Duration.ZERO).models().getFirst();
    }
  }
}
