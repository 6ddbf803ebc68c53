package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.broker.Role;
import dev.strongroom.broker.release.ReleaseObserver;
import dev.strongroom.broker.release.ReleaseStep;
import dev.strongroom.broker.testing.Agent;
import dev.strongroom.broker.testing.DatabaseLink;
import dev.strongroom.broker.testing.Owner;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.broker.testing.TestPostgres;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.containment.ContainmentOrder;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.protocol.release.Hello;
import dev.strongroom.protocol.release.ReleaseAnswer;
import dev.strongroom.protocol.release.ReleaseRequest;
import dev.strongroom.simulator.vendor.SimulatedVendors;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.SigningKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A broker on PostgreSQL, without HTTP")
class BrokerNodeTest {
  private static final SigningKey ACME = SigningKey.generate(Site.RANDOM);
  private static final ModelVersion MISTRAL = new ModelVersion("acme", "mistral", 1);
  private static final ModelVersion LLAMA = new ModelVersion("acme", "llama", 1);

  private final SecretBytes modelKey = SecretBytes.random(32, Site.RANDOM);
  private final AtomicReference<ReleaseObserver> observer =
      new AtomicReference<>(ReleaseObserver.NONE);
  private final String database = TestPostgres.create();
  private final DatabaseLink link;
  private final BrokerNode node;
  private final Site site;
  private final Owner owner;
  private final Agent.Calls calls;
  private Envelope ticket;

  BrokerNodeTest(@TempDir Path directory) throws Exception {
    link = new DatabaseLink();
    site = Site.create(directory, ACME);
    node =
        BrokerNode.open(
            site.settings(link.url(database)), Site.RANDOM, step -> observer.get().reached(step));
    owner = new Owner("acme", ACME, node.info());
    ticket = owner.sign(owner.ticket("llama", Bytes.zeros(48)));
    calls =
        new Agent.Calls() {
          @Override
          public Envelope hello(Hello hello)
              throws RefusedException, UnavailableException, MalformedException {
            return node.challenges().hello(hello);
          }

          @Override
          public ReleaseAnswer release(ReleaseRequest request)
              throws RefusedException, UnavailableException, MalformedException {
            return node.releases().release(request);
          }
        };
  }

  @BeforeEach
  void enrol() throws Exception {
    enrol(owner.policy("llama", 1));
  }

  @AfterEach
  void close() throws Exception {
    node.close();
    link.close();
  }

  private void enrol(ReleasePolicy policy) throws Exception {
    var signed = owner.sign(policy);
    var floor = ReleasePolicy.digest(owner.sign(owner.policy("llama", 1)));
    var manifest = owner.manifest(LLAMA, floor);
    var _ = node.enroller().enrol(owner.enrolment(LLAMA, manifest, signed, modelKey));
    ticket = owner.sign(owner.ticket("llama", ReleasePolicy.digest(signed)));
  }

  private Agent launch(String machine) {
    return Agent.launch(node.info(), ticket, machine);
  }

  private static RefusedException refusal(ThrowingCallable call) {
    return catchThrowableOfType(RefusedException.class, call);
  }

  private static void assertRefused(String code, ThrowingCallable call) {
    assertThat(refusal(call).problem().code()).isEqualTo(code);
  }

  private List<AuditEntry> entries() throws Exception {
    var entries = new ArrayList<AuditEntry>();
    for (var entry : node.log().page(0, 1000).entries()) {
      entries.add(AuditEntry.parse(entry));
    }
    return entries;
  }

  private long logged(Class<? extends AuditEntry> kind) throws Exception {
    return entries().stream().filter(kind::isInstance).count();
  }

  private void contain(ContainmentOrder.Action action) throws Exception {
    var _ = node.containment().apply(order(action), Role.OPERATOR);
  }

  private static ContainmentOrder order(ContainmentOrder.Action action) {
    return new ContainmentOrder(
        action, "acme", "llama", ContainmentOrder.Source.PERSON, "", "weights seen leaving");
  }

  @Nested
  @DisplayName("an enrolment")
  class Enrolled {
    private Envelope offer(ModelVersion model, SecretBytes key) {
      return owner.enrolment(model, owner.sign(owner.policy(model.model(), 1)), key);
    }

