package dev.strongroom.broker.edge;

import dev.strongroom.protocol.Problem;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// Puts the [Api] on HTTP: body limit, a virtual thread a call, a bound on calls in work, problems,
/// metrics. Event loops never block. Thread-safe.
final class Routes implements AutoCloseable {
  private static final long MAX_BODY_BYTES = 2L * 1024 * 1024;
  private static final int MAX_IN_WORK = 256;
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final int OK = 200;

  private final Api api;
  private final MeterRegistry metrics;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore inWork = new Semaphore(MAX_IN_WORK);

  Routes(Api api, MeterRegistry metrics) {
    this.api = api;
    this.metrics = metrics;
  }

  void mount(Router router) {
    get(router, "/v1/broker", "info", JSON, api::info);
    post(router, "/v1/models", "enrol", api::enrol);
    post(router, "/v1/release/hello", "hello", api::hello);
    post(router, "/v1/release", "release", api::release);
    post(router, "/v1/leases/:id/heartbeat", "heartbeat", api::heartbeat);
    wait(router, "/v1/leases/:id/changes", "changes", api::changes);
    wait(router, "/v1/fleet", "fleet", api::fleet);
    post(router, "/v1/containment", "contain", api::contain);
    post(router, "/v1/containment/preview", "preview", api::preview);
    get(router, "/v1/log/checkpoint", "checkpoint", TEXT, api::checkpoint);
    get(router, "/v1/log/consistency", "consistency", JSON, api::consistency);
    get(router, "/v1/log/entries", "entries", JSON, api::entries);
    router.route("/v1/*").last().handler(context -> fail(context, Problems.ofStatus(404)));
  }

  private void get(Router router, String path, String name, String type, Api.Method method) {
    router.get(path).handler(context -> work(context, name, type, method, Optional.of(inWork)));
  }

  /// Long polls: bounded where they wait, not here.
  private void wait(Router router, String path, String name, Api.Method method) {
    router.get(path).handler(context -> work(context, name, JSON, method, Optional.empty()));
  }

  private void post(Router router, String path, String name, Api.Method method) {
    router
        .post(path)
        .handler(BodyHandler.create(false).setBodyLimit(MAX_BODY_BYTES))
        .handler(context -> work(context, name, JSON, method, Optional.of(inWork)))
        .failureHandler(context -> fail(context, failure(context)));
  }

  private static Problem failure(RoutingContext context) {
    var failure = context.failure();
    return failure == null || context.statusCode() < 500
        ? Problems.ofStatus(context.statusCode())
        : Problems.of(failure);
  }

  private void work(
      RoutingContext context,
      String name,
      String type,
      Api.Method method,
      Optional<Semaphore> bound) {
    if (bound.isPresent() && !bound.get().tryAcquire()) {
      fail(context, Problems.unavailable("too many requests in work: ask again later"));
      return;
    }
    var call = call(context);
    var loop = context.vertx().getOrCreateContext();
    threads.execute(
        () -> {
          try {
            answer(context, loop, name, type, method, call);
          } finally {
            bound.ifPresent(Semaphore::release);
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
    } catch (Exception e) {
      var problem = Problems.of(e);
      loop.runOnContext(_ -> fail(context, problem));
      stop(sample, name, problem.code());
    }
  }

  private void stop(Timer.Sample sample, String name, String outcome) {
    var _ = sample.stop(metrics.timer("strongroom.broker.call", "call", name, "outcome", outcome));
  }

  private static void fail(RoutingContext context, Problem problem) {
    if (problem.status() == 503) {
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
