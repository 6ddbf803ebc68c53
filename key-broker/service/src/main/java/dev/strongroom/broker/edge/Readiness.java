package dev.strongroom.broker.edge;

import dev.strongroom.protocol.client.UnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/// An authority is ready while the database answers, a verifier while its collateral may be used.
/// Liveness asks for nothing: a restart mends neither.
@org.eclipse.microprofile.health.Readiness
@ApplicationScoped
public class Readiness implements HealthCheck {
  private final Startup startup;

  /// For the container.
  @Inject
  Readiness(Startup startup) {
    this.startup = startup;
  }

  @Override
  public HealthCheckResponse call() {
    var node = startup.node();
    var verifier = startup.verifier();
    if (node.isEmpty() && verifier.isPresent()) {
      return HealthCheckResponse.named("collateral").status(isReady(verifier.get())).build();
    }
    return HealthCheckResponse.named("database")
        .status(node.filter(Readiness::answers).isPresent())
        .build();
  }

  private static boolean isReady(VerifierNode verifier) {
    try {
      verifier.appraisals().requireReady();
      return true;
    } catch (UnavailableException e) {
      return false;
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
