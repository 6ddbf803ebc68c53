package dev.strongroom.gateway.edge;

import dev.strongroom.gateway.route.ApiError;
import dev.strongroom.gateway.route.Endpoint;
import dev.strongroom.gateway.route.InferenceRequest;
import dev.strongroom.gateway.stream.UsageMeter;
import dev.strongroom.tenancy.limit.Quota;
import dev.strongroom.tenancy.limit.Reservation;
import dev.strongroom.tenancy.tenant.ModelGrant;
import dev.strongroom.tenancy.tenant.Tenant;
import dev.strongroom.wire.Bytes;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// One request on its way: what the interceptors found, and the one place where it ends. It ends
/// once, by an answer, an error, or the client's leaving; ending settles it. Used on the request's
/// own event loop only.
final class Exchange {
  private static final long HTTP2_CANCEL = 0x8;
  private static final long HTTP2_INTERNAL_ERROR = 0x2;

  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Endpoint endpoint;
  private final @Nullable String query;
  private final int bodyLimitBytes;
  private final BiConsumer<Exchange, Outcome> settle;

  private @Nullable Tenant tenant;
  private @Nullable Bytes body;
  private @Nullable InferenceRequest inference;
  private @Nullable ModelGrant grant;
  private @Nullable Reservation reservation;
  private @Nullable Bytes shaped;
  private String cacheSalt = "";
  private final UsageMeter meter = new UsageMeter();
  private Runnable cancelUpstream = () -> {};
  private Runnable onEnd = () -> {};
  private boolean charged;
  private boolean bodyRead;
  private boolean ended;
  private long responseBytes;

  Exchange(
      HttpServerRequest request,
      Endpoint endpoint,
      @Nullable String query,
      int bodyLimitBytes,
      BiConsumer<Exchange, Outcome> settle) {
    this.request = request;
    this.response = request.response();
    this.endpoint = endpoint;
    this.query = query;
    this.bodyLimitBytes = bodyLimitBytes;
    this.settle = settle;
    response.closeHandler(_ -> clientGone());
    response.exceptionHandler(_ -> clientGone());
    request.exceptionHandler(this::requestBroke);
  }

  HttpServerRequest request() {
    return request;
  }

