package dev.strongroom.systemtests.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.quickstart.AgentCommand;
import dev.strongroom.quickstart.Owner;
import dev.strongroom.quickstart.evidence.Devices;
import dev.strongroom.quickstart.model.DemoModel;
import dev.strongroom.quickstart.site.Child;
import dev.strongroom.quickstart.site.Jvm;
import dev.strongroom.quickstart.site.Ports;
import dev.strongroom.quickstart.site.Services;
import dev.strongroom.quickstart.site.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The broker is killed (SIGKILL) at each step of a release, with a real agent waiting for the key.
@Tag("prove")
class BrokerKillTest {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final String READY = "is ready at";

  @TempDir Path directory;
  private Site site;

  @BeforeEach
  void aSiteWithAModel() throws Exception {
    var root = Path.of(System.getProperty("strongroom.root")).toAbsolutePath().normalize();
    var jvm = new Jvm(root, Path.of(System.getProperty("java.home"), "bin", "java"));
    site = Site.create(directory.resolve("site"), Ports.free(), jvm, Devices.H100, Instant.now());
    Services.introduceOwner(site);
    DemoModel.write(site.layout().weights().resolve("demo.gguf"), 42);
  }

  @AfterEach
  void nothingIsLeft() {
    site.close();
  }

  @ParameterizedTest
  @CsvSource({"NONCE_ADMITTED, 0", "COMMITTED, 1", "CHECKPOINTED, 1", "WRAPPED, 1"})
  @DisplayName(
      "SIGKILL at a step: no key before its entry is logged, and the retry is a redelivery")
  void killedBroker(String step, int redelivered) throws Exception {
    var stopped = directory.resolve("stopped");
    var doomed = broker("doomed", "strongroom.broker.failpoint=" + step + ":" + stopped + "\n");
    var owner = new Owner(site);
    owner.policy();
    owner.seal();
    owner.enrol();
    owner.ticket();

    var agent = site.start("agent", new AgentCommand(site).words());
    awaitFile(stopped);
    assertThat(agent.find(line -> line.contains("key "))).isEmpty();
    doomed.kill();
    assertThat(doomed.exitStatus(LIMIT)).hasValue(128 + 9);
    broker("risen", "");

    var key = agent.await(line -> line.contains("key "), LIMIT).text();
    agent.await(line -> line.startsWith("READY"), LIMIT);
    // Entry 0 is the enrolment; whichever answer arrives, it proves the one release.
    assertThat(key).contains("log entry 1 ");
    var releases = new ArrayList<AuditEntry.KeyReleased>();
    var redeliveries = new ArrayList<AuditEntry.KeyRedelivered>();
    for (var entry : log()) {
      switch (entry) {
        case AuditEntry.KeyReleased released -> releases.add(released);
        case AuditEntry.KeyRedelivered again -> redeliveries.add(again);
        default -> {}
      }
    }
    assertThat(releases).hasSize(1);
    assertThat(redeliveries).hasSize(redelivered);
    for (var again : redeliveries) {
      assertThat(again.leaseId()).isEqualTo(releases.getFirst().leaseId());
      assertThat(again.transcript()).isEqualTo(releases.getFirst().transcript());
    }
  }

  private Child broker(String name, String extra) throws Exception {
    Files.createDirectories(site.layout().root().resolve(name));
    var child = site.startService(name, "key-broker/service", Services.broker(site) + extra);
    child.await(line -> line.contains(READY), LIMIT);
    return child;
  }

  private List<AuditEntry> log() throws Exception {
    try (var client = site.broker("auditor")) {
      var entries = new ArrayList<AuditEntry>();
      for (var entry : client.entries(0, 100).entries()) {
        entries.add(AuditEntry.parse(entry));
      }
      return entries;
    }
  }

  private static void awaitFile(Path file) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!Files.exists(file)) {
      assertThat(System.nanoTime()).as("broker reached the failpoint").isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
