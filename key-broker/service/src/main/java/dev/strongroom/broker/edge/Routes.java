package dev.strongroom.broker.edge;

import dev.strongroom.protocol.Problem;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Puts [Api] and [AppraisalApi] on HTTP: bounds on bodies and on calls in work, a virtual thread a
/// call, problems, metrics. Event loops never block.
///
/// Whatever is bounded is bounded for each peer as well, so that none keeps others out; and large
/// bodies have places of their own, so that they keep no heartbeat and no containment order out.
/// Thread-safe.
///
/// | Places for | In all | A peer |
/// |---|---:|---:|
/// | bodies up to 2 MiB | 64 | 16 |
/// | bodies up to 2 MiB of Evidence to appraise | 32 | 16 |
/// | bodies up to 64 KiB | 1024 | 128 |
/// | calls in work | 256 | 64 |
/// | long polls | 1024 | 256 |
final class Routes implements AutoCloseable {
  private static final long SMALL_BODY_BYTES = 64L * 1024;
  private static final long LARGE_BODY_BYTES = 2L * 1024 * 1024;
  private static final Duration BODY_TIME = Duration.ofSeconds(10);

  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  private final MeterRegistry metrics;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Intake small;
  private final Intake large;
  private final Intake evidence;
  private final Places inWork;
  private final Places polls;

  Routes(MeterRegistry metrics) {
    this.metrics = metrics;
    this.small = new Intake(places("small", 1024, 128), SMALL_BODY_BYTES, BODY_TIME, this::busy);
    this.large = new Intake(places("large", 64, 16), LARGE_BODY_BYTES, BODY_TIME, this::busy);
    this.evidence = new Intake(places("evidence", 32, 16), LARGE_BODY_BYTES, BODY_TIME, this::busy);
    this.inWork = places("work", 256, 64);
    this.polls = places("polls", 1024, 256);
  }

  private Places places(String of, int limit, int share) {
    var places = new Places(limit, share);
    var _ =
        Gauge.builder("strongroom.broker.places.taken", places, Places::taken)
            .tag("of", of)
            .register(metrics);
    return places;
  }

  /// The calls of an authority.
  void mount(Router router, Api api) {
    get(router, "/v1/broker", "info", JSON, api::info);
    large.mount(router, "/v1/models");
    post(router, "/v1/models", "enrol", api::enrol);
    small.mount(router, "/v1/release/hello", new HelloPace(System::nanoTime)::admits);
    post(router, "/v1/release/hello", "hello", api::hello);
    large.mount(router, "/v1/release");
    post(router, "/v1/release", "release", api::release);
    small.mount(router, "/v1/leases/:id/heartbeat");
    post(router, "/v1/leases/:id/heartbeat", "heartbeat", api::heartbeat);
    poll(router, "/v1/leases/:id/changes", "changes", api::changes);
    poll(router, "/v1/fleet", "fleet", api::fleet);
    get(router, "/v1/devices", "devices", JSON, api::devices);
    get(router, "/v1/devices/refused", "refused-moves", JSON, api::refusedMoves);
    small.mount(router, "/v1/containment");
    post(router, "/v1/containment", "contain", api::contain);
    small.mount(router, "/v1/containment/preview");
    post(router, "/v1/containment/preview", "preview", api::preview);
    get(router, "/v1/log/checkpoint", "checkpoint", TEXT, api::checkpoint);
    get(router, "/v1/log/consistency", "consistency", JSON, api::consistency);
    get(router, "/v1/log/entries", "entries", JSON, api::entries);
  }

  /// The calls of a verifier.
  void mount(Router router, AppraisalApi api) {
    var _ = router.post("/v1/appraisals").handler(this::requireCaller);
    evidence.mount(router, "/v1/appraisals");
    post(router, "/v1/appraisals", "appraise", api::appraise);
    get(router, "/v1/appraisals/keys", "keys", JSON, api::keys);
  }

  private void requireCaller(RoutingContext context) {
    try {
      AppraisalApi.requireCaller(ClientRole.of(context.request()));
      context.next();
    } catch (RefusedException e) {
      // What still comes of a body is thrown away.
      var _ = context.request().resume();
      fail(context, e.problem());
    }
  }

  /// Says of every other path that it is not there.
  void mountRest(Router router) {
    router.route("/v1/*").last().handler(context -> fail(context, Problems.ofStatus(404)));
  }

  private void get(Router router, String path, String name, String type, Api.Method method) {
    router.get(path).handler(context -> work(context, name, type, method, inWork));
  }

  /// Long polls: whoever waits holds no place of those who work.
  private void poll(Router router, String path, String name, Api.Method method) {
    router.get(path).handler(context -> work(context, name, JSON, method, polls));
  }

  private void post(Router router, String path, String name, Api.Method method) {
    router
        .post(path)
        .handler(context -> work(context, name, JSON, method, inWork))
        .failureHandler(context -> fail(context, failure(context)));
  }

  private void busy(RoutingContext context, String detail) {
    metrics.counter("strongroom.broker.busy").increment();
    // What still comes of a body is thrown away.
    var _ = context.request().resume();
    fail(context, Problems.busy(detail));
  }

  private static Problem failure(RoutingContext context) {
    var failure = context.failure();
    return failure == null || context.statusCode() < 500
        ? Problems.ofStatus(context.statusCode())
        : Problems.of(failure);
  }

  private void work(
      RoutingContext context, String name, String type, Api.Method method, Places places) {
    var call = call(context);
    var place = places.take(Peer.of(context.request()));
    if (place.isEmpty()) {
      busy(context, "too many requests in work: ask again later");
      return;
    }
    var loop = context.vertx().getOrCreateContext();
    threads.execute(
        () -> {
          try (var _ = place.get()) {
            answer(context, loop, name, type, method, call);
          }
        });
  }

  private static Api.Call call(RoutingContext context) {
    var buffer = context.body() == null ? null : context.body().buffer();
    var body = buffer == null ? Bytes.empty() : Bytes.copyOf(buffer.getBytes());
    return new Api.Call(
        ClientRole.of(context.request()),
        body,
        parameter -> {
          var value = context.pathParam(parameter);
          var query = value == null ? context.request().getParam(parameter) : value;
          return query == null ? "" : query;
        });
  }

  private void answer(
      RoutingContext context,
      Context loop,
      String name,
      String type,
      Api.Method method,
      Api.Call call) {
    var sample = Timer.start(metrics);
    try {
      var body = method.answer(call);
      loop.runOnContext(_ -> send(context, OK, type, body));
      stop(sample, name, "ok");
      // Whatever a call fails with becomes a problem answer; nothing may hang.
    } catch (Throwable e) {
      var problem = Problems.of(e);
      loop.runOnContext(_ -> fail(context, problem));
      stop(sample, name, problem.code());
    }
  }

  private void stop(Timer.Sample sample, String name, String outcome) {
    var _ = sample.stop(metrics.timer("strongroom.broker.call", "call", name, "outcome", outcome));
  }

  private static void fail(RoutingContext context, Problem problem) {
    if (problem.status() == UNAVAILABLE) {
      context.response().putHeader("Retry-After", "1");
    }
    send(context, problem.status(), Problem.MEDIA_TYPE, StrictJson.write(problem));
  }

  private static void send(RoutingContext context, int status, String type, Bytes body) {
    var response = context.response();
    if (response.closed() || response.ended()) {
      return;
    }
    var _ =
        response
            .setStatusCode(status)
            .putHeader("Content-Type", type)
            .putHeader("Cache-Control", "no-store")
            .end(Buffer.buffer(body.toArray()));
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
