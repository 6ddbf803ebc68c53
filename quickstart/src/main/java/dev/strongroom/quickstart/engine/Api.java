package dev.strongroom.quickstart.engine;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.strongroom.quickstart.engine.CompletionRequest.Kind;
import dev.strongroom.quickstart.engine.Progress.Begun;
import dev.strongroom.quickstart.engine.Progress.Ended;
import dev.strongroom.quickstart.engine.Progress.Failed;
import dev.strongroom.quickstart.engine.Progress.Text;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/// Answers HTTP requests. A stream ends with `data: [DONE]`; one that fails midway ends with an
/// error event instead. A client that goes away during a stream is noticed at the next write, and
/// its generation is cancelled; one that waits for a whole answer is noticed only at its end.
/// Thread-safe.
final class Api implements HttpHandler {
  private static final System.Logger LOG = System.getLogger(Api.class.getName());
  private static final int MAX_BODY_BYTES = 1 << 20;

  /// How much of a body that is too large is still read: a client that is still sending when the
  /// connection closes sees no answer.
  private static final int MAX_DISCARDED_BYTES = 15 << 20;

  private static final String CHAT = "/v1/chat/completions";
  private static final String TEXT = "/v1/completions";
  private static final String MODELS = "/v1/models";
  private static final String HEALTH = "/health";

  private final Engine engine;
  private final String alias;
  private final InstantSource clock;
  private final Instant loaded;

  Api(Engine engine, String alias, InstantSource clock) {
    this.engine = engine;
    this.alias = alias;
    this.clock = clock;
    this.loaded = clock.instant();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      try {
        route(exchange);
      } catch (ApiException e) {
        send(exchange, e.status(), Replies.error(e));
      } catch (RuntimeException e) {
        LOG.log(Level.ERROR, "request failed", e);
        if (exchange.getResponseCode() < 0) {
          var failed = ApiException.engineFailed();
          send(exchange, failed.status(), Replies.error(failed));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void route(HttpExchange exchange) throws ApiException, IOException, InterruptedException {
    var path = exchange.getRequestURI().getPath();
    switch (path) {
      case CHAT -> complete(exchange, Kind.CHAT);
      case TEXT -> complete(exchange, Kind.TEXT);
      case MODELS -> get(exchange, Replies.models(alias, loaded));
      case HEALTH -> get(exchange, Replies.healthy());
      default -> {
        if (!path.startsWith(MODELS + "/")) {
          throw ApiException.unknownPath(path);
        }
        requireModel(path.substring(MODELS.length() + 1));
        get(exchange, Replies.model(alias, loaded));
      }
    }
  }

  private static void get(HttpExchange exchange, ObjectNode answer)
      throws ApiException, IOException {
    requireMethod(exchange, "GET");
    send(exchange, 200, answer);
  }

  private void complete(HttpExchange exchange, Kind kind)
      throws ApiException, IOException, InterruptedException {
    requireMethod(exchange, "POST");
    var request = CompletionRequest.parse(kind, body(exchange));
    requireModel(request.model());
    var prefix = kind == Kind.CHAT ? "chatcmpl-" : "cmpl-";
    var replies = new Replies(request, prefix + UUID.randomUUID(), clock.instant());
    try (var generation = engine.start(request)) {
      // Errors that are known before the first token still get their own status.
      if (generation.next() instanceof Failed(var reason)) {
        throw reason;
      }
      if (request.stream()) {
        stream(exchange, replies, generation);
      } else {
        whole(exchange, replies, generation);
      }
    }
  }

  private static void whole(HttpExchange exchange, Replies replies, Generation generation)
      throws ApiException, IOException, InterruptedException {
    var text = new StringBuilder();
    while (true) {
      switch (generation.next()) {
        case Begun _ -> {}
        case Text(var piece) -> text.append(piece);
        case Ended ended -> {
          send(exchange, 200, replies.whole(text.toString(), ended));
          return;
        }
        case Failed(var reason) -> throw reason;
      }
    }
  }

  private static void stream(HttpExchange exchange, Replies replies, Generation generation)
      throws IOException, InterruptedException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.sendResponseHeaders(200, 0);
    var out = exchange.getResponseBody();
    if (replies.request().kind() == Kind.CHAT) {
      event(out, replies.opening().toString());
    }
    while (true) {
      switch (generation.next()) {
        case Begun _ -> {}
        case Text(var piece) -> event(out, replies.piece(piece).toString());
        case Ended ended -> {
          event(out, replies.closing(ended).toString());
          if (replies.request().includeUsage()) {
            event(out, replies.counts(ended).toString());
          }
          event(out, "[DONE]");
          return;
        }
        case Failed(var reason) -> {
          event(out, Replies.error(reason).toString());
          return;
        }
      }
    }
  }

  /// One server-sent event (WHATWG HTML, section 9.2). Compact JSON has no line break.
  private static void event(OutputStream out, String data) throws IOException {
    out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private void requireModel(String model) throws ApiException {
    if (!model.equals(alias)) {
      throw ApiException.modelNotFound(model);
    }
  }

  private static void requireMethod(HttpExchange exchange, String want) throws ApiException {
    if (!exchange.getRequestMethod().equals(want)) {
      throw ApiException.wrongMethod(exchange.getRequestMethod(), want);
    }
  }

  private static Bytes body(HttpExchange exchange) throws ApiException, IOException {
    var in = exchange.getRequestBody();
    var body = in.readNBytes(MAX_BODY_BYTES + 1);
    if (body.length > MAX_BODY_BYTES) {
      for (int left = MAX_DISCARDED_BYTES; left > 0 && in.read() >= 0; left -= 1 << 16) {
        in.skip((1 << 16) - 1);
      }
      throw ApiException.tooLarge(MAX_BODY_BYTES);
    }
    return Bytes.copyOf(body);
  }

  private static void send(HttpExchange exchange, int status, ObjectNode answer)
      throws IOException {
    var body = answer.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
