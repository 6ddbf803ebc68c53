package dev.strongroom.gateway.edge;

import dev.strongroom.gateway.Settings;
import dev.strongroom.gateway.route.ApiError;
import dev.strongroom.gateway.route.Endpoint;
import dev.strongroom.gateway.route.InferenceRequest;
import dev.strongroom.gateway.route.InvalidRequestException;
import dev.strongroom.tenancy.admission.Credential;
import dev.strongroom.tenancy.admission.ModelAccess;
import dev.strongroom.tenancy.cachekey.CacheSalts;
import dev.strongroom.tenancy.egress.EgressLedger;
import dev.strongroom.tenancy.limit.Decision;
import dev.strongroom.tenancy.limit.TenantLimiter;
import dev.strongroom.tenancy.tenant.TenantDirectory;
import dev.strongroom.wire.json.StrictJson;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/// Serves the API. Every request for tokens passes [#chain], in that order and no other.
/// Thread-safe: each request stays on its own event loop, and what requests share is thread-safe
/// itself.
final class Gateway {
  private static final Logger LOG = Logger.getLogger(Gateway.class);

  private final Vertx vertx;
  private final Settings settings;
  private final TenantDirectory directory;
  private final CacheSalts salts;
  private final EgressLedger ledger;
  private final Forwarder forwarder;
  private final GatewayMetrics metrics;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Map<String, TenantLimiter> limiters = new HashMap<>();

  /// The order in which a request for tokens is judged. A step relies on all before it.
  private final List<Interceptor> chain =
      List.of(
          this::authenticate,
          this::admit,
          this::readBody,
          this::resolveModel,
          this::reserve,
          this::shape,
          this::forward);

  /// The same for the list of models.
  private final List<Interceptor> listing =
      List.of(this::authenticate, this::admit, this::listModels);

  Gateway(
      Vertx vertx,
      Settings settings,
      TenantDirectory directory,
      CacheSalts salts,
      EgressLedger ledger,
      Forwarder forwarder,
      GatewayMetrics metrics,
      InstantSource clock,
      LongSupplier nanos) {
    this.vertx = vertx;
    this.settings = settings;
    this.directory = directory;
    this.salts = salts;
    this.ledger = ledger;
    this.forwarder = forwarder;
    this.metrics = metrics;
    this.clock = clock;
    this.nanos = nanos;
    for (var tenant : directory.tenants()) {
      limiters.put(tenant.id(), new TenantLimiter(tenant.limits()));
    }
  }

  /// Takes a request, whatever it is.
  void handle(HttpServerRequest request) {
    var target = request.uri();
    int mark = target.indexOf('?');
    var path = mark < 0 ? target : target.substring(0, mark);
    var query = mark < 0 ? null : target.substring(mark + 1);
    var endpoint = Endpoint.of(request.method().name(), path);
    var exchange =
        new Exchange(
            request,
            endpoint.orElse(Endpoint.MODELS),
            query,
            settings.bodyLimitBytes(),
            this::settle);
    if (endpoint.isEmpty() || request.headers().contains("upgrade")) {
      exchange.fail(ApiError.unknownUrl());
      return;
    }
    long timer =
        vertx.setTimer(
            settings.requestTimeout().toMillis(), _ -> exchange.fail(ApiError.timeout()));
    exchange.onEnd(() -> vertx.cancelTimer(timer));
    run(exchange, (endpoint.get() == Endpoint.MODELS ? listing : chain).iterator());
  }

  private void run(Exchange exchange, Iterator<Interceptor> rest) {
    if (exchange.ended() || !rest.hasNext()) {
      return;
    }
    Future<Optional<ApiError>> step;
    try {
      step = rest.next().apply(exchange);
    } catch (RuntimeException e) {
      step = Future.failedFuture(e);
    }
    step.onComplete(
        done -> {
          if (done.failed()) {
            // The class and place only: a message could quote the request.
            LOG.errorf("request failed: %s", where(done.cause()));
            exchange.fail(ApiError.internal());
          } else if (done.result().isPresent()) {
            exchange.fail(done.result().get());
          } else {
            run(exchange, rest);
          }
        });
  }

  private static String where(Throwable failure) {
    var trace = failure.getStackTrace();
    return failure.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
  }

  private Future<Optional<ApiError>> authenticate(Exchange exchange) {
    var headers = exchange.request().headers();
    var credential =
        Credential.read(
            headers.getAll("authorization"), headers.getAll("x-api-key"), exchange.query());
    return switch (credential) {
      case Credential.Refused(var reason) ->
          Interceptor.refuse(
              switch (reason) {
                case MISSING, MALFORMED -> ApiError.unauthenticated();
                case AMBIGUOUS ->
                    ApiError.ambiguousCredential("The request shows two different API keys.");
                case IN_QUERY -> ApiError.ambiguousCredential("API keys do not belong into a URL.");
              });
      case Credential.Presented key ->
          directory
              .ownerOf(key.value(), clock.instant())
              .map(
                  tenant -> {
                    exchange.tenant(tenant);
                    return Interceptor.next();
                  })
              .orElseGet(() -> Interceptor.refuse(ApiError.unauthenticated()));
    };
  }

