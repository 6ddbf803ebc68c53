package dev.strongroom.quickstart;

import dev.strongroom.cli.terminal.Lines;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.quickstart.evidence.CheckCosts;
import dev.strongroom.quickstart.evidence.SimulatorEvidence;
import dev.strongroom.quickstart.model.DemoModel;
import dev.strongroom.quickstart.site.Child;
import dev.strongroom.quickstart.site.Narrator;
import dev.strongroom.quickstart.site.PlaintextSearch;
import dev.strongroom.quickstart.site.Services;
import dev.strongroom.quickstart.site.Site;
import dev.strongroom.quickstart.site.TenantApp;
import dev.strongroom.quickstart.site.TourException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The first seven steps: from plain weights to an isolated answer. Each runs real parts, says what
/// it measured, and fails the tour if its part does not do what it should.
final class Tour {
  static final String MODEL = "acme/demo";

  /// Where the site's nodes stand.
  static final String NODES = "10.20.0.0/24";

  static final String NODE_ADDRESS = "10.20.0.11";

  private static final long SEED = 42;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SHOWN_CHARACTERS = 80;
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
    this.defence = new Defence(site, services, narrator, confirmation);
  }

  /// Runs all steps; true if everything was done, false if containment was not confirmed.
  boolean run() throws Exception {
    step("A model: a genuine transformer with random weights", this::writeModel);
    step("Seal and enrol: the owner encrypts, signs and registers it", this::sealAndEnrol);
    step("Broker: a key authority on PostgreSQL", this::showBroker);
    step("Node agent: asks for the key with Evidence", this::attest);
    step("Release: logged, proved, wrapped; weights opened in memory", this::release);
    step("Model server: a real engine behind the attested TLS key", this::serve);
    step("Gateway: two tenants, one model", this::tenants);
    step("Detector: an hour of traffic, then a leak", defence::leak);
    step("Containment: frozen at once, ended when confirmed", () -> defence.contain(agent()));
    step("Proof: the whole story against a checkpoint kept outside", defence::prove);
    return defence.contained();
  }

  /// How to verify the log once more.
  List<String> auditCommand() throws Exception {
    return defence.auditCommand();
  }

  private void step(String title, Narrator.Step work) throws Exception {
    services.requireRunning();
    narrator.step(title, work);
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
    var owner = new Owner(site);
    narrator.say("%s", owner.policy());
    narrator.say("%s", owner.seal());
    Files.delete(site.layout().weights().resolve("demo.gguf"));
    narrator.say("the plain weights are deleted; only the sealed ones are left");
    narrator.waitOnBehalfOf(3, "the broker's start", services.broker()::awaitReady);
    narrator.say("%s", owner.enrol());
    owner.ticket().lines().forEach(line -> narrator.say("%s", line));
  }

  private void showBroker() throws Exception {
    narrator.say("ready %s after its start", Narrator.seconds(services.broker().awaitReady()));
    try (var client = site.broker("auditor")) {
      var info = client.info();
      narrator.say(
          "id %s, profile %s, log %s",
          info.broker().id(), info.profile().text(), info.broker().logOrigin());
      narrator.say(
          "judges by %s of the simulated vendors (AMD's revocation list; NVIDIA's manifests, and",
          Lines.count(site.collateral().entries().size(), "document"));
      narrator.say(
          "  answers that hold for a day), made anew every %d hours", Site.RENEWAL.toHours());
      int entries = client.entries(0, 10).entries().size();
      narrator.say("%d %s in the log", entries, entries == 1 ? "entry" : "entries");
    }
  }

  private void attest() throws Exception {
    agent = site.start("agent", new AgentCommand(site).words());
    narrator.say("a SEV-SNP guest (Genoa) with %s, all simulated", site.devices().described());
    narrator.say("%s", agent().await(line -> line.contains("challenge of"), LIMIT).text());
    agent().await(line -> line.contains("evidence of"), LIMIT);
    agent().all(line -> line.startsWith(SimulatorEvidence.TOLD)).forEach(this::sayLine);
    narrator.say("%s", agent().await(line -> line.contains("evidence of"), LIMIT).text());
    agent().await(line -> line.contains("key released"), LIMIT);
    Verdict.of(site).tell(narrator);
    narrator.say(
        "what each check costs here, of another such node, once, with nothing kept from before:");
    for (var cost : CheckCosts.measure(site.layout().vendors(), site.devices())) {
      narrator.say("  %7.2f ms  %s", cost.millis(), cost.name());
    }
  }

  private void sayLine(String line) {
    narrator.say("%s", line);
  }

  private void release() throws Exception {
    narrator.say("%s", agent().await(line -> line.contains("key released"), LIMIT).text());
    narrator.say("%s", agent().await(line -> line.contains("opened"), LIMIT).text());
    var searched = search().require(site.layout().root());
    narrator.say(
        "searched %s of the site, %.1f MiB, for %d pieces of the plain weights: none is there",
        Lines.count(searched.files(), "file"), searched.bytes() / MIB, PlaintextSearch.CANARIES);
  }

  private void serve() throws Exception {
    var ready = agent().await(line -> line.startsWith("READY"), LIMIT);
    narrator.say("%s", ready.text());
    narrator.say(
        "llama.cpp, in a process of its own, reads the agent's memory file; ready %s after the start",
        Narrator.seconds(ready.after()));
    var holder = awaitHolder();
    narrator.say(
        "its TLS certificate carries the identity key of the lease: %s",
        NodeProbe.requireIdentity(holder));
  }

  private Fleet.Holder awaitHolder() throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    try (var client = site.broker("operator")) {
      long revision = 0;
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
    var a = tenant("tenant-a");
    var b = tenant("tenant-b");
    a.awaitServed(Services.PUBLIC_MODEL, LIMIT);
    var streamed = a.chat(Services.PUBLIC_MODEL, "Once upon a time", 48);
    if (streamed.chunks() < 2 || streamed.text().isBlank()) {
      throw new TourException("tenant A's stream held " + streamed.chunks() + " pieces");
    }
    narrator.say(
        "tenant A, official OpenAI client: %d pieces, first after %s, all after %s",
        streamed.chunks(),
        Narrator.seconds(streamed.toFirst()),
        Narrator.seconds(streamed.inAll()));
    var text = streamed.text().strip().replaceAll("\\s+", " ");
    narrator.say("it reads: %s…", text.substring(0, Math.min(SHOWN_CHARACTERS, text.length())));
    var forbidden = b.ask(Services.PUBLIC_MODEL);
    var unknown = b.ask("acme-none");
    if (forbidden.status() != 404
        || !forbidden.body().equals(unknown.body().replace("acme-none", Services.PUBLIC_MODEL))) {
      throw new TourException("tenant B can tell a forbidden model from an unknown one");
    }
    narrator.say(
        "tenant B asks for it and for one that does not exist: both %d,", unknown.status());
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
