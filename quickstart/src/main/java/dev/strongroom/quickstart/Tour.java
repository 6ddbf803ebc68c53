package dev.strongroom.quickstart;

import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.quickstart.engine.ModelServer;
import dev.strongroom.quickstart.evidence.SimulatorEvidence;
import dev.strongroom.quickstart.model.DemoModel;
import dev.strongroom.quickstart.site.Child;
import dev.strongroom.quickstart.site.CommandLineTool;
import dev.strongroom.quickstart.site.Narrator;
import dev.strongroom.quickstart.site.PlaintextSearch;
import dev.strongroom.quickstart.site.Services;
import dev.strongroom.quickstart.site.Site;
import dev.strongroom.quickstart.site.TenantApp;
import dev.strongroom.quickstart.site.TourException;
import dev.strongroom.simulator.vendor.SimulatedNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The first seven steps: from plain weights to an isolated answer. Each runs real parts, says what
/// it measured, and fails the tour if its part does not do what it should.
final class Tour {
  static final String MODEL = "acme/demo";
  static final String NODE_ADDRESS = "10.20.0.11";

  private static final long SEED = 42;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final double MIB = 1024 * 1024;

  private final Site site;
  private final Services services;
  private final Narrator narrator;
  private final Defence defence;
  private @Nullable PlaintextSearch plaintext;
  private @Nullable Child agent;

  Tour(Site site, Services services, Narrator narrator, Confirmation confirmation) {
    this.site = site;
    this.services = services;
    this.narrator = narrator;
    this.defence = new Defence(site, narrator, confirmation);
  }

  void run() throws Exception {
    narrator.step("A model: a genuine transformer with random weights", this::writeModel);
    narrator.step("Seal and enrol: the owner encrypts, signs and registers it", this::sealAndEnrol);
    narrator.step("Broker: a key authority on PostgreSQL", this::showBroker);
    narrator.step("Node agent: asks for the key with Evidence", this::attest);
    narrator.step("Release: logged, proved, wrapped; weights opened in memory", this::release);
    narrator.step("Model server: a real engine behind the attested TLS key", this::serve);
    narrator.step("Gateway: two tenants, one model", this::tenants);
    narrator.step("Detector: an hour of traffic, then a leak", defence::leak);
    narrator.step(
        "Containment: frozen at once, ended when confirmed", () -> defence.contain(agent()));
    narrator.step("Proof: the whole story against a checkpoint kept outside", defence::prove);
  }

  private void writeModel() throws Exception {
    long before = System.nanoTime();
    var file = DemoModel.write(site.layout().weights().resolve("demo.gguf"), SEED);
    narrator.say(
        "llama architecture, GGUF, %.1f MiB, seed %d, written in %d ms",
        file.sizeBytes() / MIB, SEED, (System.nanoTime() - before) / 1_000_000);
    narrator.say("SHA-256 %s", file.sha256().hex());
    plaintext = PlaintextSearch.of(file.path());
  }

  private void sealAndEnrol() throws Exception {
    var layout = site.layout();
    services.broker().awaitReady();
    var tcb = SimulatedNode.tcb();
    var policy = new ArrayList<>(List.of("policy", "new", "--key", layout.ownerKey().toString()));
    policy.addAll(List.of("--profile", Profile.SIMULATION.text(), "--owner", "acme"));
    policy.addAll(List.of("--model", "demo", "--measurement", SimulatorEvidence.MEASUREMENT.hex()));
    policy.addAll(
        List.of(
            "--minimum-tcb",
            tcb.bootloader() + "," + tcb.tee() + "," + tcb.snp() + "," + tcb.microcode()));
    policy.addAll(List.of("--accelerator", "GH100=1", "--lease", "PT20S", "--heartbeat", "PT4S"));
    for (var warning : List.of("snp.crl.absent", "nvidia.rim.absent", "nvidia.ocsp.absent")) {
      policy.addAll(List.of("--accept-warning", warning));
    }
    policy.addAll(List.of("--out", layout.policy().toString()));
    narrator.say("%s", CommandLineTool.require(policy));
    narrator.say("%s", CommandLineTool.require(sealCommand()));
    Files.delete(layout.weights().resolve("demo.gguf"));
    narrator.say("%s", CommandLineTool.require(enrolCommand()));
    CommandLineTool.require(ticketCommand()).lines().forEach(line -> narrator.say("%s", line));
  }

  private List<String> sealCommand() {
    var layout = site.layout();
    var command = new ArrayList<>(List.of("model", "seal", layout.weights().toString()));
    command.addAll(List.of("--out", layout.sealed().toString()));
    command.addAll(List.of("--key", layout.ownerKey().toString()));
    command.addAll(List.of("--model-key", layout.modelKey().toString()));
    command.addAll(List.of("--model", "demo", "--policy", layout.policy().toString()));
    return command;
  }

  private List<String> enrolCommand() {
    var layout = site.layout();
    var command = new ArrayList<>(List.of("model", "enrol", layout.sealed().toString()));
    command.addAll(List.of("--key", layout.ownerKey().toString()));
    command.addAll(List.of("--model-key", layout.modelKey().toString()));
    command.addAll(List.of("--policy", layout.policy().toString(), "--allow", "10.0.0.0/8"));
    command.addAll(site.anonymousBrokerOptions());
    return command;
  }

