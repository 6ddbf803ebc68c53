package dev.strongroom.detector.edge;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/// Whether the detector runs, and whether it can do its work. The first never asks a dependency.
final class Health {
  private Health() {}

  /// Receives and decodes.
  @Liveness
  @ApplicationScoped
  static class Collecting implements HealthCheck {
    private final DetectorService service;

    Collecting(DetectorService service) {
      this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
      return HealthCheckResponse.named("collector").status(service.collector().works()).build();
    }
  }

  /// Knows who holds what, and can save.
  @Readiness
  @ApplicationScoped
  static class Watching implements HealthCheck {
    private final DetectorService service;

    Watching(DetectorService service) {
      this.service = service;
    }

    @Override
    public HealthCheckResponse call() {
      var last = service.fleet().lastAnswer();
      boolean answered = FleetAge.isFresh(last, service.now());
      return HealthCheckResponse.named("watch")
          .withData(
              "broker",
              answered ? "answered" : "last answer " + last + "; " + service.fleet().problem())
          .withData("state", service.watch().saveProblem())
          .status(answered && service.watch().saveProblem().isEmpty())
          .build();
    }
  }
}
