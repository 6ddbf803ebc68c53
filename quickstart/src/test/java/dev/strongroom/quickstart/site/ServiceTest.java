package dev.strongroom.quickstart.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A service that ends before it serves, because somebody took its port after the first look.
class ServiceTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path logs;

  private Service dying(String words, Ports.Listener... listeners) throws Exception {
    var command = List.of("sh", "-c", "echo \"$0\"; exit 1", words);
    var child = Child.start("broker", command, logs.resolve("broker.log"));
    assertThat(child.exitStatus(LIMIT)).hasValue(1);
    return new Service(child, List.of(listeners));
  }

  private static Ports.Listener free(String option) throws IOException {
    return new Ports.Listener("TCP", Ports.free().broker(), option);
  }

  @Test
  void namesThePortThatItsOutputNames() throws Exception {
    var other = free("--gateway-port");
    var missed = free("--management-port");

    var service = dying("Port already bound: " + missed.port(), other, missed);

    assertThatThrownBy(service::awaitReady)
        .isInstanceOf(TourException.class)
        .hasMessage(
            "TCP port "
                + missed.port()
                + " is in use; choose another with --management-port [port.in-use]");
  }

  @Test
  void namesThePortThatIsTakenEvenIfTheServiceSaysNothing() throws Exception {
    var loopback = InetAddress.getLoopbackAddress();
    try (var tcp = new ServerSocket(0, 1, loopback);
        var udp = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
      var first = new Ports.Listener("TCP", tcp.getLocalPort(), "--detector-port");
      var second = new Ports.Listener("UDP", udp.getLocalPort(), "--collector-port");

      assertThatThrownBy(dying("boom", first)::awaitReady)
          .hasMessageContaining("--detector-port")
          .hasMessageEndingWith("[port.in-use]");
      assertThatThrownBy(dying("boom", free("--broker-port"), second)::awaitReady)
          .hasMessageStartingWith("UDP port " + udp.getLocalPort())
          .hasMessageContaining("--collector-port");
    }
  }

  @Test
  void tellsItsLastWordsWhenNoPortIsToBlame() throws Exception {
    var service = dying("out of luck", free("--broker-port"));

    assertThatThrownBy(service::awaitReady)
        .hasMessageContaining("broker ended: out of luck")
        .hasMessageContaining("broker.log");
    assertThatThrownBy(service::requireRunning).hasMessageContaining("out of luck");
  }

  @Test
  void takesNoOtherNumberForThePort() {
    var listener = new Ports.Listener("TCP", 8443, "--broker-port");

    assertThat(listener.isMissedIn("Port 8443 seems to be in use by another process")).isTrue();
    assertThat(listener.isMissedIn("Port 18443 seems to be in use by another process")).isFalse();
    assertThat(listener.isMissedIn("listening on port 8443")).isFalse();
  }
}
