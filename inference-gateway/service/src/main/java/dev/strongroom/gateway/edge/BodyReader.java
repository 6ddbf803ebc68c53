package dev.strongroom.gateway.edge;

import dev.strongroom.gateway.route.ApiError;
import dev.strongroom.wire.Bytes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
    if (declaredLength(headers.get("content-length")) > limitBytes) {
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

  /// The HTTP parser has seen to it that this is a number, or absent.
  private static long declaredLength(@Nullable String header) {
    try {
      return header == null ? 0 : Long.parseLong(header);
    } catch (NumberFormatException _) {
      return Long.MAX_VALUE;
    }
  }
}
