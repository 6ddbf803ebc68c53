package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.broker.testing.Agent;
import dev.strongroom.broker.testing.Owner;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.broker.testing.TestPostgres;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.release.ReleaseAnswer;
import dev.strongroom.protocol.release.ReleaseRequest;
import dev.strongroom.simulator.vendor.SimulatedVendors;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A broker asked for a key")
class ReleaseTest extends OwnBroker {
  ReleaseTest(@TempDir Path directory) throws Exception {
    super(directory);
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
}
