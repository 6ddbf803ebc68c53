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
import java.time.InstantSource;
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

  /// @param node in an authority
  /// @param verifier where there are policies for it
  /// @param collateral of both
  private record Running(
      Optional<BrokerNode> node,
      Optional<VerifierNode> verifier,
      CollateralFiles collateral,
      Routes routes,
      Optional<Housekeeping> housekeeping,
      Refreshing refreshing) {}

  /// Opens the broker; a failure stops the start.
  void start(@Observes @Priority(1) StartupEvent event) throws StartException {
    var role = ProcessRole.of(config.role());
    var appraising = VerifierSettings.of(config, role);
    var deciding =
        switch (role) {
          case AUTHORITY -> Optional.of(Settings.of(config));
          case VERIFIER -> Optional.<Settings>empty();
        };
    var judging = CollateralSettings.of(config);
    requireFreePort(config.host(), Settings.port(config.port()));
    var random = new SecureRandom();
    var clock = InstantSource.system();
    var collateral = CollateralFiles.open(judging, clock);
    Optional<VerifierNode> verifier =
        appraising.isPresent()
            ? Optional.of(VerifierNode.open(appraising.get(), collateral, random, clock))
            : Optional.empty();
    Optional<BrokerNode> node =
        deciding.isPresent()
            ? Optional.of(BrokerNode.open(deciding.get(), collateral, random))
            : Optional.empty();
    run(node, verifier, collateral);
  }

  private void run(
      Optional<BrokerNode> node, Optional<VerifierNode> verifier, CollateralFiles collateral) {
    var routes = new Routes(metrics);
    node.ifPresent(each -> mount(routes, each));
    verifier.ifPresent(each -> routes.mount(router, new AppraisalApi(each.appraisals())));
    routes.mountRest(router);
    var housekeeping = node.map(Housekeeping::new);
    housekeeping.ifPresent(Housekeeping::start);
    var refreshing = new Refreshing();
    refreshing.add(collateral::refresh);
    verifier.ifPresent(each -> refreshing.add(each.references()::refresh));
    running =
        Optional.of(new Running(node, verifier, collateral, routes, housekeeping, refreshing));
  }

  private void mount(Routes routes, BrokerNode node) {
    routes.mount(router, new Api(node));
    FunctionCounter.builder(
            "strongroom.broker.refusals.unlogged", node.releases(), Releases::unloggedRefusals)
        .description("Refusals beyond what is logged of one ticket within a minute")
        .register(metrics);
    FunctionCounter.builder(
            "strongroom.broker.moves.refused", node.releases(), Releases::refusedMoves)
        .description("Devices that a platform showed while another held them")
        .register(metrics);
  }

  private static void requireFreePort(String host, int port) throws StartException {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getByName(host), port));
    } catch (IOException e) {
      throw new StartException(
          "cannot listen on "
              + host
              + ":"
              + port
              + " ("
              + e.getMessage()
              + "): choose another port with strongroom.broker.port",
          e);
    }
  }

  /// Says where it is.
  void ready(@ObservesAsync HttpsServerStart event) {
    var role = running.orElseThrow().node().isPresent() ? "" : " (verifier)";
    System.out.printf(
        "key-broker %s%s is ready at https://%s:%d (profile %s)%n",
        config.id(), role, config.host(), event.options().getPort(), config.profile());
  }

  /// Empty before the broker is open, and in a verifier.
  Optional<BrokerNode> node() {
    return running.flatMap(Running::node);
  }

  /// Empty before the broker is open.
  Optional<CollateralFiles> collateral() {
    return running.map(Running::collateral);
  }

  /// Closes the broker.
  void stop(@Observes ShutdownEvent event) {
    running.ifPresent(Startup::close);
    running = Optional.empty();
  }

  private static void close(Running broker) {
    broker.housekeeping().ifPresent(Housekeeping::close);
    broker.routes().close();
    broker.refreshing().close();
    try {
      if (broker.node().isPresent()) {
        broker.node().get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
