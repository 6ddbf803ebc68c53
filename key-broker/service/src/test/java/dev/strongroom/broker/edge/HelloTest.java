package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.broker.release.Challenges;
import dev.strongroom.broker.testing.Agent;
import dev.strongroom.broker.testing.Owner;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.broker.testing.TestPostgres;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.containment.ContainmentOrder;
import dev.strongroom.protocol.release.ReleaseRequest;
import dev.strongroom.protocol.release.Ticket;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.nio.file.Files;
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

@DisplayName("A broker")
class HelloTest extends OwnBroker {
  HelloTest(@TempDir Path directory) throws Exception {
    super(directory);
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
          new Ticket.Broker(
              broker.id(),
              SigningKey.generate(Site.RANDOM).publicKey(),
              broker.logOrigin(),
              broker.logKey());
      var named = owner.ticket("llama", Bytes.zeros(48));
      var other =
          new Ticket(
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
    void ofAnUnknownOwnerAndWithAForeignSignatureAnswerAlike() throws Exception {
      var thief = new Owner("acme", SigningKey.generate(Site.RANDOM), node.info());
      var forged = thief.sign(thief.ticket("llama", Bytes.zeros(48)));
      var before = entries();

      var ofForeign =
          refusal(() -> Agent.launch(node.info(), forged, "one").hello(calls)).problem();
      Files.delete(site.owners().resolve("acme.pub.pem"));
      var ofUnknown = refusal(() -> launch("one").hello(calls)).problem();

      assertThat(ofUnknown).isEqualTo(ofForeign);
      assertThat(ofUnknown.code()).isEqualTo("ticket.untrusted");
      assertThat(entries()).isEqualTo(before);
    }

    @Test
    void withTheOwnersTicketIsLoggedWhenItIsRefused() throws Exception {
      var other = owner.sign(owner.ticket("unknown", Bytes.zeros(48)));

      assertRefused("model.unknown", () -> Agent.launch(node.info(), other, "one").hello(calls));

      var entry = (AuditEntry.ReleaseRefused) entries().getLast();
      assertThat(entry.model()).isEqualTo(new ModelVersion("acme", "unknown", 1));
      assertThat(entry.ticketDigest()).isEqualTo(Ticket.digest(other));
      assertThat(entry.codes()).containsExactly("model.unknown");
    }

    @Test
    void isRefusedWithTheReasonAndLoggedWhileFrozen() throws Exception {
      contain(ContainmentOrder.Action.FREEZE_RELEASES);

      var refused = refusal(() -> launch("one").hello(calls));

      assertThat(refused.problem().code()).isEqualTo("release.frozen");
      assertThat(refused.problem().detail()).contains("weights seen leaving");
      assertThat(logged(AuditEntry.ReleaseRefused.class)).isEqualTo(1);
      var entry = (AuditEntry.ReleaseRefused) entries().getLast();
      assertThat(entry.model()).isEqualTo(LLAMA);
      assertThat(entry.ticketDigest()).isEqualTo(Ticket.digest(ticket));
      assertThat(entry.codes()).containsExactly("release.frozen");
      contain(ContainmentOrder.Action.UNFREEZE_RELEASES);
      assertThat(launch("one").hello(calls)).isNotNull();
    }
  }

  @Nested
  @DisplayName("a flood of one ticket")
  class Flood {
    /// As `Refuser` has it: what one ticket may put into the log within a minute.
    private static final int LOGGED = 32;

    private static final int OPEN = Challenges.MAX_OPEN_PER_TICKET;

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
          database,
          "UPDATE logged_refusal SET logged_at = clock_timestamp() - interval '1 minute'");
      var later = agent.request(agent.hello(calls), List.of());
      assertRefused("release.refused", () -> node.releases().release(later));
      assertThat(logged(AuditEntry.ReleaseRefused.class)).isEqualTo(LOGGED + 1);
    }

    @Test
    void ofRefusedHellosIsBoundedWithTheOtherRefusals() throws Exception {
      var agent = launch("one");
      var withoutGpu = agent.request(agent.hello(calls), List.of());
      assertRefused("release.refused", () -> node.releases().release(withoutGpu));
      contain(ContainmentOrder.Action.FREEZE_RELEASES);

      for (int i = 0; i < LOGGED + 3; i++) {
        assertRefused("release.frozen", () -> agent.hello(calls));
      }

      assertThat(logged(AuditEntry.ReleaseRefused.class)).isEqualTo(LOGGED);
      assertThat(node.releases().unloggedRefusals()).isEqualTo(4);
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
}
