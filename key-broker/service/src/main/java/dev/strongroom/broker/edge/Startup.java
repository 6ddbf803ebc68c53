package dev.strongroom.broker.edge;

import dev.strongroom.broker.StartException;
import dev.strongroom.broker.release.Releases;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.ext.web.Router;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.Optional;

/// Runs the broker inside Quarkus: opened before HTTP listens, closed after it stopped.
@ApplicationScoped
public class Startup {
  private final BrokerConfig config;
  private final MeterRegistry metrics;
  private final Router router;
  private Optional<Running> running = Optional.empty();

  @Inject
  Startup(BrokerConfig config, MeterRegistry metrics, Router router) {
    this.config = config;
    this.metrics = metrics;
    this.router = router;
  }

  private record Running(BrokerNode node, Routes routes, Housekeeping housekeeping) {}

  /// Opens the broker; a failure stops the start.
  void start(@Observes @Priority(1) StartupEvent event) throws StartException {
    var settings = Settings.of(config);
    requireFreePort(settings);
    var node = BrokerNode.open(settings, new SecureRandom());
    var routes = new Routes(new Api(node), metrics);
    routes.mount(router);
    FunctionCounter.builder(
            "strongroom.broker.refusals.unlogged", node.releases(), Releases::unloggedRefusals)
        .description("Refusals beyond what is logged of one ticket within a minute")
        .register(metrics);
    var housekeeping = new Housekeeping(node);
    housekeeping.start();
    running = Optional.of(new Running(node, routes, housekeeping));
  }

  private static void requireFreePort(Settings settings) throws StartException {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port()));
    } catch (IOException e) {
      throw new StartException(
          "cannot listen on "
              + settings.host()
              + ":"
              + settings.port()
              + " ("
              + e.getMessage()
              + "): choose another port with strongroom.broker.port",
          e);
    }
  }

  /// Says where it is.
  void ready(@ObservesAsync HttpsServerStart event) {
    var info = running.orElseThrow().node().info();
    System.out.printf(
        "key-broker %s is ready at https://%s:%d (profile %s)%n",
        info.broker().id(), config.host(), event.options().getPort(), info.profile().text());
  }

  /// True once the broker is open.
  Optional<BrokerNode> node() {
    return running.map(Running::node);
  }

  /// Closes the broker.
  void stop(@Observes ShutdownEvent event) {
    running.ifPresent(Startup::close);
    running = Optional.empty();
  }

  private static void close(Running broker) {
    broker.housekeeping().close();
    broker.routes().close();
    try {
      broker.node().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
