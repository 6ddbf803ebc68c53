package dev.strongroom.agent.edge;

import dev.strongroom.agent.front.Callers;
import dev.strongroom.agent.front.Headers;
import dev.strongroom.agent.front.Problems;
import dev.strongroom.agent.front.Routes;
import dev.strongroom.protocol.Problem;
import dev.strongroom.wire.json.StrictJson;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Collection;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One request on its way to the workload and the answer on its way back, piece by piece, no faster
/// than the client reads. Once something failed, it stays failed: before the answer's head the
/// client gets a problem, after it the connection is closed, so that a broken stream never looks
/// like a whole one. Confined to its event loop, but for [#end].
final class Exchange {
  private static final int MAX_BODY_BYTES = 1 << 20;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final @Nullable Upstream upstream;
  private final Callers callers;
  private final BooleanSupplier gate;
  private final Collection<Exchange> live;
  private final Context context;
  private final Buffer body = Buffer.buffer();
  private @Nullable HttpClientRequest forwarded;
  private boolean over;

  Exchange(
      Context context,
      HttpServerRequest request,
      @Nullable Upstream upstream,
      Callers callers,
      BooleanSupplier gate,
      Collection<Exchange> live) {
    this.request = request;
    this.response = request.response();
    this.upstream = upstream;
    this.callers = callers;
    this.gate = gate;
    this.live = live;
    this.context = context;
  }

  void run() {
    live.add(this);
    response.closeHandler(_ -> abandon());
    response.exceptionHandler(_ -> abandon());
    request.exceptionHandler(_ -> abandon());
    if (!callers.allow(request.sslSession())) {
      refuse(Problems.notAGateway());
    } else if (upstream == null || !gate.getAsBoolean()) {
      refuse(Problems.noLease());
    } else if (!Routes.allow(request.method().name(), request.uri())) {
      refuse(Problems.noRoute());
    } else {
      readBody();
    }
  }

  private void readBody() {
    request.handler(
        piece -> {
          if (over) {
            return;
          }
          if (body.length() + piece.length() > MAX_BODY_BYTES) {
            refuse(Problems.tooLarge(MAX_BODY_BYTES));
          } else {
            body.appendBuffer(piece);
          }
        });
    request.endHandler(_ -> forward());
  }

  private void forward() {
    var target = upstream;
    if (over || target == null) {
      return;
    }
    target
        .open(request.method(), request.uri())
        .onSuccess(this::send)
        .onFailure(_ -> fail(Problems.upstream()));
  }

  private void send(HttpClientRequest out) {
    forwarded = out;
    if (over) {
      out.reset();
      return;
    }
    for (var name : Headers.REQUEST) {
      var value = request.getHeader(name);
      if (value != null) {
        out.putHeader(name, value);
      }
    }
    out.exceptionHandler(_ -> fail(Problems.upstream()));
    out.send(body).onSuccess(this::answer).onFailure(_ -> fail(Problems.upstream()));
  }

  private void answer(HttpClientResponse answer) {
    if (over) {
      return;
    }
    var length = answer.getHeader("content-length");
    // Without either, the end of the connection would be the end of the answer, whole or not.
    if (length == null && answer.getHeader("transfer-encoding") == null) {
      fail(Problems.upstream());
      return;
    }
    response.setStatusCode(answer.statusCode());
    for (var name : Headers.ANSWER) {
      var value = answer.getHeader(name);
      if (value != null) {
        response.putHeader(name, value);
      }
    }
    if (length == null) {
      response.setChunked(true);
    } else {
      response.putHeader("content-length", length);
    }
    relay(answer);
  }

  private void relay(HttpClientResponse answer) {
    answer.exceptionHandler(_ -> fail(Problems.upstream()));
    answer.handler(
        piece -> {
          if (over) {
            return;
          }
          if (!gate.getAsBoolean()) {
            fail(Problems.noLease());
            return;
          }
          response.write(piece);
          if (response.writeQueueFull()) {
            answer.pause();
            response.drainHandler(_ -> answer.resume());
          }
        });
    answer.endHandler(
        _ -> {
          if (!over) {
            finish();
            response.end();
          }
        });
  }

  /// Ends it from outside, because the model must not be used any more.
  void end() {
    context.runOnContext(_ -> fail(Problems.noLease()));
  }

  private void fail(Problem problem) {
    if (over) {
      return;
    }
    if (response.headWritten()) {
      abandon();
      request.connection().close();
    } else {
      refuse(problem);
    }
  }

  /// Answers with a problem and closes the connection: what is left of the body is not read.
  private void refuse(Problem problem) {
    abandon();
    response
        .setStatusCode(problem.status())
        .putHeader("content-type", Problem.MEDIA_TYPE)
        .putHeader("connection", "close")
        .end(Buffer.buffer(StrictJson.write(problem).toArray()))
        .onComplete(_ -> request.connection().close());
  }

  private void abandon() {
    if (!over) {
      finish();
      var out = forwarded;
      if (out != null) {
        out.reset();
      }
    }
  }

  private void finish() {
    over = true;
    live.remove(this);
  }
}
