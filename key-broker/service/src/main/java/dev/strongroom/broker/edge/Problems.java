package dev.strongroom.broker.edge;

import dev.strongroom.protocol.Problem;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.MalformedException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/// The one place that turns failures into problem answers (RFC 9457).
final class Problems {
  private static final Logger LOG = System.getLogger(Problems.class.getName());

  private Problems() {}

  static Problem of(Throwable failure) {
    return switch (failure) {
      case RefusedException refused -> refused.problem();
      case MalformedException malformed -> malformed(String.valueOf(malformed.getMessage()));
      case UnavailableException unavailable -> {
        LOG.log(Level.WARNING, "unavailable: {0}", causes(unavailable));
        yield unavailable(String.valueOf(unavailable.getMessage()));
      }
      default -> {
        LOG.log(Level.ERROR, "a request failed", failure);
        yield of(500, "broker.internal", "Internal error", "see the broker's log");
      }
    };
  }

  /// Names every cause on one line.
  private static String causes(Throwable failure) {
    var text = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      text.append(text.isEmpty() ? "" : " <- ").append(cause.getMessage());
    }
    return text.toString().replace('\n', ' ');
  }

  static Problem malformed(String detail) {
    return of(400, "request.malformed", "Malformed request", detail);
  }

  private static Problem unavailable(String detail) {
    return of(503, "broker.unavailable", "Unavailable", detail);
  }

  /// The peer has its share, or nothing is left to share.
  static Problem busy(String detail) {
    return of(503, "broker.busy", "Busy", detail);
  }

  /// Answers that come from the HTTP layer itself.
  static Problem ofStatus(int status) {
    return switch (status) {
      case 404 -> of(404, "request.unknown", "Unknown path", "there is no such path");
      case 405 -> of(405, "request.method", "Wrong method", "the path has another method");
      case 413 ->
          of(
              413,
              "request.too-large",
              "Request too large",
              "a body has at most 2 MiB where a model is enrolled, a key asked for or Evidence"
                  + " appraised, else 64 KiB");
      default -> of(status, "request.failed", "Request failed", "HTTP status " + status);
    };
  }

  private static Problem of(int status, String code, String title, String detail) {
    return Problem.of(status, code, title, detail, List.of());
  }
}
