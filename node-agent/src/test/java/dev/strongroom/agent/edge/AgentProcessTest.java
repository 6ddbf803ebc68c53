package dev.strongroom.agent.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.agent.testkit.BrokerDesk;
import dev.strongroom.agent.testkit.FakeBroker;
import dev.strongroom.agent.testkit.KeyPinning;
import dev.strongroom.agent.testkit.Site;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.protocol.release.Heartbeat;
import dev.strongroom.protocol.release.ReleaseAnswer;
import dev.strongroom.transparency.CheckpointSigner;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Timeout(90)
@Execution(ExecutionMode.CONCURRENT)
class AgentProcessTest {
  private static final int WEIGHT_BYTES = 8 * 1024 * 1024;

  @TempDir private Path directory;
  private Site site;
  private BrokerDesk desk;
  private FakeBroker broker;

  @BeforeEach
  void start() throws Exception {
    site = Site.create(directory, WEIGHT_BYTES);
    desk = new BrokerDesk(site.modelKey());
    broker = FakeBroker.start(directory.resolve("pki"), desk);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  private AgentProcess agent(String mode, String... more) throws IOException {
    return AgentProcess.start(site, broker, AgentProcess.workload(mode), more);
  }

  private HttpResponse<String> models(URI base, PublicKey key) throws Exception {
    try (var client =
        HttpClient.newBuilder()
            .sslContext(KeyPinning.trusting(key, site.identity("gateway")))
            .build()) {
      return client.send(
          HttpRequest.newBuilder(base.resolve("/v1/models")).build(), BodyHandlers.ofString());
    }
  }

  private PublicKey identity() {
    return desk.leases().getLast().identityKey();
  }

  @Test
  void servesTheOpenedModelUntilItIsTerminated() throws Exception {
    try (var agent = agent("plain")) {
      var ready = agent.awaitReady();
      assertThat(ready.line())
          .startsWith("READY https://127.0.0.1:")
          .endsWith(
              " lease=%s model=acme/tiny@1 profile=simulation"
                  .formatted(desk.leases().getLast().id()));

      var answer = models(ready.base(), identity());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .isEqualTo("{\"sha256\":\"%s\",\"environment\":1}".formatted(site.weightsDigest().hex()));
      assertThat(Site.filesWithCanary(directory)).isEmpty();

      var beat = desk.awaitServing();
      assertThat(beat.endpoint()).isEqualTo(ready.base().toString());
      assertThat(beat.addresses()).containsExactly(IpAddress.parse("address", "10.20.0.11"));
      assertThat(desk.heartbeats().stream().map(Heartbeat::sequence))
          .startsWith(1L)
          .doesNotHaveDuplicates()
          .isSorted();

      var child = agent.child();
      assertThat(descriptors(agent.pid()))
          .filteredOn(target -> target.startsWith("/memfd:weights"))
          .hasSize(1);
      assertThat(descriptors(agent.pid())).noneMatch(target -> target.contains("vertx-cache"));
      agent.terminate();
      assertThat(agent.awaitEnd()).isEqualTo(143);
      assertEnds(child);
      assertThat(Path.of("/proc/" + agent.pid())).doesNotExist();
    }
  }

  @Test
  void killsAWorkloadThatDoesNotListen() throws Exception {
    try (var agent = agent("stubborn")) {
      agent.awaitReady();
      var child = agent.child();

      agent.terminate();

      assertThat(agent.awaitEnd()).isEqualTo(143);
      assertEnds(child);
    }
  }

  @Test
  void theWorkloadNoticesThatItsAgentWasKilled() throws Exception {
    try (var agent = agent("plain")) {
      agent.awaitReady();
      var child = agent.child();

      agent.kill();

      assertThat(agent.awaitEnd()).isEqualTo(137);
      assertEnds(child);
    }
  }

  @Test
  void endsWithTheLeaseThatTheBrokerEnds() throws Exception {
    desk.heartbeat = Duration.ofSeconds(20);
    try (var agent = agent("plain")) {
      var ready = agent.awaitReady();
      desk.awaitServing();
      var child = agent.child();

      long told = System.nanoTime();
      desk.endLeases("contained by a test");

      assertThat(agent.awaitEnd()).isEqualTo(6);
      assertThat(Duration.ofNanos(System.nanoTime() - told)).isLessThan(Duration.ofSeconds(5));
      assertThat(agent.errors())
          .contains("agent.lease-ended: the broker ended the lease: contained by a test");
      assertEnds(child);
      assertThatThrownBy(() -> models(ready.base(), identity())).isInstanceOf(IOException.class);
    }
  }

  @Test
  void answers503WhileAStubbornWorkloadIsEnded() throws Exception {
    desk.heartbeat = Duration.ofSeconds(20);
    try (var agent = agent("stubborn")) {
      var ready = agent.awaitReady();
      desk.awaitServing();
      assertThat(models(ready.base(), identity()).statusCode()).isEqualTo(200);

      desk.endLeases("contained by a test");

      // The workload has three seconds of grace; the gate shuts as soon as the status is here.
      HttpResponse<String> answer = models(ready.base(), identity());
      while (answer.statusCode() == 200) {
        answer = models(ready.base(), identity());
      }
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.body()).contains("agent.no-lease");
      assertThat(agent.awaitEnd()).isEqualTo(6);
    }
  }

