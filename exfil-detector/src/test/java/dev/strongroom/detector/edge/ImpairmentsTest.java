package dev.strongroom.detector.edge;

import static dev.strongroom.detector.edge.WatchFixture.EXPORTER;
import static dev.strongroom.detector.edge.WatchFixture.NODE;
import static dev.strongroom.detector.edge.WatchFixture.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.detector.finding.Alert;
import dev.strongroom.detector.finding.Containment;
import dev.strongroom.detector.finding.Impairment;
import dev.strongroom.detector.finding.Rule;
import dev.strongroom.detector.flow.ipfix.IpfixWriter;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What keeps us from seeing becomes an alert, one for each exporter and cause.
class ImpairmentsTest {
  @TempDir Path directory;

  private WatchFixture site;
  private Watch watch;

  @BeforeEach
  void aFlowWasSeen() throws Exception {
    site = new WatchFixture(directory);
    watch = site.watch(T0);
    watch.fleet(WatchFixture.fleet(Profile.SIMULATION));
    site.flow(watch, NODE, 1, T0);
    assertThat(watch.book().alerts()).isEmpty();
  }

  private static Bytes message(Instant exported, Bytes sets) {
    return new BinaryWriter()
        .u16be(10)
        .u16be(16 + sets.length())
        .u32be(exported.getEpochSecond())
        .u32be(1)
        .u32be(1)
        .raw(sets)
        .toBytes();
  }

  private static Bytes set(int id, Bytes body) {
    return new BinaryWriter().u16be(id).u16be(4 + body.length()).raw(body).toBytes();
  }

  /// Template 256, which is in use, with one field that nobody reads.
  private void forgeTemplate(Instant exported) {
    var fields = new BinaryWriter().u16be(256).u16be(1).u16be(82).u16be(4).toBytes();
    send(message(exported, set(2, fields)), exported);
  }

  private void send(Bytes datagram, Instant arrival) {
    watch.datagram(EXPORTER, datagram.toArray(), arrival);
  }

  private Alert only() {
    assertThat(watch.book().alerts()).hasSize(1);
    return watch.book().newestFirst().getFirst();
  }

  private void assertAlert(Impairment cause, String who, String why) {
    var alert = only();
    assertThat(alert.finding().rule()).isEqualTo(Rule.WATCH_IMPAIRED);
    assertThat(alert.finding().subject()).isEqualTo(who + " " + cause.code());
    assertThat(alert.finding().why()).startsWith(who + " ").contains(why, ", where ", ": ");
    assertThat(alert.finding().observed()).isPositive();
    assertThat(alert.finding().expected()).isZero();
    assertThat(alert.freeze().phase()).isEqualTo(Containment.Phase.NONE);
    assertThat(alert.end().phase()).isEqualTo(Containment.Phase.NONE);
  }

  @Test
  void changedTemplate() {
    forgeTemplate(T0.plusSeconds(1));
    assertAlert(Impairment.TEMPLATE, "127.0.0.1", "template 256 in domain 1, held until");
  }

  @Test
  void changedSamplingRate() {
    send(site.exporter().sampling(T0, 100), T0);
    assertAlert(Impairment.SAMPLING, "127.0.0.1", "one packet in 100, after flows had counted");
  }

  @Test
  void flowsThatStopToDecode() {
    var garbage = Bytes.utf8("GET / HTTP/1.1");
    send(garbage, T0.plusSeconds(1));
    site.data(watch, NODE, 1, T0.plusSeconds(30));
    send(garbage, T0.plusSeconds(40));
    send(garbage, T0.plusSeconds(99));
    assertThat(watch.book().alerts()).isEmpty();
    send(garbage, T0.plusSeconds(100));
    assertAlert(Impairment.UNDECODED, "127.0.0.1", "for a while, most of it gave no flow");
  }

  @Test
  void implausibleOctets() {
    site.data(watch, NODE, Long.MAX_VALUE, T0);
    assertAlert(Impairment.OCTETS, "127.0.0.1", "9223372036854775807 octets");
  }

  @Test
  void sequenceThatGoesBack() {
    send(new IpfixWriter(1).templates(T0), T0);
    assertAlert(Impairment.SEQUENCE, "127.0.0.1", "got 0, want 1 in domain 1");
  }

  @Test
  void setsThatCouldNotBeKept() {
    for (int i = 0; i < 300; i++) {
      send(message(T0, set(300, Bytes.zeros(4))), T0);
    }
    assertAlert(Impairment.DROPPED, "127.0.0.1", "set 300 of 4 bytes");
  }

  @Test
  void moreDomainsThanAreKept() {
    for (int domain = 1000; domain < 1256; domain++) {
      send(new IpfixWriter(domain).templates(T0), T0);
    }
    assertAlert(Impairment.DROPPED, "127.0.0.1", "domain 1255 took the place of domain");
  }

