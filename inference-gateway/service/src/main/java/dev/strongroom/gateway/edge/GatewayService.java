package dev.strongroom.gateway.edge;

import dev.strongroom.gateway.Settings;
import dev.strongroom.gateway.upstream.HolderTable;
import dev.strongroom.protocol.client.BrokerClient;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.tenancy.cachekey.CacheSalts;
import dev.strongroom.tenancy.egress.EgressLedger;
import dev.strongroom.tenancy.tenant.TenantDirectory;
import dev.strongroom.wire.MalformedException;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jboss.logging.Logger;

/// Puts the gateway together from its configuration, and starts and stops it.
@Singleton
public class GatewayService {
  private static final Logger LOG = Logger.getLogger(GatewayService.class);

  private static final String CERTIFICATE = "gateway.pem";
  private static final String KEY = "gateway.key";

  private final GatewayConfig config;
  private final Gateway gateway;
  private final NodePools pools;
  private final FleetWatch watch;
  private final Optional<EgressReporter> reporter;

  GatewayService(GatewayConfig config, Vertx vertx, MeterRegistry registry) {
    this.config = config;
    var settings = configured(config::settings);
    InstantSource clock = InstantSource.system();
    long origin = System.nanoTime();
    LongSupplier nanos = () -> System.nanoTime() - origin;
    var tls = configured(() -> tls(settings));
    var pepper =
        configured(() -> GatewayFiles.secret("strongroom.gateway.pepper", settings.pepper()));
    var salt =
        configured(
            () -> GatewayFiles.secret("strongroom.gateway.salt-secret", settings.saltSecret()));
    var signingKey =
        configured(() -> GatewayFiles.signingKey(settings.signingKey(), new SecureRandom()));
    var sequence =
        new SequenceFile(
            settings
                .signingKey()
                .resolveSibling(settings.signingKey().getFileName() + ".sequence"));
    var ledger = new EgressLedger(settings.id(), configured(() -> next(sequence)), clock.instant());
    var table = new HolderTable(settings.profile());
    this.pools = new NodePools(vertx, table, certificate(settings), nanos);
    this.gateway =
        new Gateway(
            vertx,
            settings,
            TenantDirectory.of(configured(() -> GatewayFiles.tenants(settings)), pepper),
            new CacheSalts(salt),
            ledger,
            new Forwarder(settings, table, pools, nanos),
            new GatewayMetrics(registry),
            clock,
            nanos);
    this.watch =
        new FleetWatch(
            new BrokerClient(settings.broker(), tls),
            table,
            nanos,
            settings.brokerPoll(),
            pools::retainLive);
    this.reporter =
        settings
            .detector()
            .map(
                url ->
                    new EgressReporter(
                        ledger,
                        signingKey,
                        sequence,
                        url,
                        tls,
                        settings.detectorInterval(),
                        clock,
                        registry));
    LOG.infof("gateway %s signs as %s", settings.id(), signingKey.publicKey().keyId());
  }

  /// Turns a wrong setting into what Quarkus prints as one line, without a stack trace. The failure
  /// itself goes along as suppressed, for Quarkus looks at root causes.
  private static <T> T configured(Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalStateException | IllegalArgumentException e) {
      var wrong = new ConfigurationException(e.getMessage());
      wrong.addSuppressed(e);
      throw wrong;
    }
  }

  private static SSLContext tls(Settings settings) {
    var directory = settings.tlsDirectory();
    try {
      return ClientTls.mutual(
          directory.resolve("ca.pem"), directory.resolve(CERTIFICATE), directory.resolve(KEY));
    } catch (IOException | MalformedException e) {
      throw new IllegalStateException(
          "strongroom.gateway.tls.directory: "
              + directory
              + " must hold ca.pem, gateway.pem and gateway.key: "
              + e.getMessage(),
          e);
    }
  }

  private static KeyCertOptions certificate(Settings settings) {
    var directory = settings.tlsDirectory();
    return new PemKeyCertOptions()
        .setCertPath(directory.resolve(CERTIFICATE).toString())
        .setKeyPath(directory.resolve(KEY).toString());
  }

  private static long next(SequenceFile sequence) {
    try {
      return sequence.load();
    } catch (IOException e) {
      throw new IllegalStateException("strongroom.gateway.signing-key: " + e.getMessage(), e);
    }
  }

  void routes(@Observes Router router) {
    router.route().handler(context -> gateway.handle(context.request()));
  }

  void start(@Observes StartupEvent event) {
    requireFree(config.host(), config.port(), "strongroom.gateway.port");
    requireFree("127.0.0.1", config.managementPort(), "strongroom.gateway.management-port");
    watch.start();
    reporter.ifPresent(EgressReporter::start);
  }

  private static void requireFree(String host, int port, String option) {
    configured(
        () -> {
          PortProbe.requireFree(host, port, option);
          return port;
        });
  }

  void stop(@Observes ShutdownEvent event) {
    watch.close();
    reporter.ifPresent(EgressReporter::close);
    pools.close();
  }

  /// True while the broker answers.
  boolean brokerSeen() {
    return watch.reachable();
  }
}
