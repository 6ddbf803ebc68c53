package dev.strongroom.gateway.edge;

import dev.strongroom.gateway.Settings;
import dev.strongroom.gateway.route.ApiError;
import dev.strongroom.gateway.upstream.HolderTable;
import dev.strongroom.gateway.upstream.LiveHolder;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// Sends a shaped request to a live holder of its model. Another holder is tried only while nothing
/// was sent; a request whose body left the gateway is never sent twice.
final class Forwarder {
  private static final long HTTP2_CANCEL = 0x8;

  private final Settings settings;
  private final HolderTable table;
  private final NodePools pools;
  private final LongSupplier nanos;
  private final AtomicInteger turn = new AtomicInteger();

  Forwarder(Settings settings, HolderTable table, NodePools pools, LongSupplier nanos) {
    this.settings = settings;
    this.table = table;
    this.pools = pools;
    this.nanos = nanos;
  }

  Future<Optional<ApiError>> forward(Exchange exchange) {
    var grant = exchange.grant();
    List<LiveHolder> holders = table.live(grant.owner(), grant.name(), nanos.getAsLong());
    if (holders.isEmpty()) {
      return Interceptor.refuse(ApiError.unavailable());
    }
    Collections.rotate(holders, Math.floorMod(turn.getAndIncrement(), holders.size()));
    Promise<Optional<ApiError>> sent = Promise.promise();
    attempt(exchange, holders.iterator(), sent);
    return sent.future();
  }

  private void attempt(
      Exchange exchange, Iterator<LiveHolder> holders, Promise<Optional<ApiError>> sent) {
    if (!holders.hasNext()) {
      sent.complete(Optional.of(ApiError.unavailable()));
      return;
    }
    var holder = holders.next();
    Optional<HttpClient> client = pools.client(holder.pool(), exchange.tenant());
    if (client.isEmpty()) {
      attempt(exchange, holders, sent);
      return;
    }
    var base = holder.pool().endpoint().getRawPath();
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setURI(
                (base.endsWith("/") ? base.substring(0, base.length() - 1) : base)
                    + exchange.endpoint().path())
            .setIdleTimeout(settings.idleTimeout().toMillis());
    client
        .get()
        .request(options)
        .onComplete(
            opened -> {
              if (opened.failed()) {
                attempt(exchange, holders, sent);
              } else if (exchange.ended()) {
                opened.result().reset(HTTP2_CANCEL);
                sent.complete(Optional.empty());
              } else if (holder.deadlineNanos() <= nanos.getAsLong()) {
                opened.result().reset(HTTP2_CANCEL);
                attempt(exchange, holders, sent);
              } else {
                send(exchange, opened.result());
                sent.complete(Optional.empty());
              }
            });
  }

  /// The whole list of headers that a node gets to see.
  private void send(Exchange exchange, HttpClientRequest request) {
    var body = Buffer.buffer(exchange.shaped().toArray());
    boolean stream = exchange.inference().stream();
    request
        .putHeader("content-type", "application/json")
        .putHeader("content-length", Integer.toString(body.length()))
        .putHeader("accept", stream ? "text/event-stream" : "application/json")
        .putHeader("accept-encoding", "identity");
    exchange.onCancel(() -> request.reset(HTTP2_CANCEL));
    exchange.charge();
    request
        .response()
        .onSuccess(
            response -> new AnswerRelay(exchange, response, settings.responseLimitBytes()).start())
        .onFailure(
            failure -> {
              if (failure instanceof TimeoutException) {
                exchange.fail(ApiError.timeout()); // charged: the node worked, or still does
              } else {
                exchange.spare();
                exchange.fail(ApiError.badGateway());
              }
            });
    Futures.forget(request.end(body));
  }
}
