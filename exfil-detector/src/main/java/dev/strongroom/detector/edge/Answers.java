package dev.strongroom.detector.edge;

import dev.strongroom.protocol.Problem;
import dev.strongroom.wire.json.StrictJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/// Answers of the API and pages, all with the same strict headers.
final class Answers {
  private Answers() {}

  /// Nothing but our own stylesheet is loaded, nothing is run, nobody frames us.
  static void headers(RoutingContext context) {
    context
        .response()
        .putHeader(
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
                + " frame-ancestors 'none'")
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Opener-Policy", "same-origin")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Strict-Transport-Security", "max-age=31536000")
        .putHeader("Cache-Control", "no-store");
    context.next();
  }

  static void json(RoutingContext context, int status, Object value) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(Buffer.buffer(StrictJson.write(value).toArray()));
  }

  static void text(RoutingContext context, String type, String body) {
    context.response().putHeader("Content-Type", type + "; charset=utf-8").end(body);
  }

  static void problem(
      RoutingContext context, int status, String code, String title, String detail) {
    context
        .response()
        .setStatusCode(status)
        .putHeader("Content-Type", Problem.MEDIA_TYPE)
        .end(
            Buffer.buffer(
                StrictJson.write(Problem.of(status, code, title, detail, List.of())).toArray()));
  }

  static void notFound(RoutingContext context) {
    problem(context, 404, "alert.unknown", "No such alert", "See /api/alerts for all alerts.");
  }
}
