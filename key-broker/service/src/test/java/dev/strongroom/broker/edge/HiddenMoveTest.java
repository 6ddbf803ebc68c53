package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.broker.release.ReleaseStep;
import dev.strongroom.broker.testing.Agent;
import dev.strongroom.broker.testing.TestPostgres;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.evidence.Evidence;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.protocol.release.ReleaseRequest;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever shows a device that another platform holds may want that nobody hears of it.
@DisplayName("A refused move that somebody hides")
class HiddenMoveTest extends OwnBroker {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Agent thief;
  private ReleaseRequest request;

  HiddenMoveTest(@TempDir Path directory) throws Exception {
    super(directory);
  }

  @BeforeEach
  void borrow() throws Exception {
    var holder = launch("one");
    var _ = holder.obtain(calls);
    thief = Agent.with(node.info(), ticket, launch("two").node().withDevicesOf(holder.node()));
    request = thief.request(thief.hello(calls));
  }

  private void assertToldOnce() throws Exception {
    assertThat(logged(AuditEntry.ReleaseRefused.class)).isEqualTo(1);
    assertThat(logged(AuditEntry.DeviceMoveRefused.class)).isEqualTo(1);
    assertThat(node.releases().refusedMoves()).isEqualTo(1);
    assertThat(node.ledger().refused().moves()).hasSize(1);
  }

  @Test
  void isToldAlthoughHellosOfTheTicketPushItsChallengeOut() throws Exception {
    TestPostgres.execute(
        database,
        "INSERT INTO challenge (nonce, session_keys, ticket_digest, owner, model, version,"
            + " policy_digest, expires_at) SELECT decode(md5(n::text), 'hex'), session_keys,"
            + " ticket_digest, owner, model, version, policy_digest,"
            + " expires_at + interval '1 second' FROM challenge, generate_series(1, 255) AS n"
            + " WHERE transcript IS NULL");

    var pushing = whileItIsDecided(() -> thief.hello(calls));
    assertRefused("release.refused", () -> node.releases().release(request));

    pushing.get().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(
            TestPostgres.query(database, "SELECT count(*) FROM challenge WHERE transcript IS NULL"))
        .as("one pushed out, one new")
        .isEqualTo("256");
    assertToldOnce();
  }

  @Test
  void isToldAlthoughItsChallengeEndsWhileItIsDecided() throws Exception {
    var ending =
        whileItIsDecided(
            () ->
                TestPostgres.execute(
                    database, "UPDATE challenge SET expires_at = clock_timestamp()"));
    assertRefused("release.refused", () -> node.releases().release(request));

    ending.get().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertToldOnce();
  }

  @Test
  @DisplayName("is told although the same devices beside a broken CPU report spend its nonce")
  void isToldAlthoughItsSessionIsRefusedForSomethingElseMeanwhile() throws Exception {
    var evidence = request.evidence();
    var broken =
        new EvidenceSet(
            new Evidence(evidence.cpu().scheme(), Bytes.utf8("none"), evidence.cpu().chain()),
            evidence.initData(),
            evidence.devices());
    var other = new ReleaseRequest(request.nonce(), request.keys(), broken);

    var spending =
        whileItIsDecided(
            () ->
                assertThatThrownBy(() -> node.releases().release(other))
                    .isInstanceOf(MalformedException.class));
    assertRefused("release.refused", () -> node.releases().release(request));

    spending.get().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertToldOnce();
  }

  @Test
  void isToldOnceHoweverOftenItIsAsked() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertRefused("release.refused", () -> node.releases().release(request));
    }

    assertToldOnce();
  }

  /// Runs `action` beside the release, as soon as that holds its nonce, and lets the release go on
  /// once `action` waits for it.
  private AtomicReference<CompletableFuture<Void>> whileItIsDecided(Action action) {
    var running = new AtomicReference<CompletableFuture<Void>>();
    observer.set(
        step -> {
          if (step == ReleaseStep.NONCE_ADMITTED) {
            running.set(CompletableFuture.runAsync(() -> unchecked(action)));
            awaitALockedOut();
          }
        });
    return running;
  }

  private void awaitALockedOut() {
    var end = Instant.now().plus(LIMIT);
    while (TestPostgres.query(
            database,
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND wait_event_type = 'Lock'")
        .equals("0")) {
      assertThat(Instant.now()).isBefore(end);
      Thread.onSpinWait();
    }
  }
}