  HttpServerResponse response() {
    return response;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  @Nullable String query() {
    return query;
  }

  Tenant tenant() {
    return Objects.requireNonNull(tenant);
  }

  @Nullable Tenant tenantIfKnown() {
    return tenant;
  }

  void tenant(Tenant found) {
    tenant = found;
  }

  Bytes body() {
    return Objects.requireNonNull(body);
  }

  void body(Bytes read) {
    body = read;
    bodyRead = true;
  }

  InferenceRequest inference() {
    return Objects.requireNonNull(inference);
  }

  void inference(InferenceRequest parsed) {
    inference = parsed;
    body = null; // the parsed form holds its parts
  }

  ModelGrant grant() {
    return Objects.requireNonNull(grant);
  }

  @Nullable ModelGrant grantIfKnown() {
    return grant;
  }

  void grant(ModelGrant found) {
    grant = found;
  }

  @Nullable Reservation reservation() {
    return reservation;
  }

  void reservation(Reservation taken) {
    reservation = taken;
  }

  Bytes shaped() {
    return Objects.requireNonNull(shaped);
  }

  String cacheSalt() {
    return cacheSalt;
  }

  void shaped(Bytes forEngine, String salt) {
    shaped = forEngine;
    cacheSalt = salt;
  }

  UsageMeter meter() {
    return meter;
  }

  /// The engine has begun to work for this request: from now on it costs, however it ends.
  void charge() {
    charged = true;
  }

  /// The engine refused or failed before it worked.
  void spare() {
    charged = false;
  }

  boolean charged() {
    return charged;
  }

  void onCancel(Runnable cancel) {
    cancelUpstream = cancel;
  }

  /// Runs when the request ends, whichever way.
  void onEnd(Runnable release) {
    if (ended) {
      release.run();
    } else {
      onEnd = release;
    }
  }

  long responseBytes() {
    return responseBytes;
  }

  boolean ended() {
    return ended;
  }

  void showQuota(Quota quota) {
    response
        .putHeader("x-ratelimit-limit-requests", Long.toString(quota.limitRequests()))
        .putHeader("x-ratelimit-remaining-requests", Long.toString(quota.remainingRequests()))
        .putHeader("x-ratelimit-reset-requests", text(quota.resetRequests()))
        .putHeader("x-ratelimit-limit-tokens", Long.toString(quota.limitTokens()))
        .putHeader("x-ratelimit-remaining-tokens", Long.toString(quota.remainingTokens()))
        .putHeader("x-ratelimit-reset-tokens", text(quota.resetTokens()));
  }

  private static String text(Duration duration) {
    return Math.ceilDiv(duration.toNanos(), 1_000_000L) + "ms";
  }

  /// Sends a part of the answer.
  Future<Void> write(Buffer part) {
    responseBytes += part.length();
    return response.write(part);
  }

  /// Ends a streamed answer that came through whole.
  void complete() {
    if (end(Outcome.ANSWERED)) {
      Futures.forget(response.end());
    }
  }

  /// Answers in one piece.
  void answer(int status, Bytes json) {
    if (ended) {
      return;
    }
    responseBytes += json.length();
    end(Outcome.ANSWERED);
    send(status, json);
  }

  /// Ends with an error: as JSON if nothing was sent yet. Otherwise as a last event, after which
  /// the connection is cut, so that no client takes half an answer for a whole one.
  void fail(ApiError error) {
    if (!end(Outcome.of(error.status()))) {
      return;
    }
    cancelUpstream.run();
    if (response.headWritten()) {
      var last = "data: " + error.toJson().utf8() + "\n\n"; // only whole events went before
      response.write(last).onComplete(_ -> cut());
      return;
    }
    error.retryAfterSeconds().ifPresent(s -> response.putHeader("retry-after", s.toString()));
    send(error.status(), error.toJson());
  }

  private void send(int status, Bytes json) {
    boolean close = !bodyRead && request.version() != HttpVersion.HTTP_2 && !passOverBody();
    if (close) {
      response.putHeader("connection", "close");
    }
    response
        .setStatusCode(status)
        .putHeader("content-type", "application/json")
        .putHeader("cache-control", "no-store")
        .end(Buffer.buffer(json.toArray()))
        .onComplete(
            _ -> {
              if (close) {
                cut(); // the header alone leaves the connection open
              }
            });
  }

  /// A client that is still writing sees a closed connection before it sees the answer, so a body
  /// of modest length is read and thrown away. One that waits for a go-ahead may send its next
  /// request instead: only a closed connection leaves no doubt about where that begins.
  ///
  /// @return false if the connection has to be closed
  private boolean passOverBody() {
    var headers = request.headers();
    if (BodyReader.declaredLength(headers) > bodyLimitBytes || headers.contains("expect")) {
      return false;
    }
    request.resume();
    return true;
  }

  private void cut() {
    if (request.version() == HttpVersion.HTTP_2) {
      response.reset(HTTP2_INTERNAL_ERROR);
    } else {
      Futures.forget(request.connection().close());
    }
  }

  /// Either the connection ended, or what came over it is not HTTP any more.
  private void requestBroke(Throwable cause) {
    if (cause instanceof IOException || cause instanceof VertxException) {
      clientGone();
    } else {
      fail(ApiError.unreadable("broken framing"));
    }
  }

  private void clientGone() {
    if (end(Outcome.CLIENT_GONE)) {
      cancelUpstream.run();
      response.reset(HTTP2_CANCEL);
    }
  }

  private boolean end(Outcome outcome) {
    if (ended) {
      return false;
    }
    ended = true;
    onEnd.run();
    settle.accept(this, outcome);
    return true;
  }
}
