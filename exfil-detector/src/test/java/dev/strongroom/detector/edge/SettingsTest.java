package dev.strongroom.detector.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.wire.dsse.SigningKey;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private static DetectorConfig config(Map<String, String> options) {
    var prefixed = new HashMap<String, String>();
    options.forEach((key, value) -> prefixed.put("strongroom.detector." + key, value));
    return new SmallRyeConfigBuilder()
        .withMapping(DetectorConfig.class)
        .withSources(new PropertiesConfigSource(prefixed, "test", 100))
        .addDefaultInterceptors()
        .build()
        .getConfigMapping(DetectorConfig.class);
  }

  @Test
  void everyDefault() throws Exception {
    assertThat(Settings.of(config(Map.of())))
        .isEqualTo(
            new Settings(
                Profile.PRODUCTION,
                Path.of("detector-state"),
                new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 4739),
                IpNetwork.parseAll("n", List.of("127.0.0.0/8", "::1/128")),
                8192,
                Duration.ofMinutes(5),
                URI.create("https://127.0.0.1:8443"),
                Path.of("tls"),
                8446,
                IpNetwork.parseAll(
                    "n", List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")),
                List.of(),
                Duration.ofMinutes(10),
                100_000_000_000L,
                10_000_000_000L,
                List.of()));
  }

  @Test
  void everyKey(@TempDir Path directory) throws Exception {
    var key = SigningKey.generate(new SecureRandom()).publicKey();
    var file = Files.writeString(directory.resolve("gateway.pem"), key.toPem());
    var options =
        Map.ofEntries(
            Map.entry("profile", "simulation"),
            Map.entry("state", "/var/lib/detector"),
            Map.entry("collector.address", "::1"),
            Map.entry("collector.port", "2055"),
            Map.entry("collector.exporters", "192.0.2.7"),
            Map.entry("collector.queue", "16"),
            Map.entry("collector.silence", "PT1M"),
            Map.entry("broker.url", "https://broker:1"),
            Map.entry("tls.directory", "/etc/tls"),
            Map.entry("http.port", "1"),
            Map.entry("site.networks", "192.0.2.0/24"),
            Map.entry("site.gateways", "192.0.2.1,192.0.2.2"),
            Map.entry("site.linger", "PT2M"),
            Map.entry("budget.unattributed-bytes", "3"),
            Map.entry("budget.served-bytes", "4"),
            Map.entry("gateway.keys", file.toString()));
    assertThat(Settings.of(config(options)))
        .isEqualTo(
            new Settings(
                Profile.SIMULATION,
                Path.of("/var/lib/detector"),
                new InetSocketAddress(InetAddress.ofLiteral("::1"), 2055),
                IpNetwork.parseAll("n", List.of("192.0.2.7")),
                16,
                Duration.ofMinutes(1),
                URI.create("https://broker:1"),
                Path.of("/etc/tls"),
                1,
                IpNetwork.parseAll("n", List.of("192.0.2.0/24")),
                IpNetwork.parseAll("n", List.of("192.0.2.1", "192.0.2.2")),
                Duration.ofMinutes(2),
                3,
                4,
                List.of(key)));
  }

  @Test
  void wrongValuesNameTheirOption() {
    wrong(
        "profile",
        "test",
        "strongroom.detector.profile: got 'test', want production or simulation");
    wrong(
        "collector.port",
        "70000",
        "strongroom.detector.collector.port: got '70000', want 0 to 65535");
    wrong("collector.address", "example.com", "want an IP address");
    wrong("site.networks", "10.0.0.1/8", "no bits set behind the prefix");
    wrong("gateway.keys", "/nowhere", "want a readable PEM file");
  }

  private static void wrong(String option, String value, String message) {
    assertThatThrownBy(() -> Settings.of(config(Map.of(option, value))))
        .hasMessageContaining(message);
  }

  @Test
  void unknownKeysAreRefused() {
    assertThatThrownBy(() -> config(Map.of("colector.port", "1")))
        .hasMessageContaining("strongroom.detector.colector.port");
  }
}