  @Test
  void whatTheCollectorDidNotHandOn() {
    watch.impaired(Impairment.UNLISTED, "last from 192.0.2.1", T0);
    assertAlert(Impairment.UNLISTED, "collector", "192.0.2.1");
  }

  /// The attack: a forged template, then the theft.
  @Test
  void oneForgedTemplateHidesNoCrossing() {
    forgeTemplate(T0.plusSeconds(1));
    site.data(watch, NODE, 600, T0.plusSeconds(2));
    site.data(watch, NODE, 600, T0.plusSeconds(3));
    assertThat(watch.book().alerts().values())
        .extracting(alert -> alert.finding().rule())
        .containsExactlyInAnyOrder(Rule.WATCH_IMPAIRED, Rule.MODEL_EGRESS);
  }

  @Test
  void oneForgedSamplingRateHidesNoCrossing() {
    send(site.exporter().sampling(T0, 100), T0);
    send(site.exporter().sampling(T0.plusSeconds(1), 1), T0.plusSeconds(1));
    site.data(watch, NODE, 12, T0.plusSeconds(2));
    assertThat(watch.book().alerts().values())
        .extracting(alert -> alert.finding().rule())
        .containsExactlyInAnyOrder(Rule.WATCH_IMPAIRED, Rule.MODEL_EGRESS);
  }

  @Test
  void floodMakesOneAlertAndFewNotes() {
    for (int i = 0; i < 10_000; i++) {
      send(new IpfixWriter(1).sampling(T0, 1), T0.plusMillis(100L * i));
      site.data(watch, NODE, Long.MAX_VALUE, T0.plusMillis(100L * i));
    }
    assertThat(watch.book().alerts()).hasSize(3);
    for (var alert : watch.book().alerts().values()) {
      // 1,000 s, told at once and then every ten minutes: opened and at most one note a kind
      assertThat(alert.history()).hasSizeBetween(1, 3);
    }
  }

  @Test
  void whatComesAfterAnAlertWasClosedOpensAnotherAtOnce() {
    forgeTemplate(T0.plusSeconds(1));
    var first = only();
    send(site.exporter().templates(T0.plusSeconds(2)), T0.plusSeconds(2));
    forgeTemplate(T0.plusSeconds(3));
    assertThat(only().history()).hasSize(1);
    watch.change(first.id(), a -> a.become(Alert.State.CLOSED, "operator", "reconfigured", T0));
    send(site.exporter().templates(T0.plusSeconds(4)), T0.plusSeconds(4));
    forgeTemplate(T0.plusSeconds(5));
    assertThat(watch.book().alerts()).hasSize(2);
    assertThat(watch.book().unfinished(Rule.WATCH_IMPAIRED, "127.0.0.1 template"))
        .hasValueSatisfying(second -> assertThat(second.id()).isNotEqualTo(first.id()));
  }

  @Test
  void laterOccurrencesAreNotedOnTheAlertThatIsUnfinished() {
    forgeTemplate(T0.plusSeconds(1));
    send(site.exporter().templates(T0.plusSeconds(700)), T0.plusSeconds(700));
    forgeTemplate(T0.plusSeconds(701));
    assertThat(only().history().getLast().what()).startsWith("found again: 127.0.0.1 announced");
  }

  @Test
  void alertSurvivesARestartAndIsNotOpenedTwice() throws Exception {
    forgeTemplate(T0.plusSeconds(1));
    var before = only();
    assertThat(Files.readString(directory.resolve("state.json"))).contains(before.id());
    assertThat(Files.readString(directory.resolve("alerts.jsonl"))).contains("watch.impaired");
    watch = site.watch(T0.plusSeconds(60));
    assertThat(only()).isEqualTo(before);
    site.flow(watch, NODE, 1, T0.plusSeconds(61));
    forgeTemplate(T0.plusSeconds(62));
    assertThat(watch.book().alerts().values())
        .filteredOn(alert -> alert.finding().subject().equals("127.0.0.1 template"))
        .extracting(Alert::id)
        .containsExactly(before.id());
    assertThat(watch.book().find(before.id()).orElseThrow().history()).hasSize(2);
  }

  @Test
  void forgedSendersShareAlertsBeyondABound() {
    for (int i = 0; i < 500; i++) {
      var sender = IpAddress.v4(0x0a0b0000 + i);
      for (long sequence : List.of(5L, 0L)) {
        var writer = new IpfixWriter(1);
        var templates = writer.templates(T0).toArray();
        templates[11] = (byte) sequence;
        watch.datagram(sender, templates, T0);
      }
    }
    assertThat(watch.book().alerts()).hasSize(65);
    assertThat(watch.book().unfinished(Rule.WATCH_IMPAIRED, "other exporters sequence"))
        .isPresent();
  }
}
