package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.broker.release.ReleaseObserver;
import dev.strongroom.broker.release.ReleaseStep;
import dev.strongroom.broker.testing.TestPostgres;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.containment.ContainmentOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A release that something comes between")
class ReleaseInterruptedTest extends OwnBroker {
  ReleaseInterruptedTest(@TempDir Path directory) throws Exception {
    super(directory);
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
      assertThat(logged(AuditEntry.ReleaseRefused.class)).isEqualTo(1);
      contain(ContainmentOrder.Action.UNFREEZE_RELEASES);
      assertThat(node.releases().release(request)).isNotNull();
    }

    @Test
    void takingTheOwnerOutKeepsTheKeyIn() throws Exception {
      var agent = launch("one");
      var request = agent.request(agent.hello(calls));
      observer.set(
          step -> {
            if (step == ReleaseStep.CHECKPOINTED) {
              unchecked(() -> Files.delete(site.owners().resolve("acme.pub.pem")));
            }
          });

      assertThatThrownBy(() -> node.releases().release(request))
          .isInstanceOf(UnavailableException.class);
    }

    @Test
    void aLogThatWasSetBackUnderneathKeepsTheKeyIn() throws Exception {
      var _ = launch("one").obtain(calls);
      var agent = launch("two");
      var request = agent.request(agent.hello(calls));
      TestPostgres.execute(database, "DELETE FROM log_entry WHERE sequence = 1");
      TestPostgres.execute(database, "DELETE FROM checkpoint WHERE size = 2");

      assertThatThrownBy(() -> node.releases().release(request))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("changed underneath");
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
}
