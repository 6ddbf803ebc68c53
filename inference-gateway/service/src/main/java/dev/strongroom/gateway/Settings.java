package dev.strongroom.gateway;

import dev.strongroom.protocol.Names;
import dev.strongroom.protocol.Profile;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A gateway's configuration, checked.
///
/// @param id the gateway's name in egress reports
/// @param profile the world whose broker is believed
/// @param host address of the API
/// @param port of the API, HTTPS
/// @param tlsDirectory holds `ca.pem`, `gateway.pem`, `gateway.key`
/// @param tenants the tenants' document, JSON
/// @param pepper file of at least 32 raw bytes: keys the digests of API keys
/// @param saltSecret file of at least 32 raw bytes: keys the cache salts
/// @param signingKey PEM of the key that signs egress reports; made if absent
/// @param broker where the broker answers
/// @param brokerPoll longest wait for news of the fleet
/// @param detector where egress reports go, if anywhere
/// @param detectorInterval length of a report's interval
/// @param bodyLimitBytes largest request body
/// @param responseLimitBytes most bytes of one answer
/// @param requestTimeout longest time for one request, streams included
/// @param idleTimeout longest silence of a node
public record Settings(
    String id,
    Profile profile,
    String host,
    int port,
    Path tlsDirectory,
    Path tenants,
    Path pepper,
    Path saltSecret,
    Path signingKey,
    URI broker,
    Duration brokerPoll,
    Optional<URI> detector,
    Duration detectorInterval,
    int bodyLimitBytes,
    long responseLimitBytes,
    Duration requestTimeout,
    Duration idleTimeout) {
  public Settings {
    Names.require("strongroom.gateway.id", id);
    requireHttps("broker.url", broker);
    detector.ifPresent(url -> requireHttps("detector.url", url));
    requireAtLeast("broker.poll", brokerPoll, Duration.ofSeconds(1));
    requireAtLeast("detector.interval", detectorInterval, Duration.ofMillis(100));
    requireAtLeast("limits.request-timeout", requestTimeout, Duration.ofMillis(100));
    requireAtLeast("limits.idle-timeout", idleTimeout, Duration.ofMillis(100));
    if (bodyLimitBytes < 1024 || responseLimitBytes < 1024) {
      throw new IllegalArgumentException(
          "strongroom.gateway.limits: want body-bytes and response-bytes of at least 1024");
    }
  }

  private static void requireHttps(String key, URI url) {
    if (!"https".equals(url.getScheme()) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "strongroom.gateway." + key + ": got '" + url + "', want https://host:port");
    }
  }

  private static void requireAtLeast(String key, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "strongroom.gateway." + key + ": got " + value + ", want at least " + least);
    }
  }
}
