package dev.strongroom.detector.edge;

import static dev.strongroom.detector.edge.WatchFixture.NODE;
import static dev.strongroom.detector.edge.WatchFixture.OUTSIDE;
import static dev.strongroom.detector.edge.WatchFixture.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.detector.flow.FlowRecord;
import dev.strongroom.detector.flow.ipfix.IpfixWriter;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.wire.Bytes;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A collector of which a thread ends does not go on as if it watched.
class UdpCollectorTest {
  private final LinkedBlockingQueue<String> halts = new LinkedBlockingQueue<>();
  private final Settings settings;
  private final Watch watch;

  UdpCollectorTest(@TempDir Path directory) throws Exception {
    var loopback = InetAddress.getLoopbackAddress();
    settings =
        new Settings(
            Profile.SIMULATION,
            Path.of("state"),
            new InetSocketAddress(loopback, 0),
            IpNetwork.parseAll("exporters", List.of("127.0.0.0/8")),
            16,
            Duration.ofMinutes(5),
            URI.create("https://127.0.0.1:1"),
            Path.of("tls"),
            0,
            List.of(),
            List.of(),
            Duration.ZERO,
            0,
            0,
            List.of());
    watch = new WatchFixture(directory).watch(T0);
    watch.fleet(WatchFixture.fleet(Profile.SIMULATION));
  }

  private static void send(UdpCollector collector, Bytes datagram) throws Exception {
    try (var socket = new DatagramSocket()) {
      var bytes = datagram.toArray();
      socket.send(new DatagramPacket(bytes, bytes.length, collector.address()));
    }
  }

  private static void cross(UdpCollector collector) throws Exception {
    var exporter = new IpfixWriter(1);
    send(collector, exporter.templates(T0));
    var flow =
        new FlowRecord(
            WatchFixture.EXPORTER, NODE, OUTSIDE, 1, 443, 6, 5_000, 1, 1, T0.minusSeconds(1), T0);
    for (var message : exporter.data(T0, List.of(flow))) {
      send(collector, message);
    }
  }

  @Test
  void anErrorWhileDecodingEndsTheProcess() throws Exception {
    UdpCollector.AlertTimer failing =
        (alert, nanos) -> {
          throw new OutOfMemoryError("as if");
        };
    var clock = InstantSource.fixed(T0);
    try (var collector = UdpCollector.start(settings, watch, failing, clock, halts::add)) {
      cross(collector);

      assertThat(halts.poll(20, TimeUnit.SECONDS))
          .contains("collector-decode", "OutOfMemoryError: as if");
    }
    assertThat(halts).isEmpty();
  }

  @Test
  void anErrorWhileReceivingEndsTheProcess() throws Exception {
    InstantSource failing =
        () -> {
          throw new OutOfMemoryError("as if");
        };
    try (var collector =
        UdpCollector.start(settings, watch, (alert, nanos) -> {}, failing, halts::add)) {
      send(collector, Bytes.utf8("anything"));

      assertThat(halts.poll(20, TimeUnit.SECONDS))
          .contains("collector-receive", "OutOfMemoryError: as if");
    }
  }

  @Test
  void aBugWhileDecodingEndsNothing() throws Exception {
    UdpCollector.AlertTimer failing =
        (alert, nanos) -> {
          throw new IllegalStateException("as if");
        };
    var clock = InstantSource.fixed(T0);
    try (var collector = UdpCollector.start(settings, watch, failing, clock, halts::add)) {
      cross(collector);
      WatchedNode.await(() -> !watch.book().alerts().isEmpty());
      assertThat(collector.works()).isTrue();
    }
    assertThat(halts).as("nor does the orderly end").isEmpty();
  }
}
