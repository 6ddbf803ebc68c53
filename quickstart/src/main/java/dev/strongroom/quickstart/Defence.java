package dev.strongroom.quickstart;

import dev.strongroom.cli.terminal.Lines;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The last three steps: a leak is noticed and contained, and the log proves the story.
final class Defence {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long SEED = 7;

  /// Documentation address (RFC 5737), on nobody's list.
  private static final String THIEF = "203.0.113.66";

  private static final int AGENT_LEASE_ENDED = 6;
  private static final int AGENT_REFUSED = 5;
  private static final int INTEGRITY = 9;

  private final Site site;
  private final Services services;
  private final Narrator narrator;
  private final Confirmation confirmation;
  private String why = "";
  private boolean contained;

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
      var now = Instant.now();
      var scenario =
          Scenario.of(SEED, leaseBegin(), now, Tour.NODE_ADDRESS, THIEF, model.egressBudgetBytes());
      try (var replayer = FlowReplayer.open(collector, scenario)) {
        ordinary(replayer, alerts, model.egressBudgetBytes());
        transfer(replayer, alerts);
      }
    }
  }

  private void ordinary(FlowReplayer replayer, Alerts alerts, long budget) throws Exception {
    var sent = replayer.ordinary();
    alerts.awaitFlows(sent.flows(), LIMIT);
    narrator.say(
        "an hour of ordinary traffic in %s: %s of %,d bytes, over genuine IPFIX",
        Narrator.seconds(sent.took()), Lines.count(sent.flows(), "flow record"), sent.octets());
    if (!alerts.all().isEmpty()) {
      throw new TourException("ordinary traffic raised an alert: " + alerts.all());
    }
    narrator.say("no alert; the budget is %,d bytes in 30 days", budget);
  }

  private void transfer(FlowReplayer replayer, Alerts alerts) throws Exception {
    long before = System.nanoTime();
    var sent = replayer.transfer();
    var raised = alerts.await(found -> !found.isEmpty(), LIMIT, "an alert");
    narrator.say(
        "then %,d bytes to %s in %s; alert %s after the first of them:",
        sent.octets(),
        THIEF,
        Lines.count(sent.flows(), "record"),
        Narrator.seconds(Duration.ofNanos(System.nanoTime() - before)));
    why = raised.getFirst().why();
    narrator.say("  %s", why);
    if (raised.size() != 1) {
      throw new TourException("want one alert, got " + raised);
    }
  }

  private Instant leaseBegin() throws Exception {
    try (var client = site.broker("operator")) {
      return client.fleet(0, Duration.ZERO).holders().getFirst().issuedAt();
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
      if (!confirmed()) {
        decline();
        return;
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
    contained = true;
  }

  /// True once the lease was ended and everything that follows from it was seen.
  boolean contained() {
    return contained;
  }

  private boolean confirmed() {
    long before = System.nanoTime();
    boolean yes = confirmation.confirm("End the lease and close the weights?");
    // How long a person thinks says nothing about this step.
    narrator.leaveOut(Duration.ofNanos(System.nanoTime() - before));
    return yes;
  }

  private void decline() {
    narrator.say("not confirmed: the node keeps its lease and serves; releases stay frozen");
    narrator.say(
        "skipped: ending the lease, closing the weights, the gateway's 503, a next request's refusal");
    narrator.say(
        "to do it yet, run: ./strongroom contain end-leases %s --reason 'confirmed later' %s",
        Tour.MODEL, String.join(" ", site.brokerOptions("operator")));
  }

  /// `line` without the alert's reason, which was told once in full.
  private String brief(String line) {
    return why.isEmpty() ? line : line.replace(why, "the alert of step 8");
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
    narrator.say("%s", brief(refused.text()));
  }

  void prove() throws Exception {
    var kept = checkpoint();
    narrator.say("%s", CommandLineTool.require(audit("checkpoint", "--out", kept)));
    var tail = new ArrayList<>(List.of("audit", "tail"));
    tail.addAll(site.brokerOptions("auditor"));
    var story = CommandLineTool.require(tail).lines().toList();
    story.forEach(line -> narrator.say("  %s", brief(line)));
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

  private Path checkpoint() {
    return site.layout().auditor().resolve("checkpoint.txt");
  }

  /// How to verify the log as step 10 does.
  List<String> auditCommand() throws Exception {
    return audit("verify", "--checkpoint", checkpoint());
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
      return client.fleet(0, Duration.ZERO).models().getFirst();
    }
  }
}
