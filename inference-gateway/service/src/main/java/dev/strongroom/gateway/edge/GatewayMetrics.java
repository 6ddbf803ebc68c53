package dev.strongroom.gateway.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/// Counts how requests ended. Labels are tenant and model as configured, and [Outcome]: nothing
/// that a client chooses becomes a label, so their number is bounded. Thread-safe.
final class GatewayMetrics {
  private static final String UNKNOWN = "none";

  private final MeterRegistry registry;

  GatewayMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  void ended(Exchange exchange, Outcome outcome, long promptTokens, long completionTokens) {
    var tenant = exchange.tenantIfKnown();
    var grant = exchange.grantIfKnown();
    var tags =
        Tags.of(
            "tenant", tenant == null ? UNKNOWN : tenant.id(),
            "model", grant == null ? UNKNOWN : grant.id());
    count("strongroom.gateway.requests", tags.and("outcome", outcome.label()), 1);
    count("strongroom.gateway.response.bytes", tags, exchange.responseBytes());
    count("strongroom.gateway.tokens.prompt", tags, promptTokens);
    count("strongroom.gateway.tokens.completion", tags, completionTokens);
    if (exchange.meter().underReported()) {
      count("strongroom.gateway.usage.underreported", tags, 1);
    }
  }

  private void count(String name, Tags tags, long amount) {
    Counter.builder(name).tags(tags).register(registry).increment((double) amount);
  }
}