  private Future<Optional<ApiError>> readBody(Exchange exchange) {
    return BodyReader.read(exchange, settings.bodyLimitBytes())
        .map(
            refused -> {
              if (refused.isPresent()) {
                return refused;
              }
              try {
                exchange.inference(InferenceRequest.parse(exchange.endpoint(), exchange.body()));
                return Optional.empty();
              } catch (InvalidRequestException e) {
                return Optional.of(e.error());
              }
            });
  }

  private Future<Optional<ApiError>> resolveModel(Exchange exchange) {
    return switch (ModelAccess.of(exchange.tenant(), exchange.inference().model())) {
      case ModelAccess.Absent() -> Interceptor.refuse(ApiError.modelNotFound());
      case ModelAccess.Granted(var grant) -> {
        exchange.grant(grant);
        yield Interceptor.next();
      }
    };
  }

  /// Before the body: what a tenant sends too much of costs neither memory nor parsing.
  private Future<Optional<ApiError>> admit(Exchange exchange) {
    var decision = limiter(exchange).admit(nanos.getAsLong());
    if (decision instanceof Decision.Admitted(var place)) {
      exchange.reservation(place);
      return Interceptor.next();
    }
    return judged(exchange, decision);
  }

  private Future<Optional<ApiError>> reserve(Exchange exchange) {
    long wanted =
        exchange.inference().tokensToReserve(exchange.tenant().limits().maxTokensPerRequest());
    var place = Objects.requireNonNull(exchange.reservation());
    return judged(exchange, limiter(exchange).reserve(place, wanted, nanos.getAsLong()));
  }

  private Future<Optional<ApiError>> judged(Exchange exchange, Decision decision) {
    exchange.showQuota(limiter(exchange).quota(nanos.getAsLong()));
    return switch (decision) {
      case Decision.Admitted _ -> Interceptor.next();
      case Decision.Oversized(var asked, var limit) ->
          Interceptor.refuse(ApiError.oversized(asked, limit));
      case Decision.Throttled(var limit, var retryAfter) -> {
        long seconds = Math.max(1, Math.ceilDiv(retryAfter.toMillis(), 1000L));
        exchange.response().putHeader("retry-after", Long.toString(seconds));
        yield Interceptor.refuse(
            ApiError.throttled(
                switch (limit) {
                  case REQUESTS -> "requests";
                  case TOKENS -> "tokens";
                  case CONCURRENCY -> "concurrency";
                }));
      }
    };
  }

  private Future<Optional<ApiError>> shape(Exchange exchange) {
    var model = exchange.grant().model();
    var salt = salts.saltFor(exchange.tenant().id(), model);
    int cap = exchange.tenant().limits().maxTokensPerRequest();
    exchange.shaped(exchange.inference().shaped(model, salt, cap), salt);
    return Interceptor.next();
  }

  private Future<Optional<ApiError>> forward(Exchange exchange) {
    return forwarder.forward(exchange);
  }

  private record Listed(String id, String object, long created, String owned_by) {}

  private record Listing(String object, List<Listed> data) {}

  private Future<Optional<ApiError>> listModels(Exchange exchange) {
    var models =
        exchange.tenant().models().stream()
            .map(grant -> new Listed(grant.id(), "model", 0, "strongroom"))
            .toList();
    exchange.answer(200, StrictJson.write(new Listing("list", models)));
    return Interceptor.next();
  }

  private TenantLimiter limiter(Exchange exchange) {
    return Objects.requireNonNull(limiters.get(exchange.tenant().id()));
  }

  /// What every end has in common: room is given back or charged, and what left is on record.
  private void settle(Exchange exchange, Outcome outcome) {
    long prompt = 0;
    long completion = 0;
    if (exchange.charged()) {
      prompt = exchange.meter().promptTokens(exchange.inference().promptEstimate());
      completion = exchange.meter().completionTokens();
    }
    var reservation = exchange.reservation();
    if (reservation != null) {
      limiter(exchange).settle(reservation, prompt + completion, nanos.getAsLong());
    }
    var grant = exchange.grantIfKnown();
    if (grant != null && (exchange.responseBytes() > 0 || prompt + completion > 0)) {
      ledger.add(
          exchange.tenant().id(),
          grant.owner(),
          grant.name(),
          exchange.responseBytes(),
          prompt,
          completion);
    }
    metrics.ended(exchange, outcome, prompt, completion);
  }
}
