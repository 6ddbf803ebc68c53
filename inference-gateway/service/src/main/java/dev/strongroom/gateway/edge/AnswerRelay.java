package dev.strongroom.gateway.edge;

import dev.strongroom.gateway.route.ApiError;
import dev.strongroom.gateway.route.EngineRefusal;
import dev.strongroom.gateway.stream.SseEvent;
import dev.strongroom.gateway.stream.SseScanner;
import dev.strongroom.gateway.stream.TenantView;
import dev.strongroom.gateway.stream.UsageMeter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.List;
import java.util.UUID;

/// Carries one answer from a node to its client, as the [TenantView] shows it. A stream is passed
/// on event by event, never faster than the client reads; a whole answer is passed on when it is
/// there, so that a node's death in between is still an honest error. What cannot be understood
/// does not pass. Used on the request's event loop only.
final class AnswerRelay {
  /// A frame with several choices and log probabilities stays far below.
  private static final int MAX_EVENT_BYTES = 1 << 20;

  private static final int MAX_ERROR_BYTES = 64 * 1024;

  /// Statuses by which an engine says that the request itself is at fault. Not 404: the model is
  /// the tenant's, so a node that does not know it is at fault.
  private static final List<Integer> PASSED_STATUSES = List.of(400, 413, 422);

  private final Exchange exchange;
  private final HttpClientResponse upstream;
  private final long limitBytes;
  private final boolean stripUsage;
  private final TenantView view;
  private final SseScanner scanner = new SseScanner(MAX_EVENT_BYTES);
  private final Buffer whole = Buffer.buffer();
  private boolean lastDropped;

  AnswerRelay(Exchange exchange, HttpClientResponse upstream, long limitBytes) {
    this.exchange = exchange;
    this.upstream = upstream;
    this.limitBytes = limitBytes;
    this.stripUsage = !exchange.inference().usageWanted();
    this.view =
        new TenantView(
            exchange.endpoint().idPrefix() + UUID.randomUUID(), exchange.inference().model());
  }

  void start() {
    if (exchange.ended()) {
      return;
    }
    upstream.exceptionHandler(_ -> exchange.fail(ApiError.badGateway()));
    var type = upstream.getHeader("content-type");
    boolean events = type != null && type.startsWith("text/event-stream");
    int status = upstream.statusCode();
    if (status != 200) {
      exchange.spare();
      collect(MAX_ERROR_BYTES, this::endError);
    } else if (events != exchange.inference().stream()) {
      exchange.fail(ApiError.badGateway());
    } else if (events) {
      stream();
    } else {
      collect(limitBytes, this::endWhole);
    }
  }

  private void collect(long limit, Runnable end) {
    upstream.handler(
        part -> {
          if (whole.length() + part.length() > limit) {
            exchange.fail(ApiError.badGateway());
          } else if (!exchange.ended()) {
            whole.appendBuffer(part);
          }
        });
    upstream.endHandler(_ -> end.run());
  }

  private void endWhole() {
    var body = Bytes.copyOf(whole.getBytes());
    exchange.meter().observe(body);
    try {
      exchange.answer(200, view.of(body));
    } catch (MalformedException _) {
      exchange.fail(ApiError.badGateway());
    }
  }

  private void endError() {
    int status = upstream.statusCode();
    if (PASSED_STATUSES.contains(status)) {
      var refusal =
          new EngineRefusal(
              exchange.grant().model(), exchange.inference().model(), exchange.cacheSalt());
      exchange.answer(status, refusal.of(status, Bytes.copyOf(whole.getBytes())).toJson());
    } else if (status == 404 || status == 429 || status == 503) {
      exchange.fail(ApiError.unavailable());
    } else {
      exchange.fail(ApiError.badGateway());
    }
  }

  private void stream() {
    exchange
        .response()
        .setStatusCode(200)
        .setChunked(true)
        .putHeader("content-type", "text/event-stream; charset=utf-8")
        .putHeader("cache-control", "no-store")
        .putHeader("x-accel-buffering", "no");
    upstream.handler(this::relay);
    upstream.endHandler(_ -> endStream());
  }

  private void relay(Buffer part) {
    if (exchange.ended()) {
      return;
    }
    var out = Buffer.buffer();
    try {
      for (var event : scanner.feed(Bytes.copyOf(part.getBytes()))) {
        pass(event, out);
      }
      send(out);
    } catch (MalformedException _) {
      send(out);
      exchange.fail(ApiError.badGateway());
    }
  }

  private void pass(SseEvent event, Buffer out) throws MalformedException {
    if (keep(event)) {
      out.appendBytes(view.of(event).toArray());
    }
  }

  /// Counts an event, and says whether the client gets it.
  private boolean keep(SseEvent event) {
    if (!event.lateLineFeed()) {
      lastDropped = exchange.meter().observe(event) == UsageMeter.Kind.USAGE_ONLY && stripUsage;
    }
    return !lastDropped;
  }

  private void send(Buffer out) {
    if (out.length() == 0 || exchange.ended()) {
      return;
    }
    if (exchange.responseBytes() + out.length() > limitBytes) {
      exchange.fail(ApiError.badGateway());
      return;
    }
    Futures.forget(exchange.write(out));
    if (exchange.response().writeQueueFull()) {
      upstream.pause();
      exchange.response().drainHandler(_ -> upstream.resume());
    }
  }

  /// A stream that ends without `[DONE]` was cut short, whatever its framing says.
  private void endStream() {
    if (exchange.ended()) {
      return;
    }
    var rest = scanner.finish();
    var out = Buffer.buffer();
    try {
      if (rest.raw().length() > 0) {
        pass(rest, out);
      }
    } catch (MalformedException _) {
      exchange.fail(ApiError.badGateway());
    }
    send(out);
    if (exchange.meter().done()) {
      exchange.complete();
    } else {
      exchange.fail(ApiError.badGateway());
    }
  }
}
