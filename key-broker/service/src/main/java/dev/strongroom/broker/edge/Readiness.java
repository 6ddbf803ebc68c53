package dev.strongroom.broker.edge;

import dev.strongroom.broker.verifier.CollateralAtHand;
import dev.strongroom.protocol.client.UnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/// An authority is ready while the database answers, a verifier while its collateral may be used.
/// Both say how it is with their collateral: an authority without any that may be used releases
/// nothing, but stays, because heartbeats and containment orders need none. Liveness asks for
/// nothing: a restart mends neither.
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
public class Readiness implements HealthCheck {
  private static final String COLLATERAL = "collateral";

  private final Startup startup;

  /// For the container.
  @Inject
  Readiness(Startup startup) {
    this.startup = startup;
  }

  @Override
  public HealthCheckResponse call() {
    var collateral = startup.collateral();
    return collateral.isPresent()
        ? of(startup.node(), collateral.get(), Instant.now())
        : HealthCheckResponse.down(COLLATERAL);
  }

  /// @param node in an authority
  static HealthCheckResponse of(
      Optional<BrokerNode> node, CollateralAtHand collateral, Instant now) {
    var trouble = trouble(collateral, now);
    var said = trouble.orElse("may be used");
    return node.isPresent()
        ? HealthCheckResponse.named("database")
            .status(answers(node.get()))
            .withData(COLLATERAL, said)
            .build()
        : HealthCheckResponse.named(COLLATERAL)
            .status(trouble.isEmpty())
            .withData(COLLATERAL, said)
            .build();
  }

  private static Optional<String> trouble(CollateralAtHand collateral, Instant now) {
    try {
      var _ = collateral.collateral(now);
      return Optional.empty();
    } catch (UnavailableException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static boolean answers(BrokerNode node) {
    try {
      var _ = node.fleet().revision();
      return true;
    } catch (UnavailableException e) {
      return false;
    }
  }
}
