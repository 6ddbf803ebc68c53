package dev.strongroom.detector.edge;

import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.simulator.site.SitePki;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// A site on this machine: authority, fake broker, gateway key, state directory, free ports.
public final class Site implements QuarkusTestResourceLifecycleManager {
  private static final SecureRandom RANDOM = new SecureRandom();
  static final SigningKey GATEWAY_KEY = SigningKey.generate(RANDOM);

  private static Path directory = Path.of("unset");
  private static volatile @Nullable FakeBroker broker;

  static FakeBroker broker() {
    return Objects.requireNonNull(broker);
  }

  static Path state() {
    return directory.resolve("state");
  }

  /// TLS of a caller with a certificate of `role`.
  static SSLContext tls(String role) {
    try {
      return ClientTls.mutual(
          directory.resolve("ca.pem"),
          directory.resolve(role + ".pem"),
          directory.resolve(role + ".key"));
    } catch (IOException | MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// TLS of a caller without a certificate.
  static SSLContext tls() {
    try {
      return ClientTls.anonymous(directory.resolve("ca.pem"));
    } catch (IOException | MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Map<String, String> start() {
    try {
      directory = Files.createTempDirectory("detector-site");
      var pki = SitePki.create(directory, Instant.now(), RANDOM);
      for (var role : new String[] {"broker", "detector", "operator", "auditor", "gateway"}) {
        pki.issue(role);
      }
      var key = directory.resolve("gateway-report.pem");
      Files.writeString(key, GATEWAY_KEY.publicKey().toPem());
      var started = new FakeBroker(tls("broker"));
      broker = started;
      return Map.of(
          "strongroom.detector.profile", "simulation",
          "strongroom.detector.state", state().toString(),
          "strongroom.detector.collector.port", "0",
          "strongroom.detector.collector.exporters", "127.0.0.1",
          "strongroom.detector.broker.url", started.url().toString(),
          "strongroom.detector.tls.directory", directory.toString(),
          "strongroom.detector.http.port", "0",
          "strongroom.detector.gateway.keys", key.toString(),
          "strongroom.detector.budget.served-bytes", "5000",
          "quarkus.http.test-ssl-port", "0");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void stop() {
    broker().close();
  }
}
