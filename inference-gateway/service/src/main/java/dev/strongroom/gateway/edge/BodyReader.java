package dev.strongroom.gateway.edge;

import dev.strongroom.gateway.route.ApiError;
import dev.strongroom.wire.Bytes;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/// Reads a request's body up to a limit, and not a byte further.
final class BodyReader {
  private BodyReader() {}

  static Future<Optional<ApiError>> read(Exchange exchange, int limitBytes) {
    var request = exchange.request();
    var headers = request.headers();
    var type = headers.get("content-type");
    boolean json =
        type == null || type.split(";", 2)[0].strip().equalsIgnoreCase("application/json");
    if (!json || headers.contains("content-encoding")) {
      return Interceptor.refuse(ApiError.mediaType());
    }
    if (headers.contains("content-length") && declaredLength(headers) > limitBytes) {
      return Interceptor.refuse(ApiError.tooLarge(limitBytes));
    }
    if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
      request.response().writeContinue();
    }
    var body = Buffer.buffer();
    Promise<Optional<ApiError>> read = Promise.promise();
    request.handler(
        part -> {
          if (body.length() + part.length() > limitBytes) {
            request.pause();
            read.tryComplete(Optional.of(ApiError.tooLarge(limitBytes)));
          } else {
            body.appendBuffer(part);
          }
        });
    request.endHandler(
        _ -> {
          exchange.body(Bytes.copyOf(body.getBytes()));
          read.tryComplete(Optional.empty());
        });
    request.resume();
    return read.future();
  }

  /// The body's length; the largest where it is not told in advance. The HTTP parser has seen to it
  /// that what is told is a number.
  static long declaredLength(MultiMap headers) {
    var length = headers.get("content-length");
    if (length == null) {
      return headers.contains("transfer-encoding") ? Long.MAX_VALUE : 0;
    }
    try {
      return Long.parseLong(length);
    } catch (NumberFormatException _) {
      return Long.MAX_VALUE;
    }
  }
}