  @Test
  void endsWithALeaseThatNobodyRenews() throws Exception {
    desk.ttl = Duration.ofSeconds(4);
    desk.heartbeat = Duration.ofSeconds(1);
    try (var agent = agent("plain")) {
      agent.awaitReady();
      desk.awaitServing();
      var child = agent.child();

      broker.down = true;

      assertThat(agent.awaitEnd()).isEqualTo(8);
      assertThat(agent.errors()).contains("agent.lease-expired");
      assertEnds(child);
    }
  }

  @Test
  void isNotRenewedByAStatusThatAnotherKeySigned() throws Exception {
    desk.ttl = Duration.ofSeconds(4);
    desk.heartbeat = Duration.ofSeconds(1);
    try (var agent = agent("plain")) {
      agent.awaitReady();
      desk.statusSigner = SigningKey.generate(new SecureRandom());

      assertThat(agent.awaitEnd()).isEqualTo(8);
      assertThat(agent.errors()).contains("agent.lease-expired");
    }
  }

  @Test
  void servesNothingAfterAPauseThatOutlastsTheLease() throws Exception {
    desk.ttl = Duration.ofSeconds(3);
    desk.heartbeat = Duration.ofSeconds(1);
    try (var agent = agent("plain")) {
      var ready = agent.awaitReady();
      var key = identity();
      assertThat(models(ready.base(), key).statusCode()).isEqualTo(200);
      // Renewals stop with the process; 3 s later its time is over, whatever it knew before.
      agent.signal("STOP");
      assertStaysFor(agent, Duration.ofSeconds(4));
      agent.signal("CONT");

      try {
        assertThat(models(ready.base(), key).statusCode()).isEqualTo(503);
      } catch (IOException _) {
        // Already gone: it serves nothing either.
      }
      assertThat(agent.awaitEnd()).isEqualTo(8);
      assertThat(agent.errors()).contains("agent.lease-expired");
    }
  }

