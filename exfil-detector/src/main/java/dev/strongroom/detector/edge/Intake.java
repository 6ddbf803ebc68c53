package dev.strongroom.detector.edge;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/// Lets bodies of one size in, from callers that may send them: who calls is judged by the head of
/// the request, before anything of its body is read. A body keeps a place until its answer has
/// left, so that no more than places × bytes are ever held; one that does not come in within its
/// time loses its connection. Used on event loops.
final class Intake {
  private final Semaphore places;
  private final long maxBytes;
  private final Duration time;

  /// @param places for bodies and their calls
  /// @param maxBytes of one body
  /// @param time for a body to come in
  Intake(int places, long maxBytes, Duration time) {
    this.places = new Semaphore(places);
    this.maxBytes = maxBytes;
    this.time = time;
  }

  /// Why a request is not let in, as [Answers#problem] says it.
  record Refusal(int status, String code, String title, String detail) {
    private static final Refusal BUSY =
        new Refusal(503, "detector.busy", "Busy", "Too many requests are in work: ask again.");

    void answer(RoutingContext context) {
      Answers.problem(context, status, code, title, detail);
    }
  }

  /// Looks at the head of a request.
  interface Judge {
    /// Why it is not let in; empty if it is.
    Optional<Refusal> refuses(HttpServerRequest request);
  }

  /// Puts itself before whatever else handles posts to `path`.
  void mount(Router router, String path, Judge judge) {
    // Two routes: a route takes no body handler after another handler.
    var _ = router.post(path).handler(context -> admit(context, judge));
    var _ = router.post(path).handler(BodyHandler.create(false).setBodyLimit(maxBytes));
  }

  private void admit(RoutingContext context, Judge judge) {
    if (context.response().closed()) {
      // Nobody is there any more, so nothing would tell when to give a place back.
      return;
    }
    var request = context.request();
    var refusal = judge.refuses(request);
    var placed = new AtomicBoolean(refusal.isEmpty() && places.tryAcquire());
    boolean admitted = placed.get();
    var vertx = context.vertx();
    long timer = vertx.setTimer(time.toMillis(), _ -> cutOff(request));
    var _ =
        context.addEndHandler(
            ended -> {
              if (placed.getAndSet(false)) {
                places.release();
              }
              // A body that still comes in after its answer is cut off as well.
              if (ended.failed() || request.isEnded()) {
                var _ = vertx.cancelTimer(timer);
              }
            });
    if (admitted) {
      context.next();
    } else {
      refusal.orElse(Refusal.BUSY).answer(context);
    }
  }

  private static void cutOff(HttpServerRequest request) {
    if (!request.isEnded()) {
      var _ = request.connection().close();
    }
  }
}
