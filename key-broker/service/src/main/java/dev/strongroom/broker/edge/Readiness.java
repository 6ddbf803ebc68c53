package dev.strongroom.broker.edge;

import dev.strongroom.protocol.client.UnavailableException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/// Ready while the database answers. Liveness asks for nothing: a restart mends no database.
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
    return HealthCheckResponse.named("database").status(answers()).build();
  }

  private boolean answers() {
    var node = startup.node();
    if (node.isEmpty()) {
      return false;
    }
    try {
      var _ = node.get().fleet().revision();
      return true;
    } catch (UnavailableException e) {
      return false;
    }
  }
}
