package dev.strongroom.agent.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import dev.strongroom.agent.collect.EvidenceSource;
import dev.strongroom.agent.testkit.BrokerDesk;
import dev.strongroom.agent.testkit.FakeBroker;
import dev.strongroom.agent.testkit.MadeUpMachine;
import dev.strongroom.agent.testkit.Site;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.json.StrictJson;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// An agent that asks a [FakeBroker] for the key of [Site#MODEL], in time that only pauses pass.
abstract class HandshakeCase {
  static final SecureRandom RANDOM = new SecureRandom();
  static final Bytes OTHER = Bytes.utf8("other").sha384();

  final SigningKey owner = SigningKey.generate(RANDOM);
  final SecretBytes modelKey = SecretBytes.random(32, RANDOM);
  final BrokerDesk desk = new BrokerDesk(modelKey);
  final List<String> said = new ArrayList<>();
  final FastTiming timing = new FastTiming();

  @TempDir private Path directory;
  FakeBroker broker;
  BrokerClient client;
  Deployment deployment;

  /// Time that only goes by in pauses.
  static final class FastTiming implements Timing {
    static final long START = Long.MAX_VALUE - 1000;
    long now = START;
    final List<Duration> pauses = new ArrayList<>();
    Runnable atPause = () -> {};

    @Override
    public long nanoTime() {
      return now;
    }

    @Override
    public void pause(Duration duration) {
      now += duration.toNanos();
      pauses.add(duration);
      atPause.run();
    }
  }

  @BeforeEach
  void start() throws Exception {
    broker = FakeBroker.start(directory.resolve("pki"), desk);
    client = new BrokerClient(broker.url(), broker.clientTls());
    deployment = Deployment.open(signed(ticket()).toJson(), owner.publicKey());
  }

  @AfterEach
  void stop() {
    client.close();
    broker.close();
  }

  Ticket ticket() throws Exception {
    return new Ticket(
        Profile.SIMULATION,
        Site.MODEL.owner(),
        Site.MODEL.model(),
        1,
        3,
        desk.identity(),
        OTHER,
        OTHER,
        ClientTls.authorities(broker.authority()),
        List.of(Site.NODES),
        Instant.MAX);
  }

  Envelope signed(Ticket ticket) {
    return owner.sign(Ticket.PAYLOAD_TYPE, StrictJson.write(ticket));
  }

  CheckpointFile checkpoints() {
    return CheckpointFile.in(directory, deployment.logKey(), BrokerDesk.ORIGIN);
  }

  Granted run() throws AgentException, InterruptedException {
    return run(MadeUpMachine.of(deployment.ticketDigest()));
  }

  Granted run(EvidenceSource machine) throws AgentException, InterruptedException {
    return new Handshake(client, machine, checkpoints(), timing, RANDOM, said::add)
        .run(deployment, Site.MODEL, Duration.ofMinutes(2));
  }

  void assertEnds(Fault fault) {
    assertThatThrownBy(this::run)
        .isInstanceOfSatisfying(
            AgentException.class, e -> assertThat(e.fault()).as(e.getMessage()).isEqualTo(fault));
  }
}
