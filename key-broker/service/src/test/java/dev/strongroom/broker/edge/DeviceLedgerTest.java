package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.broker.testing.Agent;
import dev.strongroom.broker.testing.Owner;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.containment.ContainmentOrder;
import dev.strongroom.simulator.vendor.SimulatedNode;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The device ledger")
class DeviceLedgerTest extends OwnBroker {
  DeviceLedgerTest(@TempDir Path directory) throws Exception {
    super(directory);
  }

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

    var status = older.status(node.leases().heartbeat(lease.id(), older.heartbeat(lease.id(), 1)));
    assertThat(status.live()).isFalse();
    var refused = refusal(() -> Agent.with(node.info(), ticket, older.node()).obtain(calls));
    assertThat(refused.problem().findings()).containsExactly("ledger.boot-fenced");
  }

  @Test
  void fencesTheOlderBootAlsoWhereAnotherPlatformHadTheDeviceInBetween() throws Exception {
    var older = launch("one");
    assertThat(older.obtain(calls)).isNotNull();
    endLeases();
    var between = launch("two").node().withDevicesOf(older.node());
    assertThat(Agent.with(node.info(), ticket, between).obtain(calls)).isNotNull();
    endLeases();
    var newer = older.node().relaunched(Owner.MEASUREMENT, Agent.hostData(ticket));
    assertThat(Agent.with(node.info(), ticket, newer).obtain(calls)).isNotNull();

    var refused = refusal(() -> Agent.with(node.info(), ticket, older.node()).obtain(calls));

    assertThat(refused.problem().findings()).containsExactly("ledger.boot-fenced");
  }

  private void endLeases() throws Exception {
    contain(ContainmentOrder.Action.END_LEASES);
    contain(ContainmentOrder.Action.UNFREEZE_RELEASES);
  }

  @Test
  void endsALeaseOnceThatHasSeveralFencedDevices() throws Exception {
    enrol(owner.policy("llama", 2, 2, Owner.USUAL_WARNINGS, Owner.TERMS));
    var older = launch("one", 2);
    var lease = older.lease(older.obtain(calls));
    var newer = older.node().relaunched(Owner.MEASUREMENT, Agent.hostData(ticket));

    assertThat(Agent.with(node.info(), ticket, newer).obtain(calls)).isNotNull();

    assertThat(entries())
        .filteredOn(AuditEntry.LeaseEnded.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            AuditEntry.LeaseEnded.class, end -> assertThat(end.leaseId()).isEqualTo(lease.id()));
  }

  private Agent launch(String machine, int gpus) {
    var node =
        SimulatedNode.create(
            Site.vendors(),
            machine,
            gpus,
            Owner.MEASUREMENT,
            Agent.hostData(ticket),
            Site.RANDOM,
            Instant.now().minusSeconds(60));
    return Agent.with(this.node.info(), ticket, node);
  }

  @Test
  void givesOneBootManyLeases() throws Exception {
    var first = launch("one");
    var second = Agent.with(node.info(), ticket, first.node());

    assertThat(first.lease(first.obtain(calls)).id())
        .isNotEqualTo(second.lease(second.obtain(calls)).id());
  }
}
