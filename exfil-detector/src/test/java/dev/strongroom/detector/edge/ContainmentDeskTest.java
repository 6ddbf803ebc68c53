package dev.strongroom.detector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.detector.attribution.Attributor;
import dev.strongroom.detector.finding.Alert;
import dev.strongroom.detector.finding.Containment.Phase;
import dev.strongroom.detector.finding.Detector;
import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.detector.flow.ipfix.IpfixWriter;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.simulator.site.SitePki;
import dev.strongroom.wire.dsse.SigningKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Orders by a clock that the test moves, to a broker that refuses for a while.
class ContainmentDeskTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final IpAddress NODE = IpAddress.v4(0x0a000005);
  private static final IpAddress OUTSIDE = IpAddress.v4(0xcb007109);

  private final Instant start = Instant.now();
  private final FakeBroker fake;
  private final BrokerClient client;
  private final ContainmentDesk desk;
  private final Watch watch;
  private volatile Instant now = start;

  ContainmentDeskTest(@TempDir Path directory) throws Exception {
    var pki = SitePki.create(directory, start, RANDOM);
    pki.issue("broker");
    pki.issue("detector");
    fake = new FakeBroker(tls(directory, "broker"));
    client = new BrokerClient(fake.url(), tls(directory, "detector"));
    desk = new ContainmentDesk(client, () -> now);
    var state = new StateDirectory(directory.resolve("state"));
    var attributor = new Attributor(List.of(), List.of(), Duration.ZERO);
    watch =
        new Watch(
            new Detector(attributor, 1000, 1000),
            state,
            state.load(),
            () -> now,
            Profile.SIMULATION,
            () -> {});
  }

  private static SSLContext tls(Path directory, String role) throws Exception {
    return ClientTls.mutual(
        directory.resolve("ca.pem"),
        directory.resolve(role + ".pem"),
        directory.resolve(role + ".key"));
  }

  @BeforeEach
  void crossing() throws Exception {
    var holder =
        new Fleet.Holder(
            "l1",
            new ModelVersion("acme", "llama", 1),
            SigningKey.generate(RANDOM).publicKey(),
            "",
            List.of(NODE),
            start.minusSeconds(600),
            Duration.ofHours(1));
    var model = new Fleet.Model("acme", "llama", 100_000, 1_000, List.of(), false);
    watch.fleet(new Fleet(Profile.SIMULATION, 5, List.of(model), List.of(holder)));
    var exporter = new IpfixWriter(1);
    var exporterAddress = IpAddress.v4(0x7f000001);
    var end = Instant.ofEpochMilli(start.toEpochMilli());
    var record =
        new FlowRecord(
            exporterAddress, NODE, OUTSIDE, 1, 443, 6, 1500, 1, 1, end.minusSeconds(1), end);
    watch.datagram(exporterAddress, exporter.templates(end).toArray(), end);
    for (var message : exporter.data(end, List.of(record))) {
      watch.datagram(exporterAddress, message.toArray(), end);
    }
    assertThat(watch.book().alerts()).hasSize(1);
  }

  @AfterEach
  void stop() {
    client.close();
    fake.close();
  }

  private Alert alert() {
    return watch.book().newestFirst().getFirst();
  }

  @Test
  void refusedFreezeIsTriedEveryMinuteUntilItIsDone() {
    fake.refuse("not now");
    assertThat(desk.round(watch)).isFalse();
    assertThat(alert().freeze().phase()).isEqualTo(Phase.REFUSED);
    now = start.plusSeconds(59);
    desk.round(watch);
    assertThat(alert().freeze().attempts()).isEqualTo(1);
    now = start.plusSeconds(60);
    desk.round(watch);
    desk.round(watch);
    assertThat(alert().freeze().attempts()).isEqualTo(2);
    assertThat(alert().freeze().phase()).isEqualTo(Phase.REFUSED);
    fake.refuse("");
    now = start.plusSeconds(120);
    desk.round(watch);
    assertThat(alert().freeze().phase()).isEqualTo(Phase.DONE);
    now = start.plusSeconds(600);
    desk.round(watch);
    assertThat(alert().freeze().attempts()).isEqualTo(3);
  }

  @Test
  void refusedFreezeOfAClosedAlertIsNotTriedAgain() {
    fake.refuse("not now");
    desk.round(watch);
    watch.change(alert().id(), a -> a.become(Alert.State.CLOSED, "operator", "drill", now));
    now = start.plusSeconds(3600);
    desk.round(watch);
    assertThat(alert().freeze().attempts()).isEqualTo(1);
    assertThat(alert().freeze().phase()).isEqualTo(Phase.REFUSED);
  }
}
