package dev.strongroom.detector.edge;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/// Whether the detector runs, and whether it can do its work. The first never asks a dependency.
final class Health {
  /// Three times the longest silence of a broker that is well: it answers a long poll in 20 s.
  private static final Duration OLDEST_ANSWER = Duration.ofMinutes(1);

  private Health() {}

  /// True while the broker's last answer is young enough to say who holds what.
  static boolean isFresh(Instant lastAnswer, Instant now) {
    return !now.isAfter(lastAnswer.plus(OLDEST_ANSWER));
  }

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
      boolean answered = isFresh(last, service.now());
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
