package dev.strongroom.gateway.edge;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/// Ready while the broker answers: without it every lease runs out.
@Readiness
@ApplicationScoped
public class BrokerReadiness implements HealthCheck {
  private final GatewayService service;

  BrokerReadiness(GatewayService service) {
    this.service = service;
  }

  @Override
  public HealthCheckResponse call() {
    return HealthCheckResponse.named("broker").status(service.brokerSeen()).build();
  }
}
