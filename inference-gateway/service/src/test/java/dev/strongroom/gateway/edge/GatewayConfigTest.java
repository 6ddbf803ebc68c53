package dev.strongroom.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.gateway.Settings;
import dev.strongroom.protocol.Profile;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GatewayConfigTest {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "profile", "production",
          "tls.directory", "/t",
          "tenants", "/n",
          "pepper", "/p",
          "salt-secret", "/s",
          "signing-key", "/k",
          "broker.url", "https://b:1");

  private static GatewayConfig config(Map<String, String> keys) {
    var properties = new HashMap<String, String>();
    keys.forEach((key, value) -> properties.put("strongroom.gateway." + key, value));
    return new SmallRyeConfigBuilder()
        .withMapping(GatewayConfig.class)
        .withConverter(Duration.class, 200, new DurationConverter())
        .withSources(new PropertiesConfigSource(properties, "test", 100))
        .build()
        .getConfigMapping(GatewayConfig.class);
  }

  private static Map<String, String> with(String key, String value) {
    var keys = new HashMap<>(REQUIRED);
    keys.put(key, value);
    return keys;
  }

  @Test
  void defaults() {
    assertThat(config(REQUIRED).managementPort()).isEqualTo(9444);
    assertThat(config(REQUIRED).settings())
        .isEqualTo(
            new Settings(
                "gateway",
                Profile.PRODUCTION,
                "127.0.0.1",
                8444,
                Path.of("/t"),
                Path.of("/n"),
                Path.of("/p"),
                Path.of("/s"),
                Path.of("/k"),
                URI.create("https://b:1"),
                Duration.ofSeconds(5),
                Optional.empty(),
                Duration.ofSeconds(10),
                1 << 20,
                64L << 20,
                Duration.ofMinutes(10),
                Duration.ofMinutes(2)));
  }

  @Test
  void everyKey() {
    var keys = new HashMap<>(REQUIRED);
    keys.putAll(
        Map.of(
            "id", "gw-2",
            "host", "10.0.0.1",
            "port", "1",
            "management-port", "2",
            "broker.poll", "3s",
            "detector.url", "https://d:4",
            "detector.interval", "5s",
            "limits.body-bytes", "6000",
            "limits.response-bytes", "7000",
            "limits.request-timeout", "8s"));
    keys.put("limits.idle-timeout", "9s");
    var config = config(keys);

    assertThat(config.managementPort()).isEqualTo(2);
    assertThat(config.settings())
        .isEqualTo(
            new Settings(
                "gw-2",
                Profile.PRODUCTION,
                "10.0.0.1",
                1,
                Path.of("/t"),
                Path.of("/n"),
                Path.of("/p"),
                Path.of("/s"),
                Path.of("/k"),
                URI.create("https://b:1"),
                Duration.ofSeconds(3),
                Optional.of(URI.create("https://d:4")),
                Duration.ofSeconds(5),
                6000,
                7000,
                Duration.ofSeconds(8),
                Duration.ofSeconds(9)));
  }

  @Test
  void refusesUnknownMissingAndInsecureKeys() {
    assertThatThrownBy(() -> config(with("tls.verify", "false")))
        .hasMessageContaining("strongroom.gateway.tls.verify");
    for (var key : REQUIRED.keySet()) {
      var keys = new HashMap<>(REQUIRED);
      keys.remove(key);
      assertThatThrownBy(() -> config(keys)).hasMessageContaining("strongroom.gateway." + key);
    }
    assertThatThrownBy(() -> config(with("broker.url", "http://b:1")).settings())
        .hasMessage("strongroom.gateway.broker.url: got 'http://b:1', want https://host:port");
    assertThatThrownBy(() -> config(with("detector.url", "http://d")).settings())
        .hasMessageContaining("strongroom.gateway.detector.url");
  }

  @Test
  void namesAPortInUseAndItsOption() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> PortProbe.requireFree("127.0.0.1", port, "the.option"))
          .hasMessage(
              "port %d on 127.0.0.1 is in use or not ours to bind: set the.option to a free one"
                  .formatted(port));
    }
  }
}
