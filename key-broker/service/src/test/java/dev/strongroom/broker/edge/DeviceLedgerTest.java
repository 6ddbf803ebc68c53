package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.broker.ledger.DevicesRefusedException;
import dev.strongroom.broker.ledger.LedgerRules.Holder;
import dev.strongroom.broker.testing.Agent;
import dev.strongroom.broker.testing.Owner;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.broker.testing.TestPostgres;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.containment.ContainmentOrder;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.protocol.ledger.DevicePage;
import dev.strongroom.simulator.vendor.SimulatedNode;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.json.StrictJson;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The device ledger")
class DeviceLedgerTest extends OwnBroker {
  private static final Holder BOOT = new Holder("a1", "01");
  private static final Holder REBOOTED = new Holder("a1", "02");
  private static final Holder ELSEWHERE = new Holder("b2", "03");

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
    endLeases();
    assertThat(Agent.with(node.info(), ticket, moved).obtain(calls)).isNotNull();
  }

  @Nested
  @DisplayName("a refused move")
  class RefusedMove {
    private Agent holder;
    private SimulatedNode moved;

    @BeforeEach
    void hold() throws Exception {
      holder = launch("one");
      moved = launch("two").node().withDevicesOf(holder.node());
      var _ = holder.obtain(calls);
    }

    private RefusedException ask() {
      return refusal(() -> Agent.with(node.info(), ticket, moved).obtain(calls));
    }

    @Test
    void isAnEntryOfItsOwnThatNamesBothPlatforms() throws Exception {
      var held = device();
      ask();

      assertThat(kinds()).endsWith("ReleaseRefused", "DeviceMoveRefused");
      assertThat(entries().getLast())
          .isInstanceOfSatisfying(
              AuditEntry.DeviceMoveRefused.class,
              entry -> {
                assertThat(entry.model()).isEqualTo(LLAMA);
                assertThat(entry.deviceId()).isEqualTo(held.id());
                assertThat(entry.holdingPlatform()).isEqualTo(holder.node().platformId());
                assertThat(entry.holdingBoot()).isEqualTo(held.bootInstance());
                assertThat(entry.askingPlatform()).isEqualTo(moved.platformId());
                assertThat(entry.askingBoot()).isNotEqualTo(entry.holdingBoot());
              });
    }

    @Test
    void isToldToNobodyWhoAsks() throws Exception {
      var problem = ask().problem();

      assertThat(problem.findings()).containsExactly("ledger.device-held");
      assertThat(StrictJson.write(problem).utf8())
          .doesNotContain(holder.node().platformId(), moved.platformId())
          .doesNotContain(device().id(), device().bootInstance());
    }

    @Test
    void changesNothing() throws Exception {
      var before = device();

      ask();

      assertThat(device()).isEqualTo(before);
      assertThat(node.fleet().await(0, Duration.ZERO).holders()).hasSize(1);
    }

    @Test
    void isCountedForOperatorsAndLoggedOnceAMinute() throws Exception {
      var held = device();
      for (int i = 0; i < 3; i++) {
        ask();
      }

      assertThat(logged(AuditEntry.DeviceMoveRefused.class)).isEqualTo(1);
      assertThat(node.releases().refusedMoves()).isEqualTo(3);
      assertThat(node.ledger().refused().moves())
          .singleElement()
          .satisfies(
              move -> {
                assertThat(move.deviceId()).isEqualTo(held.id());
                assertThat(move.holdingPlatformId()).isEqualTo(holder.node().platformId());
                assertThat(move.askingPlatformId()).isEqualTo(moved.platformId());
                assertThat(move.times()).isEqualTo(3);
                assertThat(move.first()).isBefore(move.last());
              });
      TestPostgres.execute(
          database, "UPDATE refused_move SET logged_at = logged_at - interval '1 minute'");
      ask();
      assertThat(logged(AuditEntry.DeviceMoveRefused.class)).isEqualTo(2);
    }

    @Test
    void isNotHiddenByManyOtherRefusalsOfTheTicket() throws Exception {
      TestPostgres.execute(
          database,
          "INSERT INTO logged_refusal (ticket_digest) SELECT ticket_digest FROM challenge,"
              + " generate_series(1, 32)");

      ask();

      assertThat(logged(AuditEntry.ReleaseRefused.class)).isZero();
      assertThat(logged(AuditEntry.DeviceMoveRefused.class)).isEqualTo(1);
    }

    @Test
    void isForgottenAfterThirtyDaysByAllButTheLog() throws Exception {
      ask();
      TestPostgres.execute(
          database, "UPDATE refused_move SET last_at = last_at - interval '30 days'");

      assertThat(node.ledger().refused().moves()).isEmpty();
      assertThat(logged(AuditEntry.DeviceMoveRefused.class)).isEqualTo(1);
    }
  }

  @Test
  void recordsAMoveOnceTheLeaseRanOut() throws Exception {
    var holder = launch("one");
    var _ = holder.obtain(calls);
    var before = device();
    TestPostgres.execute(
        database, "UPDATE lease SET expires_at = clock_timestamp() - interval '1 second'");
    var moved = launch("two").node().withDevicesOf(holder.node());
    var agent = Agent.with(node.info(), ticket, moved);

    var lease = agent.lease(agent.obtain(calls));

    assertThat(kinds()).endsWith("DeviceMoved", "KeyReleased");
    var after = device();
    var released = (AuditEntry.KeyReleased) entries().getLast();
    assertThat(entries().get(entries().size() - 2))
        .isEqualTo(
            new AuditEntry.DeviceMoved(
                released.at(),
                Profile.SIMULATION,
                LLAMA,
                lease.id(),
                before.id(),
                holder.node().platformId(),
                before.bootInstance(),
                moved.platformId(),
                released.bootInstance()));
    assertThat(after.platformId()).isEqualTo(moved.platformId());
    assertThat(after.cameFrom()).isEqualTo(holder.node().platformId());
    assertThat(after.firstSeen()).isEqualTo(before.firstSeen());
    assertThat(after.since()).isEqualTo(after.lastShown()).isAfter(before.lastShown());
    assertThat(after.leases()).isEqualTo(1);
  }

  @Test
  void bringsNoLeaseBackWhoseDeviceMovedWhenTheClockIsSetBack() throws Exception {
    var holder = launch("one");
    var lease = holder.lease(holder.obtain(calls));
    TestPostgres.execute(
        database, "UPDATE lease SET expires_at = clock_timestamp() - interval '1 second'");
    var moved = launch("two").node().withDevicesOf(holder.node());
    var _ = Agent.with(node.info(), ticket, moved).obtain(calls);
    TestPostgres.execute(
        database, "UPDATE lease SET expires_at = expires_at + interval '1 minute'");

    var answer = node.leases().heartbeat(lease.id(), holder.heartbeat(lease.id(), 1));

    assertThat(holder.status(answer).live()).isFalse();
    assertThat(device().leases()).isEqualTo(1);
    assertThat(kinds()).endsWith("LeaseEnded", "DeviceMoved", "KeyReleased");
  }

  @Test
  void knowsWhatADeviceIsAndWhenItWasShown() throws Exception {
    var agent = launch("one");
    var lease = agent.lease(agent.obtain(calls));

    var first = device();
    assertThat(first.architecture()).isEqualTo("GH100");
    assertThat(first.platformId()).isEqualTo(agent.node().platformId());
    assertThat(first.firstSeen()).isEqualTo(first.since()).isBeforeOrEqualTo(lease.issuedAt());
    assertThat(first.cameFrom()).isEmpty();
    assertThat(first.leases()).isEqualTo(1);
    assertThat(first.fencedBoots()).isZero();
    var _ = Agent.with(node.info(), ticket, agent.node()).obtain(calls);
    var second = device();
    assertThat(second.lastShown()).isAfter(first.lastShown());
    assertThat(second.since()).isEqualTo(first.since());
    assertThat(second.leases()).isEqualTo(2);
    assertThat(logged(AuditEntry.DeviceMoved.class)).isZero();
  }

  @Test
  void listsDevicesPageByPage() throws Exception {
    enrol(owner.policy("llama", 2, 3, Owner.WARNINGS_OF_SEVERAL_GPUS, Owner.TERMS));
    var _ = launch("one", 3).obtain(calls);

    var all = node.ledger().devices("", 1000).devices();

    assertThat(all).extracting(DevicePage.Device::id).hasSize(3).isSorted();
    assertThat(node.ledger().devices("", 2).devices()).isEqualTo(all.subList(0, 2));
    assertThat(node.ledger().devices(all.get(1).id(), 2).devices()).isEqualTo(all.subList(2, 3));
    assertThat(node.ledger().devices(all.get(2).id(), 2).devices()).isEmpty();
  }

  private DevicePage.Device device() throws UnavailableException {
    return node.ledger().devices("", 1000).devices().getFirst();
  }

  private List<String> kinds() throws Exception {
    return entries().stream().map(entry -> entry.getClass().getSimpleName()).toList();
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
    assertThat(entries())
        .filteredOn(AuditEntry.LeaseEnded.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            AuditEntry.LeaseEnded.class,
            end -> {
              assertThat(end.leaseId()).isEqualTo(lease.id());
              assertThat(end.actor()).isEqualTo("ledger");
            });
    assertThat(device().leases()).isEqualTo(1);
    assertThat(device().fencedBoots()).isEqualTo(1);
    assertThat(logged(AuditEntry.DeviceMoved.class)).isZero();
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
    enrol(owner.policy("llama", 2, 2, Owner.WARNINGS_OF_SEVERAL_GPUS, Owner.TERMS));
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

  @Test
  void givesTwoModelsOnOneNodeALeaseEachAndEndsBothWhenItReboots() throws Exception {
    var mistral = new ModelVersion("acme", "mistral", 1);
    try (var key = SecretBytes.random(32, Site.RANDOM)) {
      var signed = owner.sign(owner.policy("mistral", 1));
      var _ = node.enroller().enrol(owner.enrolment(mistral, signed, key));
    }
    var desk = new LedgerDesk(node.database());
    var gpus = List.of("01", "02");

    var first = claim(desk, LLAMA, BOOT, gpus);
    var second = claim(desk, mistral, BOOT, gpus);

    assertThat(node.ledger().devices("", 10).devices())
        .extracting(DevicePage.Device::leases)
        .containsExactly(2, 2);
    assertThat(live()).containsExactlyInAnyOrder(first.leaseId(), second.leaseId());
    var rebooted = claim(desk, mistral, REBOOTED, gpus);
    assertThat(live()).containsExactly(rebooted.leaseId());
    assertThat(logged(AuditEntry.LeaseEnded.class)).isEqualTo(2);
  }

  @Test
  void saysEveryReasonAtOnceAndNamesEveryHeldDevice() throws Exception {
    var desk = new LedgerDesk(node.database());
    var _ = claim(desk, LLAMA, BOOT, List.of("01"));
    var _ = claim(desk, LLAMA, REBOOTED, List.of("01"));
    var _ = claim(desk, LLAMA, ELSEWHERE, List.of("03", "02"));

    var refused = refusal(() -> claim(desk, LLAMA, BOOT, List.of("04", "03", "02", "01")));

    assertThat(refused.problem().findings())
        .containsExactly("ledger.boot-fenced", "ledger.device-held");
    assertThat(refused)
        .isInstanceOfSatisfying(
            DevicesRefusedException.class,
            devices -> {
              assertThat(devices.asking()).isEqualTo(BOOT);
              assertThat(devices.held())
                  .containsExactly(
                      new DevicesRefusedException.Held("02", ELSEWHERE),
                      new DevicesRefusedException.Held("03", ELSEWHERE));
            });
    assertThat(node.ledger().devices("03", 10).devices()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void refusesAPlatformThatHidesWhichItIs(int devices) throws Exception {
    var desk = new LedgerDesk(node.database());
    var masked = new Holder("00".repeat(64), "01");
    var gpus = List.of("01").subList(0, devices);

    var refused = refusal(() -> claim(desk, LLAMA, masked, gpus));

    assertThat(refused.problem().findings()).containsExactly("ledger.platform-unknown");
    assertThat(node.ledger().devices("", 10).devices()).isEmpty();
  }

  @Test
  void neverSeesANodeWhoseChipIdIsMasked() throws Exception {
    var warnings = new ArrayList<>(Owner.USUAL_WARNINGS);
    warnings.add("snp.chip-id-unproven");
    enrol(owner.policy("llama", 2, 1, warnings, Owner.TERMS));
    var masked = launch("one").node().masked(Site.vendors(), Instant.now().minusSeconds(60));

    var refused = refusal(() -> Agent.with(node.info(), ticket, masked).obtain(calls));

    assertThat(refused.problem().findings())
        .containsAll(warnings)
        .contains("snp.platform-unknown")
        .hasSize(warnings.size() + 1);
    assertThat(node.ledger().devices("", 10).devices()).isEmpty();
  }

  private static LedgerDesk.Granted claim(
      LedgerDesk desk, ModelVersion model, Holder asking, List<String> devices)
      throws RefusedException, UnavailableException, MalformedException {
    return desk.claim(model, asking, devices, Duration.ofHours(1), () -> {});
  }

  private List<String> live() throws Exception {
    return node.fleet().await(0, Duration.ZERO).holders().stream()
        .map(Fleet.Holder::leaseId)
        .toList();
  }
}
