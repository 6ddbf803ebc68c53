package dev.strongroom.broker.edge;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/// Lets bodies of one size class in. A body takes a place before any of it is read and keeps it
/// until its answer has left, so that no more than places × bytes are ever held; a body that does
/// not come in within its time loses connection and place. Used on event loops.
final class Intake {
  private final Places places;
  private final long maxBytes;
  private final Duration time;
  private final BiConsumer<RoutingContext, String> refuse;

  /// @param places for bodies and their calls
  /// @param maxBytes of one body
  /// @param time for a body to come in
  /// @param refuse answers that the broker is busy, with a detail
  Intake(Places places, long maxBytes, Duration time, BiConsumer<RoutingContext, String> refuse) {
    this.places = places;
    this.maxBytes = maxBytes;
    this.time = time;
    this.refuse = refuse;
  }

  /// Puts itself before whatever else handles posts to `path`.
  void mount(Router router, String path) {
    mount(router, path, _ -> true);
  }

  /// As above, for peers that `pace` admits.
  void mount(Router router, String path, Predicate<String> pace) {
    // Two routes: a route takes no body handler after another handler.
    var _ = router.post(path).handler(context -> admit(context, pace));
    var _ = router.post(path).handler(BodyHandler.create(false).setBodyLimit(maxBytes));
  }

  private void admit(RoutingContext context, Predicate<String> pace) {
    if (context.response().closed()) {
      // Nobody is there any more, so nothing would tell when to give a place back.
      return;
    }
    var request = context.request();
    var peer = Peer.of(request);
    var place = pace.test(peer) ? places.take(peer) : Optional.<Places.Place>empty();
    var vertx = context.vertx();
    long timer = vertx.setTimer(time.toMillis(), _ -> cutOff(request));
    var _ =
        context.addEndHandler(
            ended -> {
              place.ifPresent(Places.Place::close);
              // A body that still comes in after its answer is cut off as well.
              if (ended.failed() || request.isEnded()) {
                var _ = vertx.cancelTimer(timer);
              }
            });
    if (place.isPresent()) {
      context.next();
    } else {
      refuse.accept(context, "too many requests come from this address: ask again later");
    }
  }

  private static void cutOff(HttpServerRequest request) {
    if (!request.isEnded()) {
      var _ = request.connection().close();
    }
  }
}