  private List<String> ticketCommand() {
    var layout = site.layout();
    var command = new ArrayList<>(List.of("ticket", "sign", "--key", layout.ownerKey().toString()));
    command.addAll(List.of("--owner", "acme", "--model", "demo"));
    command.addAll(List.of("--policy", layout.policy().toString(), "--image", "quickstart"));
    command.addAll(List.of("--out", layout.ticket().toString()));
    command.addAll(List.of("--init-data", layout.initData().toString()));
    command.addAll(site.anonymousBrokerOptions());
    command.add("--");
    command.addAll(workload());
    return command;
  }

  private List<String> workload() {
    return site.jvm()
        .program(
            "-Xmx128m",
            ModelServer.class.getName(),
            List.of("--model", "{weights}", "--alias", "demo"));
  }

  private void showBroker() throws Exception {
    narrator.say("ready %s after its start", Narrator.seconds(services.broker().awaitReady()));
    try (var client = site.broker("auditor")) {
      var info = client.info();
      narrator.say(
          "id %s, profile %s, log %s",
          info.broker().id(), info.profile().text(), info.broker().logOrigin());
      narrator.say("%d entry in the log", client.entries(0, 10).entries().size());
    }
  }

  private void attest() throws Exception {
    agent = site.start("agent", agentCommand());
    narrator.say("%s", agent().await(line -> line.contains("challenge of"), LIMIT).text());
    narrator.say("%s", agent().await(line -> line.contains("evidence of"), LIMIT).text());
  }

  List<String> agentCommand() {
    var layout = site.layout();
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("run", "--broker", site.brokerUrl().toString()));
    arguments.addAll(List.of("--broker-ca", site.authority().toString()));
    arguments.addAll(List.of("--ticket", layout.ticket().toString()));
    arguments.addAll(List.of("--owner-key", layout.ownerPublicKey().toString()));
    arguments.addAll(List.of("--model-dir", layout.sealed().toString()));
    arguments.addAll(List.of("--evidence", "simulator", "--address", NODE_ADDRESS));
    arguments.addAll(List.of("--evidence-option", "vendors=" + layout.vendors()));
    arguments.addAll(List.of("--evidence-option", "init-data=" + layout.initData()));
    arguments.addAll(List.of("--evidence-option", "node=node-1"));
    arguments.addAll(List.of("--state", layout.node().toString(), "--image", "quickstart", "--"));
    arguments.addAll(workload());
    return site.jvm().program("-Xmx256m", "dev.strongroom.agent.edge.AgentMain", arguments);
  }

  private void release() throws Exception {
    narrator.say("%s", agent().await(line -> line.contains("key released"), LIMIT).text());
    narrator.say("%s", agent().await(line -> line.contains("opened"), LIMIT).text());
    var searched = search().require(site.layout().root());
    narrator.say(
        "searched %d files of the site, %.1f MiB: the plain weights are in none of them",
        searched.files(), searched.bytes() / MIB);
  }

  private void serve() throws Exception {
    var ready = agent().await(line -> line.startsWith("READY"), LIMIT);
    narrator.say("%s", ready.text());
    narrator.say("%s after the agent's start", Narrator.seconds(ready.after()));
    var holder = awaitHolder();
    narrator.say(
        "its TLS certificate carries the identity key of the lease: %s",
        NodeProbe.requireIdentity(holder));
  }

  private Fleet.Holder awaitHolder() throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try (var client = site.broker("operator")) {
      long revision = -1;
      while (System.nanoTime() < deadline) {
        var fleet = client.fleet(revision, Duration.ofSeconds(2));
        for (var holder : fleet.holders()) {
          if (!holder.endpoint().isEmpty()) {
            return holder;
          }
        }
        revision = fleet.revision();
      }
    }
    throw new TourException("no node announced where it serves");
  }

  private void tenants() throws Exception {
    services.gateway().awaitReady();
    services.gateway().awaitModel(MODEL);
    var a = tenant("tenant-a");
    var b = tenant("tenant-b");
    var streamed = a.chat(MODEL, "Once upon a time", 48);
    if (streamed.chunks() < 2 || streamed.text().isBlank()) {
      throw new TourException("tenant A's stream held " + streamed.chunks() + " pieces");
    }
    narrator.say(
        "tenant A, official OpenAI client: %d pieces, first after %s, all after %s",
        streamed.chunks(),
        Narrator.seconds(streamed.toFirst()),
        Narrator.seconds(streamed.inAll()));
    narrator.say("it reads: %s…", streamed.text().strip().lines().findFirst().orElse(""));
    var forbidden = b.ask(MODEL);
    var unknown = b.ask("acme/none");
    if (forbidden.status() != 404
        || !forbidden.body().equals(unknown.body().replace("acme/none", MODEL))) {
      throw new TourException("tenant B can tell a forbidden model from an unknown one");
    }
    narrator.say("tenant B asks for it and for one that does not exist: both %d,", unknown.status());
    narrator.say("  %s", forbidden.body());
  }

  private TenantApp tenant(String name) throws Exception {
    return new TenantApp(site.gatewayUrl(), services.apiKey(name), site.authority());
  }

  private Child agent() throws TourException {
    if (agent == null) {
      throw new TourException("the agent was not started");
    }
    return agent;
  }

  private PlaintextSearch search() throws TourException {
    if (plaintext == null) {
      throw new TourException("no model was written");
    }
    return plaintext;
  }
}