  private static void assertStaysFor(AgentProcess agent, Duration time) {
    var handle = ProcessHandle.of(agent.pid()).orElseThrow();
    assertThatThrownBy(() -> handle.onExit().get(time.toMillis(), TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void endsWhenABrokerRefusesAHeartbeat() throws Exception {
    try (var agent = agent("plain")) {
      agent.awaitReady();
      desk.refuseHeartbeats = true;
      desk.wake();

      assertThat(agent.awaitEnd()).isEqualTo(5);
      assertThat(agent.errors()).contains("lease.unknown");
    }
  }

  @Test
  void refusesAKeyWithoutProofAndStartsNothing() throws Exception {
    desk.answerTwist =
        a ->
            new ReleaseAnswer(
                a.lease(), a.wrappedKey(), a.entry(), a.entryIndex(), List.of(), a.checkpoint());
    assertRefuses(9, "agent.no-proof");
  }

  @Test
  void refusesACheckpointOfAnotherLog() throws Exception {
    desk.checkpointSigner = CheckpointSigner.generate("test-log", new SecureRandom());
    assertRefuses(9, "agent.checkpoint");
  }

  @Test
  void showsARollbackAcrossRestarts() throws Exception {
    try (var agent = agent("plain")) {
      agent.awaitReady();
      agent.terminate();
      assertThat(agent.awaitEnd()).isEqualTo(143);
    }
    desk.rollBack(1);

    assertRefuses(9, "agent.rollback");
  }

  @Test
  void explainsARefusal() throws Exception {
    desk.refuseRelease = true;

    assertRefuses(5, "the guest may be debugged; turn debugging off (release.refused)");
  }

  private void assertRefuses(int status, String words) throws Exception {
    try (var agent = agent("plain")) {
      assertThat(agent.awaitEnd()).as(agent.errors()).isEqualTo(status);
      assertThat(agent.errors()).contains(words).doesNotContain("workload started", "\tat ");
    }
  }

  @Test
  void refusesAWorkloadThatTheTicketDoesNotName() throws Exception {
    var ticket = site.ticketFor(desk.identity(), AgentProcess.workload("plain"));
    try (var agent = AgentProcess.start(site, broker, AgentProcess.workload("stubborn"), ticket)) {
      assertThat(agent.awaitEnd()).isEqualTo(9);
      assertThat(agent.errors()).contains("agent.workload: the workload to start");
      assertThat(desk.transcripts()).isEmpty();
    }
  }

  @Test
  void opensNothingBeforeTheBrokerKnowsItsAddresses() throws Exception {
    broker.loseHeartbeats = true;
    try (var agent = agent("plain")) {
      desk.awaitHeartbeat();
      assertStaysFor(agent, Duration.ofSeconds(1));
      assertThat(agent.errors()).contains("key released").doesNotContain("opened");

      broker.loseHeartbeats = false;
      agent.awaitReady();

      assertThat(agent.errors()).contains("opened");
    }
  }

  @Test
  void refusesAnAddressOutsideTheTicketsNetworks() throws Exception {
    try (var agent = agent("plain", "--address", "10.21.0.11")) {
      assertThat(agent.awaitEnd()).isEqualTo(9);
      assertThat(agent.errors())
          .contains("agent.ticket: address 10.21.0.11 lies outside the ticket's networks");
      assertThat(desk.transcripts()).isEmpty();
    }
  }

  @Test
  void saysThatThereIsNoTee() throws Exception {
    try (var agent = agent("plain", "--evidence", "none")) {
      assertThat(agent.awaitEnd()).isEqualTo(2);
      assertThat(agent.errors()).contains("agent.no-tee").contains("this machine has no TEE");
    }
  }

  @Test
  void givesUpAWorkloadThatNeverGetsReady() throws Exception {
    try (var agent = agent("mute", "--ready-timeout", "PT2S")) {
      assertThat(agent.awaitEnd()).isEqualTo(7);
      assertThat(agent.errors()).contains("agent.workload-failed").contains("--ready-timeout");
    }
  }

  @Test
  void endsWithAWorkloadThatEnds() throws Exception {
    try (var agent = agent("quitter")) {
      assertThat(agent.awaitEnd()).isEqualTo(7);
      assertThat(agent.errors()).contains("agent.workload-failed");
    }
  }

  @Test
  void isRedeliveredWhatGotLost() throws Exception {
    broker.loseReleases.set(1);
    try (var agent = agent("plain")) {
      agent.awaitReady();

      assertThat(agent.errors()).contains("the same request again in", "key released after");
      assertThat(desk.leases()).hasSize(1);
      assertThat(desk.transcripts()).hasSize(2).containsOnly(desk.transcripts().getFirst());
    }
  }

  @Test
  void givesUpABrokerThatIsNotThere() throws Exception {
    broker.down = true;
    try (var agent = agent("plain", "--patience", "PT1S")) {
      assertThat(agent.awaitEnd()).isEqualTo(8);
      assertThat(agent.errors()).contains("agent.unavailable").contains("--patience");
    }
  }

  @Test
  void endsAtOnceWhenTerminatedWhileItAsks() throws Exception {
    broker.down = true;
    try (var agent = agent("plain")) {
      while (!agent.errors().contains("a new session in")) {
        Thread.onSpinWait();
      }
      agent.terminate();
      assertThat(agent.awaitEnd()).isEqualTo(143);
    }
  }

  @Test
  void refusesASecondAgentInTheSameState() throws Exception {
    try (var first = agent("plain")) {
      first.awaitReady();
      try (var second = agent("plain")) {
        assertThat(second.awaitEnd()).isEqualTo(2);
        assertThat(second.errors()).contains("agent.state").contains("another agent's");
      }
    }
  }

  private static void assertEnds(ProcessHandle process) throws Exception {
    process.onExit().get(10, TimeUnit.SECONDS);
    assertThat(process.isAlive()).isFalse();
  }

  private static List<String> descriptors(long pid) throws IOException {
    try (var links = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return links.map(AgentProcessTest::target).toList();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException _) {
      return "";
    }
  }
}