    @Test
    void withTheKeyOfAnotherVersionOrModelIsRefused() throws Exception {
      var before = entries();

      for (var model : List.of(new ModelVersion("acme", "llama", 2), MISTRAL)) {
        var refused = refusal(() -> node.enroller().enrol(offer(model, modelKey)));

        assertThat(refused.problem().status()).isEqualTo(409);
        assertThat(refused.problem().code()).isEqualTo("enrolment.key-reused");
        assertThat(refused.problem().detail()).contains("fresh key");
      }

      assertThat(entries()).isEqualTo(before);
    }

    @Test
    void withAFreshKeyIsTakenInAndMayBeRepeated() throws Exception {
      var fresh = offer(MISTRAL, SecretBytes.random(32, Site.RANDOM));

      var first = node.enroller().enrol(fresh);

      assertThat(node.enroller().enrol(fresh)).isEqualTo(first);
    }

    @Test
    void ofOneKeyForManyModelsAtOnceTakesOneIn() throws Exception {
      var key = SecretBytes.random(32, Site.RANDOM);
      var outcomes = new ArrayList<String>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var asks = new ArrayList<Callable<String>>();
        for (int i = 0; i < 8; i++) {
          var envelope = offer(new ModelVersion("acme", "model-" + i, 1), key);
          asks.add(
              () -> {
                try {
                  var _ = node.enroller().enrol(envelope);
                  return "enrolled";
                } catch (RefusedException e) {
                  return e.problem().code();
                }
              });
        }
        for (var outcome : threads.invokeAll(asks)) {
          outcomes.add(outcome.get());
        }
      }

