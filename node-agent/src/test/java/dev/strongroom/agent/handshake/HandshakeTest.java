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
import dev.strongroom.attestation.appraisal.AppraisalPolicy;
import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Expected;
import dev.strongroom.attestation.appraisal.NodeAppraisal;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.release.Challenge;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.protocol.release.Lease;
import dev.strongroom.protocol.release.ReleaseAnswer;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.simulator.vendor.SimulatedNode;
import dev.strongroom.simulator.vendor.SimulatedVendors;
import dev.strongroom.transparency.CheckpointSigner;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
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
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HandshakeTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Bytes OTHER = Bytes.utf8("other").sha384();

  private final SigningKey owner = SigningKey.generate(RANDOM);
  private final SecretBytes modelKey = SecretBytes.random(32, RANDOM);
  private final BrokerDesk desk = new BrokerDesk(modelKey);
  private final List<String> said = new ArrayList<>();
  private final FastTiming timing = new FastTiming();

  @TempDir private Path directory;
  private FakeBroker broker;
  private BrokerClient client;
  private Deployment deployment;

  /// Time that only goes by in pauses.
  private static final class FastTiming implements Timing {
    private static final long START = Long.MAX_VALUE - 1000;
    private long now = START;
    private final List<Duration> pauses = new ArrayList<>();
    private Runnable atPause = () -> {};

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

  private Ticket ticket() throws Exception {
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

  private Envelope signed(Ticket ticket) {
    return owner.sign(Ticket.PAYLOAD_TYPE, StrictJson.write(ticket));
  }

  private CheckpointFile checkpoints() {
    return CheckpointFile.in(directory, deployment.logKey(), BrokerDesk.ORIGIN);
  }

  private Granted run() throws AgentException, InterruptedException {
    return run(MadeUpMachine.of(deployment.ticketDigest()));
  }

  private Granted run(EvidenceSource machine) throws AgentException, InterruptedException {
    return new Handshake(client, machine, checkpoints(), timing, RANDOM, said::add)
        .run(deployment, Site.MODEL, Duration.ofMinutes(2));
  }

  private void assertEnds(Fault fault) {
    assertThatThrownBy(this::run)
        .isInstanceOfSatisfying(
            AgentException.class, e -> assertThat(e.fault()).as(e.getMessage()).isEqualTo(fault));
  }

  @Test
  void takesAKeyWithItsProof() throws Exception {
    try (var granted = run()) {
      assertThat(granted.modelKey().sameAs(modelKey)).isTrue();
      assertThat(granted.lease().transcript()).isEqualTo(desk.transcripts().getFirst());
      assertThat(granted.redelivered()).isFalse();
      assertThat(granted.entryIndex()).isEqualTo(5);
      assertThat(checkpoints().last()).contains(granted.checkpoint());
    }
  }

  /// Bit-exact SEV-SNP and Hopper reports, judged by the verifier that judges genuine ones.
  @Test
  void bindsTheEvidenceOfASimulatedNode() throws Exception {
    var now = Instant.now();
    var vendors = SimulatedVendors.create(RANDOM, now);
    var initData = new InitData(deployment.ticketDigest()).document();
    var hostData = InitData.hostData(initData);
    var measurement = Bytes.utf8("launch").sha384();
    var node = SimulatedNode.create(vendors, "node-1", 2, measurement, hostData, RANDOM, now);
    var policy =
        new AppraisalPolicy(
            Set.of(measurement),
            SimulatedNode.tcb(),
            List.of(new ReleasePolicy.Accelerators("GH100", 2)));
    var anchors = TrustAnchors.simulation(vendors.rootFingerprints());
    var verdicts = new ArrayList<AttestationResult>();
    desk.judge =
        (evidence, reportData, nonce) -> {
          try {
            verdicts.add(
                NodeAppraisal.appraise(
                    evidence, new Expected(reportData, nonce, hostData), policy, anchors, now));
          } catch (MalformedException e) {
            throw new IllegalStateException(e);
          }
          return !(verdicts.getLast() instanceof AttestationResult.Contraindicated);
        };

    try (var granted = run(new SimulatedMachine(node, initData))) {
      assertThat(granted.modelKey().sameAs(modelKey)).isTrue();
      assertThat(verdicts).singleElement().isInstanceOf(AttestationResult.Warning.class);
    }
  }

  private record SimulatedMachine(SimulatedNode node, Bytes initData) implements EvidenceSource {
    @Override
    public List<Evidence> devices(Bytes nonce) {
      return node.devices(nonce);
    }

    @Override
    public Evidence cpu(Bytes reportData) {
      return node.cpu(reportData);
    }

    @Override
    public List<String> collateralHints() {
      return List.of();
    }
  }

  @Test
  void everySessionHasItsOwnKeys() throws Exception {
    try (var first = run();
        var second = run()) {
      assertThat(first.keys().publicKeys()).isNotEqualTo(second.keys().publicKeys());
      assertThat(first.lease().id()).isNotEqualTo(second.lease().id());
    }
  }

  @Nested
  @DisplayName("a challenge that is not for this session")
  class ForeignChallenge {
    static Stream<Arguments> twists() {
      return Stream.of(
          twist(
              "profile",
              c ->
                  with(
                      c,
                      Profile.PRODUCTION,
                      c.brokerId(),
                      c.ticketDigest(),
                      c.sessionKeys(),
                      c.suite(),
                      c.lifetime())),
          twist(
              "broker",
              c ->
                  with(
                      c,
                      c.profile(),
                      "other",
                      c.ticketDigest(),
                      c.sessionKeys(),
                      c.suite(),
                      c.lifetime())),
          twist(
              "ticket",
              c ->
                  with(
                      c,
                      c.profile(),
                      c.brokerId(),
                      OTHER,
                      c.sessionKeys(),
                      c.suite(),
                      c.lifetime())),
          twist(
              "keys",
              c ->
                  with(
                      c,
                      c.profile(),
                      c.brokerId(),
                      c.ticketDigest(),
                      OTHER,
                      c.suite(),
                      c.lifetime())),
          twist(
              "suite",
              c ->
                  with(
                      c,
                      c.profile(),
                      c.brokerId(),
                      c.ticketDigest(),
                      c.sessionKeys(),
                      "hpke-0010-0001-0001",
                      c.lifetime())),
          twist(
              "too long",
              c ->
                  with(
                      c,
                      c.profile(),
                      c.brokerId(),
                      c.ticketDigest(),
                      c.sessionKeys(),
                      c.suite(),
                      Duration.ofSeconds(61))),
          twist(
              "over",
              c ->
                  with(
                      c,
                      c.profile(),
                      c.brokerId(),
                      c.ticketDigest(),
                      c.sessionKeys(),
                      c.suite(),
                      Duration.ZERO)));
    }

    private static Arguments twist(String name, UnaryOperator<Challenge> twist) {
      return Arguments.of(name, twist);
    }

    private static Challenge with(
        Challenge c,
        Profile profile,
        String brokerId,
        Bytes ticket,
        Bytes keys,
        String suite,
        Duration lifetime) {
      return new Challenge(
          profile, brokerId, c.nonce(), ticket, keys, c.policyDigest(), suite, lifetime);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("twists")
    void isRefusedBeforeEvidenceIsMade(String name, UnaryOperator<Challenge> twist) {
      desk.challengeTwist = twist;

      assertEnds(Fault.CHALLENGE);
      assertThat(desk.transcripts()).as(name).isEmpty();
    }

    @Test
    void isRefusedIfAnotherKeySigned() {
      desk.challengeSigner = SigningKey.generate(RANDOM);

      assertEnds(Fault.CHALLENGE);
    }
  }

  @Nested
  @DisplayName("a lease that is not for this session")
  class ForeignLease {
    static Stream<Arguments> twists() {
      return Stream.of(
          twist(
              "profile",
              l -> with(l, Profile.PRODUCTION, l.brokerId(), l.model(), l.transcript(), null)),
          twist("broker", l -> with(l, l.profile(), "other", l.model(), l.transcript(), null)),
          twist(
              "model",
              l ->
                  with(
                      l,
                      l.profile(),
                      l.brokerId(),
                      new ModelVersion("acme", "tiny", 2),
                      l.transcript(),
                      null)),
          twist("transcript", l -> with(l, l.profile(), l.brokerId(), l.model(), OTHER, null)),
          twist(
              "identity",
              l ->
                  with(
                      l,
                      l.profile(),
                      l.brokerId(),
                      l.model(),
                      l.transcript(),
                      SigningKey.generate(RANDOM))));
    }

    private static Arguments twist(String name, UnaryOperator<Lease> twist) {
      return Arguments.of(name, twist);
    }

    private static Lease with(
        Lease l,
        Profile profile,
        String brokerId,
        ModelVersion model,
        Bytes transcript,
        @org.jspecify.annotations.Nullable SigningKey identity) {
      return new Lease(
          profile,
          l.id(),
          brokerId,
          model,
          transcript,
          identity == null ? l.identityKey() : identity.publicKey(),
          l.issuedAt(),
          l.ttl(),
          l.heartbeat());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("twists")
    void isRefused(String name, UnaryOperator<Lease> twist) {
      desk.leaseTwist = twist;

      assertEnds(Fault.LEASE);
    }

    @Test
    void isRefusedIfAnotherKeySigned() {
      desk.leaseSigner = SigningKey.generate(RANDOM);

      assertEnds(Fault.LEASE);
    }
  }

  @Nested
  @DisplayName("a key whose release is not proved to be logged")
  class NoProof {
    static Stream<Arguments> answers() {
      return Stream.of(
          twist("no proof", a -> with(a, a.entry(), a.entryIndex(), List.of())),
          twist("another index", a -> with(a, a.entry(), a.entryIndex() - 1, a.inclusionProof())),
          twist("past the end", a -> with(a, a.entry(), a.entryIndex() + 1, a.inclusionProof())),
          twist(
              "another entry", a -> with(a, Bytes.utf8("earlier entry 1"), 1, a.inclusionProof())),
          twist(
              "changed entry",
              a ->
                  with(
                      a,
                      Bytes.utf8(a.entry().utf8().replace("gpu-1", "gpu-2")),
                      a.entryIndex(),
                      a.inclusionProof())),
          twist(
              "longer proof",
              a ->
                  with(
                      a,
                      a.entry(),
                      a.entryIndex(),
                      Stream.concat(a.inclusionProof().stream(), Stream.of(Bytes.zeros(32)))
                          .toList())));
    }

    private static Arguments twist(String name, UnaryOperator<ReleaseAnswer> twist) {
      return Arguments.of(name, twist);
    }

    private static ReleaseAnswer with(ReleaseAnswer a, Bytes entry, long index, List<Bytes> proof) {
      return new ReleaseAnswer(a.lease(), a.wrappedKey(), entry, index, proof, a.checkpoint());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void isRefused(String name, UnaryOperator<ReleaseAnswer> twist) throws Exception {
      desk.answerTwist = twist;

      assertEnds(Fault.NO_PROOF);
      assertThat(checkpoints().last()).as(name).isEmpty();
    }

    /// Properly logged and proved, but not a release of this key.
    static Stream<Arguments> entries() {
      return Stream.of(
          entry(
              "refusal",
              r ->
                  new AuditEntry.ReleaseRefused(
                      r.at(), r.profile(), r.model(), r.ticketDigest(), List.of())),
          entry(
              "profile",
              r ->
                  with(
                      r,
                      Profile.PRODUCTION,
                      r.model(),
                      r.leaseId(),
                      r.transcript(),
                      r.ticketDigest(),
                      r.policyDigest())),
          entry(
              "model",
              r ->
                  with(
                      r,
                      r.profile(),
                      new ModelVersion("acme", "other", 1),
                      r.leaseId(),
                      r.transcript(),
                      r.ticketDigest(),
                      r.policyDigest())),
          entry(
              "lease",
              r ->
                  with(
                      r,
                      r.profile(),
                      r.model(),
                      "lease-other",
                      r.transcript(),
                      r.ticketDigest(),
                      r.policyDigest())),
          entry(
              "transcript",
              r ->
                  with(
                      r,
                      r.profile(),
                      r.model(),
                      r.leaseId(),
                      OTHER,
                      r.ticketDigest(),
                      r.policyDigest())),
          entry(
              "ticket",
              r ->
                  with(
                      r,
                      r.profile(),
                      r.model(),
                      r.leaseId(),
                      r.transcript(),
                      OTHER,
                      r.policyDigest())),
          entry(
              "policy",
              r ->
                  with(
                      r,
                      r.profile(),
                      r.model(),
                      r.leaseId(),
                      r.transcript(),
                      r.ticketDigest(),
                      OTHER)),
          entry(
              "redelivery of another",
              r ->
                  new AuditEntry.KeyRedelivered(
                      r.at(), r.profile(), r.model(), r.leaseId(), OTHER)));
    }

    private static Arguments entry(
        String name, java.util.function.Function<AuditEntry.KeyReleased, AuditEntry> twist) {
      return Arguments.of(
          name, (UnaryOperator<AuditEntry>) e -> twist.apply((AuditEntry.KeyReleased) e));
    }

    private static AuditEntry with(
        AuditEntry.KeyReleased r,
        Profile profile,
        ModelVersion model,
        String leaseId,
        Bytes transcript,
        Bytes ticket,
        Bytes policy) {
      return new AuditEntry.KeyReleased(
          r.at(),
          profile,
          model,
          leaseId,
          transcript,
          ticket,
          policy,
          r.platformId(),
          r.bootInstance(),
          r.deviceIds(),
          r.acceptedWarnings());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("entries")
    void isRefusedWhereTheLoggedEntryIsAnother(String name, UnaryOperator<AuditEntry> twist) {
      desk.entryTwist = twist;

      assertEnds(Fault.NO_PROOF);
    }
  }

  @Nested
  @DisplayName("a checkpoint that does not fit")
  class ForeignCheckpoint {
    @Test
    void isRefusedIfAnotherLogKeySigned() {
      desk.checkpointSigner = CheckpointSigner.generate("test-log", RANDOM);

      assertEnds(Fault.CHECKPOINT);
    }

    @Test
    void isRefusedIfOfAnotherLog() {
      desk.checkpointOrigin = "strongroom.test/production";

      assertEnds(Fault.CHECKPOINT);
    }

    @Test
    void showsARollback() throws Exception {
      run().close();
      desk.rollBack(2);

      assertEnds(Fault.ROLLBACK);
    }

    @Test
    void showsAnotherContentAtTheSameSize() throws Exception {
      run().close();
      desk.rollBack(Math.toIntExact(desk.logSize() - 1));

      assertEnds(Fault.FORK);
    }

    @Test
    void keepsTheOldOneAfterARefusal() throws Exception {
      run().close();
      var kept = checkpoints().last();
      desk.rollBack(2);
      assertEnds(Fault.ROLLBACK);

      assertThat(checkpoints().last()).isEqualTo(kept);
    }
  }

  @Test
  void refusesAKeyWrappedForAnotherSession() {
    desk.answerTwist =
        a ->
            new ReleaseAnswer(
                a.lease(),
                Bytes.zeros(a.wrappedKey().length()),
                a.entry(),
                a.entryIndex(),
                a.inclusionProof(),
                a.checkpoint());

    assertEnds(Fault.KEY);
  }

  @Test
  void asksNothingForAnotherTicketThanTheMeasuredOne() {
    assertThatThrownBy(() -> run(MadeUpMachine.of(OTHER)))
        .isInstanceOf(AgentException.class)
        .hasMessageContaining("agent.init-data");
    assertThat(desk.transcripts()).isEmpty();
  }

  @Test
  void saysWhatTheBrokerSaidWhenItRefuses() {
    desk.refuseRelease = true;

    assertThatThrownBy(this::run)
        .hasMessage(
            "agent.refused: the broker refused: the guest may be debugged; turn debugging off"
                + " (release.refused), findings [snp.debug]");
    assertThat(timing.pauses).isEmpty();
  }

  @Nested
  @DisplayName("a broker that does not answer")
  class Unavailable {
    @Test
    void isAskedAgainWithTheSameTranscript() throws Exception {
      broker.loseReleases.set(2);

      try (var granted = run()) {
        assertThat(desk.transcripts()).hasSize(3).containsOnly(granted.lease().transcript());
        assertThat(granted.redelivered()).isTrue();
        assertThat(granted.askedAt()).isEqualTo(FastTiming.START);
        assertThat(timing.pauses).isSorted().hasSize(2);
      }
    }

    @Test
    void getsANewSessionOnceTheNonceIsOver() throws Exception {
      desk.nonceLifetime = Duration.ofMillis(500);
      broker.loseReleases.set(2);

      try (var granted = run()) {
        assertThat(granted.redelivered()).isFalse();
        assertThat(desk.transcripts())
            .hasSize(3)
            .satisfies(all -> assertThat(all.getLast()).isNotEqualTo(all.getFirst()));
      }
    }

    @Test
    void isGivenUpAfterPatience() {
      broker.down = true;

      assertEnds(Fault.UNAVAILABLE);
      assertThat(timing.pauses.stream().reduce(Duration.ZERO, Duration::plus))
          .isBetween(Duration.ofSeconds(120), Duration.ofSeconds(125));
    }

    @Test
    void isFoundWhenItComesBack() throws Exception {
      broker.down = true;
      timing.atPause =
          () -> {
            if (timing.pauses.size() == 3) {
              broker.down = false;
            }
          };

      run().close();
      assertThat(said).anyMatch(line -> line.contains("new session in 800 ms"));
    }
  }

  @Nested
  @DisplayName("a ticket")
  class Tickets {
    @Test
    void isRefusedIfAnotherOwnerSigned() {
      var stranger = SigningKey.generate(RANDOM).publicKey();

      assertThatThrownBy(() -> Deployment.open(signed(ticket()).toJson(), stranger))
          .isInstanceOf(AgentException.class)
          .hasMessageStartingWith("agent.ticket: ");
    }

    @Test
    void coversItsModelAndVersionsOnly() throws Exception {
      deployment.requireCovers(new ModelVersion("acme", "tiny", 3));
      for (var other :
          List.of(
              new ModelVersion("acme", "tiny", 4),
              new ModelVersion("acme", "large", 1),
              new ModelVersion("evil", "tiny", 1))) {
        assertThatThrownBy(() -> deployment.requireCovers(other))
            .isInstanceOf(AgentException.class)
            .hasMessageContaining(other.toString());
      }
    }
  }
}
