package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.broker.testing.Owner;
import dev.strongroom.broker.testing.TestPostgres;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.containment.ContainmentOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A lease")
class LeaseTest extends OwnBroker {
  LeaseTest(@TempDir Path directory) throws Exception {
    super(directory);
  }

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