      assertThat(outcomes).hasSize(8).containsOnlyOnce("enrolled");
      assertThat(outcomes)
          .contains("enrolment.key-reused")
          .containsOnly("enrolled", "enrolment.key-reused");
    }
  }

  @Nested
  @DisplayName("a release")
  class Released {
    @Test
    void givesTheEnrolledKeyWithProofThatItIsLogged() throws Exception {
      var agent = launch("one");

      var answer = agent.obtain(calls);

      try (var key = agent.open(answer)) {
        assertThat(key.sameAs(modelKey)).isTrue();
      }
      var entry = (AuditEntry.KeyReleased) AuditEntry.parse(answer.entry());
      assertThat(entry.leaseId()).isEqualTo(agent.lease(answer).id());
      assertThat(entry.platformId()).isEqualTo(agent.node().platformId());
      assertThat(entry.deviceIds()).hasSize(1);
      assertThat(entry.acceptedWarnings())
          .containsExactlyInAnyOrderElementsOf(Owner.USUAL_WARNINGS);
    }

    @Test
    void isRedeliveredUnderTheSameLease() throws Exception {
      var agent = launch("one");
      var request = agent.request(agent.hello(calls));

      var first = node.releases().release(request);
      var second = node.releases().release(request);

      assertThat(agent.lease(second)).isEqualTo(agent.lease(first));
      assertThat(second.entryIndex()).isEqualTo(first.entryIndex());
      try (var key = agent.open(second)) {
        assertThat(key.sameAs(modelKey)).isTrue();
      }
      assertThat(logged(AuditEntry.KeyReleased.class)).isEqualTo(1);
      assertThat(logged(AuditEntry.KeyRedelivered.class)).isEqualTo(1);
    }

    @Test
    void askedForTwentyTimesAtOnceYieldsOneLease() throws Exception {
      var agent = launch("one");
      var request = agent.request(agent.hello(calls));
      Callable<ReleaseAnswer> ask = () -> node.releases().release(request);

      var leases = new ArrayList<String>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var answer : threads.invokeAll(java.util.Collections.nCopies(20, ask))) {
          leases.add(agent.lease(answer.get()).id());
        }
      }

      assertThat(leases).hasSize(20);
      assertThat(leases.stream().distinct()).hasSize(1);
      assertThat(logged(AuditEntry.KeyReleased.class)).isEqualTo(1);
      assertThat(logged(AuditEntry.KeyRedelivered.class)).isEqualTo(19);
    }

    @Test
    void needsEveryWarningAcceptedByName() throws Exception {
      enrol(owner.policy("llama", 2, 1, Owner.USUAL_WARNINGS.subList(0, 2), Owner.TERMS));

      var refused = refusal(() -> launch("one").obtain(calls));

      assertThat(refused.problem().code()).isEqualTo("release.refused");
      assertThat(refused.problem().findings()).containsExactly(Owner.USUAL_WARNINGS.get(2));
      assertThat(logged(AuditEntry.ReleaseRefused.class)).isEqualTo(1);
    }
  }

  @Nested
  @DisplayName("a nonce")
  class Nonces {
    @Test
    void unknownForeignAndExpiredAnswerAlike() throws Exception {
      var agent = launch("one");
      var request = agent.request(agent.hello(calls));
      var unknown = new ReleaseRequest(Bytes.zeros(32), request.keys(), request.evidence());
      var foreign = new ReleaseRequest(request.nonce(), launch("two").keys(), request.evidence());

      var ofUnknown = refusal(() -> node.releases().release(unknown)).problem();
      var ofForeign = refusal(() -> node.releases().release(foreign)).problem();
      TestPostgres.execute(
          database, "UPDATE challenge SET expires_at = clock_timestamp() - interval '1 second'");
      var ofExpired = refusal(() -> node.releases().release(request)).problem();

      assertThat(ofUnknown.code()).isEqualTo("release.challenge");
      assertThat(ofForeign).isEqualTo(ofUnknown);
      assertThat(ofExpired).isEqualTo(ofUnknown);
    }

    @Test
    void withForeignKeysIsLoggedOnceAndStaysGoodForItsOwnSession() throws Exception {
      var agent = launch("one");
      var request = agent.request(agent.hello(calls));
      var foreign = new ReleaseRequest(request.nonce(), launch("two").keys(), request.evidence());

      for (int i = 0; i < 5; i++) {
        assertRefused("release.challenge", () -> node.releases().release(foreign));
      }

      assertThat(logged(AuditEntry.ReleaseRefused.class)).isEqualTo(1);
      assertThat(node.releases().release(request)).isNotNull();
    }

    @Test
    void admitsNoOtherTranscriptOnceReleased() throws Exception {
      var agent = launch("one");
      var challenge = agent.hello(calls);
      var _ = node.releases().release(agent.request(challenge));

      // Device reports are fresh, so E and with it T differ.
      assertRefused("release.challenge", () -> node.releases().release(agent.request(challenge)));
      assertThat(logged(AuditEntry.KeyReleased.class)).isEqualTo(1);
    }

    @Test
    void isSpentByARefusalThatIsLoggedOnce() throws Exception {
      var agent = launch("one");
      var challenge = agent.hello(calls);
      var withoutGpu = agent.request(challenge, List.of());

      var first = refusal(() -> node.releases().release(withoutGpu)).problem();
      var again = refusal(() -> node.releases().release(withoutGpu)).problem();

      assertThat(first.code()).isEqualTo("release.refused");
      assertThat(again.findings()).isEqualTo(first.findings()).isNotEmpty();
      assertRefused("release.challenge", () -> node.releases().release(agent.request(challenge)));
      assertThat(logged(AuditEntry.ReleaseRefused.class)).isEqualTo(1);
    }
  }

  @Nested
  @DisplayName("Evidence")
  class EvidenceRefused {
    @Test
    void ofAnotherSessionsKeysIsRefused() throws Exception {
      var agent = launch("one");
      var other = Agent.with(node.info(), ticket, agent.node());
      var challenge = agent.hello(calls);
      var otherEvidence = other.request(other.hello(calls)).evidence();

      var refused =
          refusal(
              () ->
                  node.releases()
                      .release(new ReleaseRequest(challenge.nonce(), agent.keys(), otherEvidence)));

      assertThat(refused.problem().code()).isEqualTo("release.refused");
      assertThat(refused.problem().findings()).contains("snp.report-data");
    }

    @Test
    void underOtherRootsIsRefused() throws Exception {
      var strangers = SimulatedVendors.create(Site.RANDOM, Instant.now());
      var agent = Agent.launch(node.info(), ticket, "one", strangers);

      assertRefused("release.refused", () -> agent.obtain(calls));
    }

    @Test
    void thatIsNoReportIsMalformedAndLogged() throws Exception {
      var agent = launch("one");
      var challenge = agent.hello(calls);
      var request = agent.request(challenge);
      var cpu = request.evidence().cpu();
      var cut =
          new dev.strongroom.protocol.evidence.Evidence(
              cpu.scheme(), cpu.report().slice(0, 100), cpu.chain());
      var evidence =
          new dev.strongroom.protocol.evidence.EvidenceSet(
              cut, request.evidence().initData(), request.evidence().devices());

      assertThatThrownBy(
              () ->
                  node.releases()
                      .release(new ReleaseRequest(challenge.nonce(), agent.keys(), evidence)))
          .isInstanceOf(MalformedException.class);
      assertThat(logged(AuditEntry.ReleaseRefused.class)).isEqualTo(1);
    }

    @Test
    void ofAGuestWithAnotherTicketIsRefused() throws Exception {
      var other = owner.sign(owner.ticket("other", Bytes.zeros(48)));
      var elsewhere = Agent.launch(node.info(), other, "one");
      var agent = Agent.with(node.info(), ticket, elsewhere.node());

      var refused = refusal(() -> agent.obtain(calls));

      assertThat(refused.problem().findings()).contains("snp.host-data");
    }
  }

  @Nested
  @DisplayName("a hello")
  class Hellos {
    @Test
    void withATicketSignedByAnotherKeyIsRefused() throws Exception {
      var thief = new Owner("acme", SigningKey.generate(Site.RANDOM), node.info());
      var forged = thief.sign(thief.ticket("llama", Bytes.zeros(48)));

      assertRefused(
          "ticket.untrusted", () -> Agent.launch(node.info(), forged, "one").hello(calls));
    }

    @Test
    void withATicketForAnotherBrokerIsRefused() throws Exception {
      var broker = node.info().broker();
      var elsewhere =
          new dev.strongroom.protocol.release.Ticket.Broker(
              broker.id(),
              SigningKey.generate(Site.RANDOM).publicKey(),
              broker.logOrigin(),
              broker.logKey());
      var named = owner.ticket("llama", Bytes.zeros(48));
      var other =
          new dev.strongroom.protocol.release.Ticket(
              named.profile(),
              named.owner(),
              named.model(),
              1,
              9,
              elsewhere,
              named.floorPolicyDigest(),
              named.workload(),
              named.gatewayAuthorities(),
              named.networks(),
              named.notAfter());

      assertRefused(
          "ticket.broker", () -> Agent.launch(node.info(), owner.sign(other), "one").hello(calls));
    }

    @Test
    void thatIsOverIsRefused() throws Exception {
      var over = owner.ticket("llama", Bytes.zeros(48), Instant.now().minusSeconds(1));

      assertRefused(
          "ticket.expired", () -> Agent.launch(node.info(), owner.sign(over), "one").hello(calls));
    }

    @Test
    void withAFloorThatWasNeverInForceIsRefused() throws Exception {
      var lower = owner.sign(owner.ticket("llama", Bytes.utf8("never").sha384()));

      assertRefused("ticket.floor", () -> Agent.launch(node.info(), lower, "one").hello(calls));
    }

    @Test
    void ofAModelThatIsNotEnrolledIsRefused() throws Exception {
      var other = owner.sign(owner.ticket("unknown", Bytes.zeros(48)));

      assertRefused("model.unknown", () -> Agent.launch(node.info(), other, "one").hello(calls));
    }

    @Test
    void isRefusedWithTheReasonWhileFrozen() throws Exception {
      contain(ContainmentOrder.Action.FREEZE_RELEASES);

      var refused = refusal(() -> launch("one").hello(calls));

      assertThat(refused.problem().code()).isEqualTo("release.frozen");
      assertThat(refused.problem().detail()).contains("weights seen leaving");
      contain(ContainmentOrder.Action.UNFREEZE_RELEASES);
      assertThat(launch("one").hello(calls)).isNotNull();
    }
  }

  @Nested
  @DisplayName("a flood of one ticket")
  class Flood {
    /// As `Refuser` has it: what one ticket may put into the log within a minute.
    private static final int LOGGED = 32;

    /// As `Challenges` has it.
    private static final int OPEN = 256;

    @Test
    void putsABoundedNumberOfRefusalsIntoTheLog() throws Exception {
      var agent = launch("one");
      for (int i = 0; i < LOGGED + 3; i++) {
        var request = agent.request(agent.hello(calls), List.of());

        var refused = refusal(() -> node.releases().release(request)).problem();

        assertThat(refused.code()).isEqualTo("release.refused");
        assertThat(refused.findings()).isNotEmpty();
        assertRefused("release.refused", () -> node.releases().release(request));
      }
      assertThat(logged(AuditEntry.ReleaseRefused.class)).isEqualTo(LOGGED);
      assertThat(node.releases().unloggedRefusals()).isEqualTo(3);

      var own = agent.request(agent.hello(calls));
      var foreign = new ReleaseRequest(own.nonce(), launch("two").keys(), own.evidence());
      assertRefused("release.challenge", () -> node.releases().release(foreign));
      assertThat(logged(AuditEntry.ReleaseRefused.class)).isEqualTo(LOGGED);
      assertThat(node.releases().release(own)).isNotNull();

      TestPostgres.execute(
          database, "UPDATE challenge SET expires_at = clock_timestamp() - interval '1 minute'");
      var later = agent.request(agent.hello(calls), List.of());
      assertRefused("release.refused", () -> node.releases().release(later));
      assertThat(logged(AuditEntry.ReleaseRefused.class)).isEqualTo(LOGGED + 1);
    }

    @Test
    void ofRefusalsAtOnceIsBoundedAlike() throws Exception {
      var agent = launch("one");
      var asks = new ArrayList<Callable<String>>();
      for (int i = 0; i < LOGGED + 8; i++) {
        var request = agent.request(agent.hello(calls), List.of());
        asks.add(() -> refusal(() -> node.releases().release(request)).problem().code());
      }

      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (var code : threads.invokeAll(asks)) {
          assertThat(code.get()).isEqualTo("release.refused");
        }
      }

      assertThat(logged(AuditEntry.ReleaseRefused.class)).isEqualTo(LOGGED);
      assertThat(node.releases().unloggedRefusals()).isEqualTo(8);
    }

    @Test
    void ofIdleHellosTakesThePlaceOfTheOldestAndLocksNobodyOut() throws Exception {
      var agent = launch("one");
      var oldest = agent.request(agent.hello(calls));
      var second = agent.request(agent.hello(calls));
      for (int i = 2; i < OPEN; i++) {
        assertThat(agent.hello(calls)).isNotNull();
      }

      var newest = agent.request(agent.hello(calls));

      assertRefused("release.challenge", () -> node.releases().release(oldest));
      assertThat(node.releases().release(newest)).isNotNull();
      assertThat(node.releases().release(second)).isNotNull();
    }
  }

  @Nested
  @DisplayName("between hello and release")
  class Between {
    @Test
    void aNewPolicyConflicts() throws Exception {
      var agent = launch("one");
      var request = agent.request(agent.hello(calls));
      enrol(owner.policy("llama", 2));

      assertRefused("release.policy-changed", () -> node.releases().release(request));
      assertThat(logged(AuditEntry.KeyReleased.class)).isZero();
      assertThat(agent.obtain(calls)).isNotNull();
    }

    @Test
    void aFreezeRefuses() throws Exception {
      var agent = launch("one");
      var request = agent.request(agent.hello(calls));
      contain(ContainmentOrder.Action.FREEZE_RELEASES);

      assertRefused("release.frozen", () -> node.releases().release(request));
    }

    @Test
    void aFreezeAfterTheReleaseRefusesItsRedelivery() throws Exception {
      var agent = launch("one");
      var request = agent.request(agent.hello(calls));
      var _ = node.releases().release(request);
      contain(ContainmentOrder.Action.END_LEASES);
      contain(ContainmentOrder.Action.UNFREEZE_RELEASES);

      assertRefused("release.lease-ended", () -> node.releases().release(request));
    }

    @Test
    void anEndOfLeasesWhileItIsReleasedKeepsTheKeyIn() throws Exception {
      var agent = launch("one");
      var request = agent.request(agent.hello(calls));
      observer.set(
          step -> {
            if (step == ReleaseStep.CHECKPOINTED) {
              unchecked(() -> contain(ContainmentOrder.Action.END_LEASES));
            }
          });

      assertRefused("release.lease-ended", () -> node.releases().release(request));
    }

    @Test
    void aStallLongerThanTheLeaseKeepsTheKeyIn() throws Exception {
      var agent = launch("one");
      var request = agent.request(agent.hello(calls));
      observer.set(
          step -> {
            if (step == ReleaseStep.CHECKPOINTED) {
              TestPostgres.execute(database, "UPDATE lease SET expires_at = clock_timestamp()");
            }
          });

      assertRefused("release.lease-ended", () -> node.releases().release(request));
      assertThat(logged(AuditEntry.KeyReleased.class)).isEqualTo(1);
    }
  }

  private interface Action {
    void run() throws Exception;
  }

  private static void unchecked(Action action) {
    try {
      action.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Nested
  @DisplayName("a database that goes away mid-release")
  class DatabaseGone {
    @ParameterizedTest
    @EnumSource(value = ReleaseStep.class, names = "WRAPPED", mode = EnumSource.Mode.EXCLUDE)
    void letsNoKeyOutAndALaterRetryWorks(ReleaseStep at) throws Exception {
      var agent = launch("one");
      var request = agent.request(agent.hello(calls));
      observer.set(
          step -> {
            if (step == at) {
              link.cut();
            }
          });

      assertThatThrownBy(() -> node.releases().release(request))
          .isInstanceOf(UnavailableException.class);
      observer.set(ReleaseObserver.NONE);
      link.mend();
      var answer = node.releases().release(request);

      try (var key = agent.open(answer)) {
        assertThat(key.sameAs(modelKey)).isTrue();
      }
      assertThat(logged(AuditEntry.KeyReleased.class)).isEqualTo(1);
      assertThat(logged(AuditEntry.KeyRedelivered.class))
          .isEqualTo(at == ReleaseStep.NONCE_ADMITTED ? 0 : 1);
    }
  }

  @Nested
  @DisplayName("the device ledger")
  class Ledger {
    @Test
    void refusesTheDeviceOnAnotherPlatformWhileItIsHeld() throws Exception {
      var holder = launch("one");
      var _ = holder.obtain(calls);
      var moved = launch("two").node().withDevicesOf(holder.node());

      var refused = refusal(() -> Agent.with(node.info(), ticket, moved).obtain(calls));

      assertThat(refused.problem().findings()).containsExactly("ledger.device-held");
      contain(ContainmentOrder.Action.END_LEASES);
      contain(ContainmentOrder.Action.UNFREEZE_RELEASES);
      assertThat(Agent.with(node.info(), ticket, moved).obtain(calls)).isNotNull();
    }

    @Test
    void fencesTheOlderBootOfTheSamePlatform() throws Exception {
      var older = launch("one");
      var lease = older.lease(older.obtain(calls));
      var relaunched = older.node().relaunched(Owner.MEASUREMENT, Agent.hostData(ticket));
      var newer = Agent.with(node.info(), ticket, relaunched);

      assertThat(newer.obtain(calls)).isNotNull();

      var status =
          older.status(node.leases().heartbeat(lease.id(), older.heartbeat(lease.id(), 1)));
      assertThat(status.live()).isFalse();
      var refused = refusal(() -> Agent.with(node.info(), ticket, older.node()).obtain(calls));
      assertThat(refused.problem().findings()).containsExactly("ledger.boot-fenced");
    }

    @Test
    void givesOneBootManyLeases() throws Exception {
      var first = launch("one");
      var second = Agent.with(node.info(), ticket, first.node());

      assertThat(first.lease(first.obtain(calls)).id())
          .isNotEqualTo(second.lease(second.obtain(calls)).id());
    }
  }

  @Nested
  @DisplayName("a lease")
  class LeaseLife {
    @Test
    void isRenewedByRisingHeartbeatsOnly() throws Exception {
      var agent = launch("one");
      var id = agent.lease(agent.obtain(calls)).id();

      var renewed = agent.status(node.leases().heartbeat(id, agent.heartbeat(id, 1)));
      var repeated = agent.status(node.leases().heartbeat(id, agent.heartbeat(id, 1)));
      var _ = node.leases().heartbeat(id, agent.heartbeat(id, 2));

      assertThat(renewed.live()).isTrue();
      assertThat(renewed.ttl()).isEqualTo(Owner.TERMS.ttl());
      assertThat(repeated.live()).isTrue();
      assertThat(repeated.ttl()).isLessThanOrEqualTo(renewed.ttl());
      assertRefused("lease.sequence", () -> node.leases().heartbeat(id, agent.heartbeat(id, 1)));
    }

    @Test
    void listensToItsIdentityKeyOnly() throws Exception {
      var agent = launch("one");
      var id = agent.lease(agent.obtain(calls)).id();

      assertRefused(
          "lease.signature", () -> node.leases().heartbeat(id, launch("two").heartbeat(id, 1)));
    }

    @Test
    void endsByItsTtlAndIsLogged() throws Exception {
      var agent = launch("one");
      var id = agent.lease(agent.obtain(calls)).id();
      TestPostgres.execute(
          database, "UPDATE lease SET expires_at = clock_timestamp() - interval '1 second'");

      assertThat(node.leases().expire()).hasSize(1);

      var status = agent.status(node.leases().heartbeat(id, agent.heartbeat(id, 1)));
      assertThat(status.live()).isFalse();
      assertThat(status.reason()).isEqualTo("ttl");
      assertThat(entries().getLast()).isInstanceOf(AuditEntry.LeaseEnded.class);
      assertThat(node.fleet().await(0, Duration.ZERO).holders()).isEmpty();
    }

    @Test
    void wakesItsHolderAtOnceWhenItEnds() throws Exception {
      var agent = launch("one");
      var id = agent.lease(agent.obtain(calls)).id();
      var before = node.leases().changes(id, 0, Duration.ZERO).revision();

      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var waiting =
            threads.submit(
                () -> {
                  var revision = node.leases().changes(id, before, Duration.ofSeconds(20));
                  return new long[] {revision.revision(), System.nanoTime()};
                });
        while (!node.signal().isWaitedFor()) {
          Thread.onSpinWait();
        }
        contain(ContainmentOrder.Action.END_LEASES);
        long ordered = System.nanoTime();
        var woken = waiting.get();

        assertThat(woken[0]).isGreaterThan(before);
        assertThat(Duration.ofNanos(woken[1] - ordered)).isLessThan(Duration.ofSeconds(1));
      }
    }
  }

  @Nested
  @DisplayName("containment")
  class Contained {
    @Test
    void previewsWithoutChangingAnything() throws Exception {
      var agent = launch("one");
      var id = agent.lease(agent.obtain(calls)).id();
      var entriesBefore = entries();

      var preview =
          node.containment().preview(order(ContainmentOrder.Action.END_LEASES), Role.OPERATOR);

      assertThat(preview.frozen()).isTrue();
      assertThat(preview.leases()).containsExactly(id);
      assertThat(preview.entryIndexes()).isEmpty();
      assertThat(entries()).isEqualTo(entriesBefore);
      assertThat(agent.status(node.leases().heartbeat(id, agent.heartbeat(id, 1))).live()).isTrue();
    }

    @Test
    void isIdempotent() throws Exception {
      var agent = launch("one");
      var _ = agent.obtain(calls);

      var first =
          node.containment().apply(order(ContainmentOrder.Action.END_LEASES), Role.OPERATOR);
      var again =
          node.containment().apply(order(ContainmentOrder.Action.END_LEASES), Role.OPERATOR);

      assertThat(first.entryIndexes()).hasSize(2);
      assertThat(again.frozen()).isTrue();
      assertThat(again.leases()).isEmpty();
      assertThat(again.entryIndexes()).isEmpty();
    }
  }
}
