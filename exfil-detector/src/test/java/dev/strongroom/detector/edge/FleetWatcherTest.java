package dev.strongroom.detector.edge;

import static dev.strongroom.detector.edge.WatchFixture.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.detector.finding.Rule;
import dev.strongroom.detector.flow.ipfix.IpfixWriter;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.network.IpAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetWatcherTest {
  @TempDir Path directory;

  @Test
  void aBrokerThatIsNotHeardForAMinuteIsAnAlertOnce() throws Exception {
    var watch = new WatchFixture(directory).watch(T0);
    var nobody = URI.create("https://127.0.0.1:1");
    try (var broker = new BrokerClient(nobody, SSLContext.getDefault());
        var watcher = new FleetWatcher(broker, watch, InstantSource.fixed(T0))) {
      watcher.judge(T0.plusSeconds(60));
      assertThat(watch.book().alerts()).isEmpty();

      watcher.judge(T0.plusSeconds(61));
      watcher.judge(T0.plusSeconds(66));
    }

    assertThat(watch.book().alerts()).hasSize(1);
    var alert = watch.book().unfinished(Rule.WATCH_IMPAIRED, "broker fleet").orElseThrow();
    assertThat(alert.finding().why())
        .startsWith("broker has not said for a minute who holds what (last answer 1970-01-01")
        .contains("attributed to nobody");
    assertThat(alert.history()).hasSize(1);
  }

  @Test
  void theBrokersAlertIsItsOwnHoweverManyExportersWereForged() throws Exception {
    var watch = new WatchFixture(directory).watch(T0);
    for (int i = 0; i < 100; i++) {
      var sender = IpAddress.v4(0x0a0b0000 + i);
      watch.datagram(sender, new IpfixWriter(1).templates(T0).toArray(), T0);
      watch.datagram(sender, new IpfixWriter(1).sampling(T0, 100).toArray(), T0);
      watch.datagram(sender, new IpfixWriter(1).sampling(T0.plusSeconds(1), 1).toArray(), T0);
    }
    watch.fleetUnknown("last answer long ago", T0);

    assertThat(watch.book().unfinished(Rule.WATCH_IMPAIRED, "broker fleet")).isPresent();
  }
}
