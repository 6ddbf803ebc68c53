package dev.strongroom.gateway.edge;

import dev.strongroom.gateway.Settings;
import dev.strongroom.protocol.Profile;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Configuration keys below `strongroom.gateway`; meanings and units are [Settings]'. Keys without
/// a default must be set; unknown ones stop the start.
@ConfigMapping(prefix = "strongroom.gateway")
public interface GatewayConfig {
  @WithDefault("gateway")
  String id();

  Profile profile();

  @WithDefault("127.0.0.1")
  String host();

  @WithDefault("8444")
  int port();

  /// Port of `/q/health` and `/q/metrics`, plain HTTP on loopback: no tenant reaches it.
  @WithDefault("9444")
  int managementPort();

  Tls tls();

  Path tenants();

  Path pepper();

  Path saltSecret();

  Path signingKey();

  Broker broker();

  Detector detector();

  Limits limits();

  /// TLS identity.
  interface Tls {
    Path directory();
  }

  /// Where the fleet is known.
  interface Broker {
    URI url();

    @WithDefault("5s")
    Duration poll();
  }

  /// Who is told what was served.
  interface Detector {
    Optional<URI> url();

    @WithDefault("10s")
    Duration interval();
  }

  /// Bounds of one request.
  interface Limits {
    @WithDefault("1048576")
    int bodyBytes();

    @WithDefault("67108864")
    long responseBytes();

    @WithDefault("10m")
    Duration requestTimeout();

    @WithDefault("2m")
    Duration idleTimeout();
  }

  /// The checked form.
  default Settings settings() {
    return new Settings(
        id(),
        profile(),
        host(),
        port(),
        tls().directory(),
        tenants(),
        pepper(),
        saltSecret(),
        signingKey(),
        broker().url(),
        broker().poll(),
        detector().url(),
        detector().interval(),
        limits().bodyBytes(),
        limits().responseBytes(),
        limits().requestTimeout(),
        limits().idleTimeout());
  }
}
