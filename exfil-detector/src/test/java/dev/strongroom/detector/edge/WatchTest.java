package dev.strongroom.detector.edge;

import static dev.strongroom.detector.edge.WatchFixture.EXPORTER;
import static dev.strongroom.detector.edge.WatchFixture.NODE;
import static dev.strongroom.detector.edge.WatchFixture.T0;
import static dev.strongroom.detector.edge.WatchFixture.fleet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.detector.finding.Alert;
import dev.strongroom.detector.finding.Containment;
import dev.strongroom.detector.finding.Containment.Phase;
import dev.strongroom.detector.finding.Rule;
import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.detector.flow.ipfix.ExporterState;
import dev.strongroom.detector.flow.ipfix.IpfixDecoder;
import dev.strongroom.detector.flow.ipfix.Limits;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.ledger.RefusedMoves;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.wire.MalformedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTest {
  @TempDir Path directory;

  private WatchFixture site;

  @BeforeEach
  void site() {
    site = new WatchFixture(directory);
  }

  @Test
  void restartForgetsNeitherTotalsNorCrossingsNorOrders() throws Exception {
    var first = site.watch(T0);
    first.fleet(fleet(Profile.SIMULATION));
    site.flow(first, NODE, 800, T0);
    first.save();

    var second = site.watch(T0.plusSeconds(90));
    assertThat(second.restartGap()).isEqualTo(Duration.ofSeconds(90));
    site.flow(second, NODE, 300, T0.plusSeconds(100));
    assertThat(second.book().alerts()).hasSize(1);
    assertThat(second.state().models().values().iterator().next().window().bytes())
        .isEqualTo(1_100);

    var third = site.watch(T0.plusSeconds(200));
    assertThat(third.book()).isEqualTo(second.book());
    assertThat(third.book().newestFirst().getFirst().freeze().phase()).isEqualTo(Phase.PENDING);
    site.flow(third, NODE, 5_000, T0.plusSeconds(210));
    assertThat(third.book().alerts()).hasSize(1);
    assertThat(Files.readAllLines(directory.resolve("alerts.jsonl"))).hasSize(1);
  }

  private static Alert newest(Watch watch) {
    return watch.book().newestFirst().getFirst();
  }

  private static void frozen(Watch watch) {
    var done = new Containment(Phase.DONE, 1, "frozen", T0, List.of(), List.of());
    assertThat(watch.change(newest(watch).id(), now -> now.withFreeze(done))).isPresent();
  }

  private static void become(Watch watch, Alert.State next) {
    var changed = watch.change(newest(watch).id(), now -> now.become(next, "operator", "seen", T0));
    assertThat(changed).isPresent();
  }

  @Test
  void furtherBudgetsFreezeAnewAndBelongToTheAlertWhileItIsUnfinished() throws Exception {
    var orders = new AtomicInteger();
    var watch = site.watch(T0, orders::incrementAndGet);
    watch.fleet(fleet(Profile.SIMULATION));
    site.flow(watch, NODE, 1_500, T0);
    frozen(watch);
    site.flow(watch, NODE, 400, T0);
    assertThat(newest(watch).freeze().phase()).isEqualTo(Phase.DONE);
    assertThat(orders).hasValue(1);

    site.flow(watch, NODE, 200, T0);
    assertThat(watch.book().alerts()).hasSize(1);
    assertThat(newest(watch).freeze().phase()).isEqualTo(Phase.PENDING);
    assertThat(newest(watch).history().getLast().what()).contains("2.10 kB", "1.00 kB");
    assertThat(orders).hasValue(2);

    frozen(watch);
    become(watch, Alert.State.ACKNOWLEDGED);
    site.flow(watch, NODE, 1_000, T0);
    assertThat(watch.book().alerts()).hasSize(1);
    assertThat(newest(watch).state()).isEqualTo(Alert.State.ACKNOWLEDGED);
    assertThat(newest(watch).freeze().phase()).isEqualTo(Phase.PENDING);
    assertThat(orders).hasValue(3);
  }

  @Test
  void furtherBudgetAfterTheAlertWasFinishedOpensAnotherAlertThatFreezes() throws Exception {
    for (var finished : List.of(Alert.State.CONTAINED, Alert.State.CLOSED)) {
      Files.deleteIfExists(directory.resolve("state.json"));
      var watch = site.watch(T0);
      watch.fleet(fleet(Profile.SIMULATION));
      site.flow(watch, NODE, 1_500, T0);
      var former = newest(watch).id();
      frozen(watch);
      become(watch, finished);
      site.flow(watch, NODE, 500, T0);
      assertThat(watch.book().alerts()).hasSize(1);
      site.flow(watch, NODE, 1, T0);
      assertThat(watch.book().alerts()).as("%s", finished).hasSize(2);
      var opened =
          watch.book().alerts().values().stream()
              .filter(alert -> !alert.id().equals(former))
              .toList();
      assertThat(opened.getFirst().state()).isEqualTo(Alert.State.OPEN);
      assertThat(opened.getFirst().freeze().phase()).isEqualTo(Phase.PENDING);
      assertThat(opened.getFirst().finding().observed()).isEqualTo(2_001);
    }
  }

  @Test
  void manyFurtherBudgetsDoNotPushPeopleOutOfTheHistory() throws Exception {
    var watch = site.watch(T0);
    watch.fleet(fleet(Profile.SIMULATION));
    site.flow(watch, NODE, 1_500, T0);
    become(watch, Alert.State.ACKNOWLEDGED);
    for (int i = 0; i < 250; i++) {
      site.flow(watch, NODE, 1_000, T0);
    }
    var history = newest(watch).history();
    assertThat(history).hasSize(200);
    assertThat(history.getFirst().what()).isEqualTo("opened");
    assertThat(history.get(1).who()).isEqualTo("operator");
    assertThat(history.getLast().what()).contains("252 kB");
  }

  @Test
  void unknownSendersHaveABudgetOfTheirOwn() throws Exception {
    var watch = site.watch(T0);
    watch.fleet(fleet(Profile.SIMULATION));
    site.flow(watch, IpAddress.v4(0x0a000099), 1_001, T0);
    var alert = watch.book().newestFirst().getFirst();
    assertThat(alert.finding().rule().code()).isEqualTo("egress.unattributed.budget");
    assertThat(alert.freeze().phase()).isEqualTo(Phase.NONE);
  }

  @Test
  void brokerOfAnotherProfileIsRefused() throws Exception {
    var watch = site.watch(T0);
    assertThatThrownBy(() -> watch.fleet(fleet(Profile.PRODUCTION)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("the broker is in production, want simulation");
    assertThat(watch.holdings().models()).isEmpty();
  }

  private static RefusedMoves moves(String device, String asking, Instant last, long times) {
    return new RefusedMoves(
        List.of(new RefusedMoves.Move(device, "aa".repeat(64), asking, T0, last, times)));
  }

  @Test
  void aRefusedMoveOfADeviceOpensOneAlertADayForEachMachineThatAsks() throws Exception {
    var watch = site.watch(T0);
    var other = "bb".repeat(64);
    var noon = T0.plus(Duration.ofHours(2));
    var tomorrow = T0.plus(Duration.ofDays(1));

    assertThat(watch.refusedMoves(moves("01", other, T0, 1))).hasSize(1);
    assertThat(watch.refusedMoves(moves("01", other, T0, 1))).as("heard again").isEmpty();
    assertThat(watch.refusedMoves(moves("01", other, noon, 9))).as("asked again").isEmpty();
    assertThat(watch.refusedMoves(moves("01", "cc".repeat(64), T0, 1))).hasSize(1);
    assertThat(watch.refusedMoves(moves("02", other, T0, 1))).hasSize(1);
    var restarted = site.watch(T0.plusSeconds(90));
    assertThat(restarted.refusedMoves(moves("01", other, noon, 9))).as("restarted").isEmpty();
    assertThat(restarted.refusedMoves(moves("01", other, tomorrow, 10))).hasSize(1);
    assertThat(restarted.book().alerts()).hasSize(4);
  }

  @Test
  void theAlertOfARefusedMoveNamesBothMachinesAndOrdersNothing() throws Exception {
    var opened = site.watch(T0).refusedMoves(moves("01", "bb".repeat(64), T0.plusSeconds(5), 3));

    var alert = opened.getFirst();
    assertThat(alert.finding().rule()).isEqualTo(Rule.DEVICE_HELD);
    assertThat(alert.finding().subject()).isEqualTo("01");
    assertThat(alert.finding().observed()).isEqualTo(3);
    assertThat(alert.finding().why())
        .isEqualTo(
            "Platform bbbbbbbbbbbb… showed accelerator 01, which platform aaaaaaaaaaaa… holds: no"
                + " key left for it. It tried 3 times since 2026-11-23T10:00:00Z, last"
                + " 2026-11-23T10:00:05Z.");
    assertThat(alert.freeze().phase()).isEqualTo(Phase.NONE);
    assertThat(alert.end().phase()).isEqualTo(Phase.NONE);
  }

  @Test
  void unreadableStateStopsTheStart() throws Exception {
    Files.writeString(directory.resolve("state.json"), "{\"version\":1");
    assertThatThrownBy(() -> site.watch(T0)).isInstanceOf(MalformedException.class);
  }

  /// No pass or fail by speed beyond what any machine reaches; the figures are for the log.
  @Test
  void measuresDecodingAndCounting() throws Exception {
    var flows = new ArrayList<FlowRecord>();
    for (int i = 0; i < 25_000; i++) {
      flows.add(
          new FlowRecord(
              EXPORTER,
              IpAddress.v4(0x0a000000 + i % 500),
              IpAddress.v4(0x0a010000 + i),
              1024 + i % 60_000,
              443,
              6,
              1500,
              1,
              1,
              T0.minusSeconds(60),
              T0));
    }
    var datagrams = site.exporter().data(T0, flows).stream().map(b -> b.toArray()).toList();
    double decodes = 0;
    double counts = 0;
    for (int round = 0; round < 12; round++) {
      var state = new ExporterState(EXPORTER, Limits.DEFAULT);
      IpfixDecoder.decode(state, site.exporter().templates(T0).toArray(), T0);
      long start = System.nanoTime();
      int decoded = 0;
      for (var datagram : datagrams) {
        decoded += IpfixDecoder.decode(state, datagram, T0).records().size();
      }
      decodes = Math.max(decodes, decoded * 1e9 / (System.nanoTime() - start));
      assertThat(decoded).isEqualTo(flows.size());
      var watch = site.watch(T0);
      watch.fleet(fleet(Profile.SIMULATION));
      watch.datagram(EXPORTER, site.exporter().templates(T0).toArray(), T0);
      start = System.nanoTime();
      for (var datagram : datagrams) {
        watch.datagram(EXPORTER, datagram, T0);
      }
      counts = Math.max(counts, flows.size() * 1e9 / (System.nanoTime() - start));
    }
    System.out.printf(
        "measured, best of 12: %.0f flows/s decoded, %.0f flows/s decoded and counted%n",
        decodes, counts);
    assertThat(counts).isGreaterThan(10_000);
  }
}
