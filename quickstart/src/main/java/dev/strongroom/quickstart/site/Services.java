package dev.strongroom.quickstart.site;

import dev.strongroom.cli.owner.OwnerOnly;
import dev.strongroom.protocol.Profile;
import dev.strongroom.tenancy.limit.Limits;
import dev.strongroom.tenancy.tenant.ApiKeys;
import dev.strongroom.tenancy.tenant.ModelGrant;
import dev.strongroom.tenancy.tenant.Tenant;
import dev.strongroom.tenancy.tenant.TenantDocument;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// The three services, each a process of its own with a configuration file that one can read, and
/// the two tenants of the gateway.
public final class Services {
  /// What tenant A's clients call the model.
  public static final String PUBLIC_MODEL = "acme-demo";

  private static final Duration KEY_LIFE = Duration.ofDays(1);
  private static final int SECRET_BYTES = 32;

  private final Service broker;
  private final Service detector;
  private final Service gateway;
  private final Map<String, String> apiKeys;

  private Services(Service broker, Service detector, Service gateway, Map<String, String> apiKeys) {
    this.broker = broker;
    this.detector = detector;
    this.gateway = gateway;
    this.apiKeys = apiKeys;
  }

  /// Starts all three side by side, without waiting for them.
  public static Services start(Site site) throws Exception {
    var layout = site.layout();
    introduceOwner(site);
    var ports = site.ports();
    var broker =
        new Service(
            site.startService("broker", "key-broker/service", broker(site)), ports.ofBroker());
    var random = new SecureRandom();
    var reports = SigningKey.generate(random);
    OwnerOnly.write(
        layout.gateway().resolve("reports.key"),
        reports.toPem().getBytes(StandardCharsets.US_ASCII));
    Files.writeString(
        layout.detector().resolve("gateway-reports.pub.pem"), reports.publicKey().toPem());
    var detector =
        new Service(
            site.startService("detector", "exfil-detector", detector(site)), ports.ofDetector());
    var keys = writeTenants(site, random);
    var gateway =
        new Service(
            site.startService("gateway", "inference-gateway/service", gateway(site)),
            ports.ofGateway());
    return new Services(broker, detector, gateway, keys);
  }

  /// Makes the owner's key and gives its public half to the broker.
  public static void introduceOwner(Site site) throws Exception {
    var layout = site.layout();
    CommandLineTool.require(
        List.of("init", "--owner", "acme", "--directory", layout.owner().toString()));
    Files.copy(layout.ownerPublicKey(), layout.ownersKnownToBroker().resolve("acme.pub.pem"));
  }

  /// Fails if one of them ended.
  public void requireRunning() throws TourException {
    for (var service : List.of(broker, detector, gateway)) {
      service.requireRunning();
    }
  }

  public Service broker() {
    return broker;
  }

  public Service detector() {
    return detector;
  }

  public Service gateway() {
    return gateway;
  }

  /// The key of tenant `name`.
  public String apiKey(String name) {
    return Objects.requireNonNull(apiKeys.get(name), name);
  }

  private static Map<String, String> writeTenants(Site site, SecureRandom random) throws Exception {
    var folder = site.layout().gateway();
    var keyA = ApiKeys.generate(random);
    var keyB = ApiKeys.generate(random);
    var expires = Instant.now().plus(KEY_LIFE);
    try (var pepper = SecretBytes.random(SECRET_BYTES, random);
        var salt = SecretBytes.random(SECRET_BYTES, random)) {
      OwnerOnly.writeSecret(folder.resolve("pepper"), pepper);
      OwnerOnly.writeSecret(folder.resolve("salt"), salt);
      var grant = List.of(new ModelGrant(PUBLIC_MODEL, "acme/demo"));
      var document =
          new TenantDocument(
              List.of(
                  tenant(
                      "tenant-a",
                      new Tenant.Key("demo", ApiKeys.mac(pepper, keyA), expires),
                      grant,
                      600),
                  tenant(
                      "tenant-b",
                      new Tenant.Key("demo", ApiKeys.mac(pepper, keyB), expires),
                      List.of(),
                      60)));
      Files.write(folder.resolve("tenants.json"), StrictJson.write(document).toArray());
    }
    var keys = Map.of("tenant-a", keyA, "tenant-b", keyB);
    var text = new StringBuilder();
    keys.forEach((name, key) -> text.append(name).append(' ').append(key).append('\n'));
    OwnerOnly.write(
        folder.resolve("api-keys.txt"), text.toString().getBytes(StandardCharsets.UTF_8));
    return keys;
  }

  private static Tenant tenant(
      String id, Tenant.Key key, List<ModelGrant> models, long requestsPerMinute) {
    return new Tenant(
        id, List.of(key), models, new Limits(requestsPerMinute, 100 * requestsPerMinute, 8, 512));
  }

  /// Configuration of the broker.
  public static String broker(Site site) {
    var layout = site.layout();
    return properties(
        "strongroom.broker.",
        Map.of(
            "profile", Profile.SIMULATION.text(),
            "port", site.brokerUrl().getPort(),
            "owners", layout.ownersKnownToBroker(),
            "root-keyset", layout.broker().resolve("root.keyset"),
            "tls.directory", layout.tls(),
            "database.directory", layout.database(),
            "collateral", layout.collateral(),
            "simulation.roots", layout.vendors()));
  }

  private static String detector(Site site) {
    var layout = site.layout();
    return properties(
        "strongroom.detector.",
        Map.of(
            "profile", Profile.SIMULATION.text(),
            "state", layout.detector().resolve("state"),
            "tls.directory", layout.tls(),
            "http.port", site.detectorUrl().getPort(),
            "collector.port", site.collectorPort(),
            "broker.url", site.brokerUrl(),
            "gateway.keys", layout.detector().resolve("gateway-reports.pub.pem")));
  }

  private static String gateway(Site site) {
    var folder = site.layout().gateway();
    return properties(
            "strongroom.gateway.",
            Map.of(
                "profile", Profile.SIMULATION.text(),
                "port", site.gatewayUrl().getPort(),
                "management-port", site.managementPort(),
                "tls.directory", site.layout().tls(),
                "tenants", folder.resolve("tenants.json"),
                "pepper", folder.resolve("pepper"),
                "salt-secret", folder.resolve("salt"),
                "signing-key", folder.resolve("reports.key"),
                "broker.url", site.brokerUrl(),
                "detector.url", site.detectorUrl()))
        + "strongroom.gateway.detector.interval=1s\n";
  }

  private static String properties(String prefix, Map<String, Object> values) {
    var text = new StringBuilder();
    new TreeMap<>(values)
        .forEach(
            (key, value) -> text.append(prefix).append(key).append('=').append(value).append('\n'));
    return text.toString();
  }
}
