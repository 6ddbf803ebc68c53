package dev.strongroom.gateway.testing;

import dev.strongroom.simulator.site.SitePki;
import dev.strongroom.tenancy.tenant.ApiKeys;
import dev.strongroom.wire.SecretBytes;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lays out a site's files and picks ports before the gateway starts. The broker is not there yet:
/// the gateway has to wait for it.
public final class SiteResource implements QuarkusTestResourceLifecycleManager {
  private static final byte[] PEPPER =
      "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SALT =
      "fedcba9876543210fedcba9876543210".getBytes(StandardCharsets.US_ASCII);

  private @Nullable Path directory;

  @Override
  public Map<String, String> start() {
    try {
      var directory = Files.createTempDirectory("gateway-site");
      this.directory = directory;
      var pki = SitePki.create(directory, Instant.now(), new SecureRandom());
      for (var role : new String[] {"gateway", "broker", "detector", "operator"}) {
        pki.issue(role);
      }
      Files.write(directory.resolve("pepper"), PEPPER);
      Files.write(directory.resolve("salt"), SALT);
      Files.writeString(directory.resolve("tenants.json"), tenants());
      return configuration(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> configuration(Path directory) throws IOException {
    int port = freePort();
    int broker = freePort();
    int detector = freePort();
    int management = freePort();
    var config = new HashMap<String, String>();
    config.put("strongroom.gateway.id", "gw-test");
    config.put("strongroom.gateway.profile", "simulation");
    config.put("strongroom.gateway.port", Integer.toString(port));
    config.put("strongroom.gateway.management-port", Integer.toString(management));
    config.put("strongroom.gateway.tls.directory", directory.toString());
    config.put("strongroom.gateway.tenants", directory.resolve("tenants.json").toString());
    config.put("strongroom.gateway.pepper", directory.resolve("pepper").toString());
    config.put("strongroom.gateway.salt-secret", directory.resolve("salt").toString());
    config.put("strongroom.gateway.signing-key", directory.resolve("egress.pem").toString());
    config.put("strongroom.gateway.broker.url", "https://127.0.0.1:" + broker);
    config.put("strongroom.gateway.broker.poll", "2s");
    config.put("strongroom.gateway.detector.url", "https://127.0.0.1:" + detector);
    config.put("strongroom.gateway.detector.interval", "200ms");
    config.put("strongroom.gateway.limits.body-bytes", "65536");
    config.put("strongroom.gateway.limits.response-bytes", "1048576");
    config.put("strongroom.gateway.limits.idle-timeout", "8s");
    config.put("quarkus.http.test-ssl-port", Integer.toString(port));
    config.put("quarkus.management.test-port", Integer.toString(management));
    config.put("site.directory", directory.toString());
    return config;
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String tenants() {
    var large = "\"requestsPerMinute\":100000,\"tokensPerMinute\":1000000,";
    return "{\"tenants\":["
        + tenant(
            "acme",
            "[{\"id\":\"acme-chat\",\"model\":\"owner/open\"},"
                + "{\"id\":\"acme-private\",\"model\":\"owner/private\"}]",
            large + "\"concurrentRequests\":64,\"maxTokensPerRequest\":100")
        + ","
        + tenant(
            "bolt",
            "[{\"id\":\"bolt-chat\",\"model\":\"owner/open\"}]",
            large + "\"concurrentRequests\":64,\"maxTokensPerRequest\":100")
        + ","
        + tenant(
            "frugal",
            "[{\"id\":\"chat\",\"model\":\"owner/open\"}]",
            "\"requestsPerMinute\":100000,\"tokensPerMinute\":200,"
                + "\"concurrentRequests\":1000,\"maxTokensPerRequest\":100")
        + ","
        + tenant(
            "rare",
            "[{\"id\":\"chat\",\"model\":\"owner/open\"}]",
            "\"requestsPerMinute\":3,\"tokensPerMinute\":1000000,"
                + "\"concurrentRequests\":64,\"maxTokensPerRequest\":100")
        + ","
        + tenant(
            "seldom",
            "[{\"id\":\"chat\",\"model\":\"owner/open\"}]",
            "\"requestsPerMinute\":3,\"tokensPerMinute\":1000000,"
                + "\"concurrentRequests\":64,\"maxTokensPerRequest\":100")
        + ","
        + tenant(
            "single",
            "[{\"id\":\"chat\",\"model\":\"owner/open\"}]",
            large + "\"concurrentRequests\":1,\"maxTokensPerRequest\":100")
        + "]}";
  }

  private static String tenant(String id, String models, String limits) {
    try (var pepper = SecretBytes.takeFrom(PEPPER.clone())) {
      var mac = ApiKeys.mac(pepper, "sr-key-of-" + id);
      return "{\"id\":\"%s\",\"keys\":[{\"id\":\"k1\",\"mac\":\"%s\",\"notAfter\":\"%s\"}],"
              .formatted(id, mac.base64(), "2100-01-01T00:00:00Z")
          + "\"models\":%s,\"limits\":{%s}}".formatted(models, limits);
    }
  }

  /// The salt secret that the files hold.
  static SecretBytes saltSecret() {
    return SecretBytes.takeFrom(SALT.clone());
  }

  @Override
  public void stop() {
    var made = directory;
    if (made == null) {
      return;
    }
    try (var files = Files.list(made)) {
      for (var file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(made);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
