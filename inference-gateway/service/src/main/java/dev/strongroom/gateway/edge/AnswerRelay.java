package dev.strongroom.gateway.edge;

import dev.strongroom.gateway.route.ApiError;
import dev.strongroom.gateway.stream.SseEvent;
import dev.strongroom.gateway.stream.SseScanner;
import dev.strongroom.gateway.stream.UsageMeter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import java.util.List;

/// Carries one answer from a node to its client. A stream is passed on as it comes, never faster
/// than the client reads; a whole answer is passed on when it is there, so that a node's death in
/// between is still an honest error. Used on the request's event loop only.
final class AnswerRelay {
  /// A frame with several choices and log probabilities stays far below.
  private static final int MAX_EVENT_BYTES = 1 << 20;

  private static final int MAX_ERROR_BYTES = 64 * 1024;

  /// Statuses by which an engine says that the request itself is at fault.
  private static final List<Integer> PASSED_STATUSES = List.of(400, 404, 413, 422);

  private final Exchange exchange;
  private final HttpClientResponse upstream;
  private final long limitBytes;
  private final boolean stripUsage;
  private final SseScanner scanner = new SseScanner(MAX_EVENT_BYTES);
  private final Buffer whole = Buffer.buffer();
  private boolean lastDropped;

  AnswerRelay(Exchange exchange, HttpClientResponse upstream, long limitBytes) {
    this.exchange = exchange;
    this.upstream = upstream;
    this.limitBytes = limitBytes;
    this.stripUsage = !exchange.inference().usageWanted();
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
    exchange.answer(200, body);
  }

  private void endError() {
    int status = upstream.statusCode();
    var body = Bytes.copyOf(whole.getBytes());
    if (PASSED_STATUSES.contains(status) && body.utf8().startsWith("{")) {
      exchange.answer(status, body);
    } else if (status == 429 || status == 503) {
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
    List<SseEvent> events;
    try {
      events = scanner.feed(Bytes.copyOf(part.getBytes()));
    } catch (MalformedException _) {
      exchange.fail(ApiError.badGateway());
      return;
    }
    var out = stripUsage ? Buffer.buffer() : part;
    for (var event : events) {
      if (keep(event) && stripUsage) {
        out.appendBytes(event.raw().toArray());
      }
    }
    exchange.midEvent(!stripUsage && scanner.midEvent());
    send(out);
  }

  /// Counts an event, and says whether the client gets it.
  private boolean keep(SseEvent event) {
    if (!event.lateLineFeed()) {
      lastDropped = exchange.meter().observe(event) == UsageMeter.Kind.USAGE_ONLY && stripUsage;
    }
    return !lastDropped;
  }

  private void send(Buffer out) {
    if (out.length() == 0) {
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
    if (rest.raw().length() > 0 && keep(rest) && stripUsage) {
      send(Buffer.buffer(rest.raw().toArray()));
    }
    if (exchange.meter().done()) {
      exchange.complete();
    } else {
      exchange.fail(ApiError.badGateway());
    }
  }
}
