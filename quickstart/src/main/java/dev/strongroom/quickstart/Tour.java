package dev.strongroom.quickstart;

import dev.strongroom.quickstart.evidence.SimulatorEvidence;
import dev.strongroom.quickstart.engine.ModelServer;
import dev.strongroom.quickstart.model.DemoModel;
import dev.strongroom.quickstart.site.Child;
import dev.strongroom.quickstart.site.CommandLineTool;
import dev.strongroom.quickstart.site.Narrator;
import dev.strongroom.quickstart.site.Site;
import dev.strongroom.quickstart.site.TourException;
import dev.strongroom.simulator.vendor.SimulatedNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The ten steps, in order. Each runs real parts, says what it measured, and fails the tour if its
/// part does not do what it should.
final class Tour {
  private static final long SEED = 42;
  private static final String NODE_ADDRESS = "10.20.0.11";
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final Site site;
  private final Narrator narrator;
  private final Services services;
  private final Defence defence;
  private Child agent;

  Tour(Site site, Narrator narrator, Confirmation confirmation) throws Exception {
    this.site = site;
    this.narrator = narrator;
    this.services = Services.start(site);
    this.defence = new Defence(site, narrator, confirmation, NODE_ADDRESS);
  }

  void run() throws Exception {
    narrator.step("A model: a genuine transformer with random weights", this::writeModel);
    narrator.step("Seal and enrol: the owner encrypts, signs and registers it", this::sealAndEnrol);
    narrator.step("Broker: a key authority on PostgreSQL", this::showBroker);
    narrator.step("Node agent: asks for the key with Evidence", this::attest);
    narrator.step("Release: logged, proved, wrapped, opened in memory", this::release);
    narrator.step("Model server: a real engine behind the attested TLS key", this::serve);
    narrator.step("Gateway: two tenants, one model", this::tenants);
    narrator.step("Detector: an hour of traffic, then a leak", defence::leak);
    narrator.step("Containment: freeze, confirm, end the lease", () -> defence.contain(agent));
    narrator.step("Proof: the whole story against a checkpoint kept outside", defence::prove);
  }
}
