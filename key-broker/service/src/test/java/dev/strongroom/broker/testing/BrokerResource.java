package dev.strongroom.broker.testing;

import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.simulator.site.SitePki;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// Everything that the service needs around it, for tests over HTTPS.
public final class BrokerResource implements QuarkusTestResourceLifecycleManager {
  /// Signs for owner acme.
  public static final SigningKey ACME = SigningKey.generate(Site.RANDOM);

  private static final String DIRECTORY = "strongroom.test.directory";
  private static final String DATABASE = "strongroom.test.database";

  /// Cut it to take the database away.
  public static final DatabaseLink LINK = link();

  private static DatabaseLink link() {
    try {
      return new DatabaseLink();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Map<String, String> start() {
    try {
      var directory = Files.createTempDirectory("broker-test");
      var site = Site.create(directory, ACME);
      var pki = SitePki.create(directory.resolve("tls"), Instant.now(), Site.RANDOM);
      for (var role :
          new String[] {"broker", "detector", "gateway", "operator", "auditor", "relying-party"}) {
        var _ = pki.issue(role);
      }
      var database = TestPostgres.create();
      System.setProperty(DIRECTORY, directory.toString());
      System.setProperty(DATABASE, database);
      var config = new HashMap<>(Guests.layOut(directory.resolve("verifier")));
      config.put("strongroom.broker.profile", "simulation");
      config.put("strongroom.broker.port", "0");
      config.put("strongroom.broker.owners", site.owners().toString());
      config.put("strongroom.broker.root-keyset", site.rootKeyset().toString());
      config.put("strongroom.broker.simulation.roots", site.roots().toString());
      config.put("strongroom.broker.database.url", LINK.url(database));
      config.put("strongroom.broker.tls.directory", directory.resolve("tls").toString());
      return config;
    } catch (IOException | MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Name of the service's database.
  public static String database() {
    return System.getProperty(DATABASE, "");
  }

  /// Directory of TLS files.
  public static Path tls() {
    return Path.of(System.getProperty(DIRECTORY, ""), "tls");
  }

  /// A client without a certificate.
  public static BrokerClient anonymous(URI base) throws Exception {
    return new BrokerClient(base, ClientTls.anonymous(tls().resolve("ca.pem")));
  }

  /// A client with the certificate of `role`.
  public static BrokerClient as(String role, URI base) throws Exception {
    return new BrokerClient(
        base,
        ClientTls.mutual(
            tls().resolve("ca.pem"), tls().resolve(role + ".pem"), tls().resolve(role + ".key")));
  }

  /// A bare HTTP client without a certificate, at this loopback address.
  public static HttpClient http(String address) throws Exception {
    return HttpClient.newBuilder()
        .sslContext(ClientTls.anonymous(tls().resolve("ca.pem")))
        .version(HttpClient.Version.HTTP_1_1)
        .localAddress(InetAddress.ofLiteral(address))
        .build();
  }

  @Override
  public void stop() {
    LINK.close();
  }
}
