package dev.strongroom.gateway.edge;

import dev.strongroom.gateway.route.ApiError;
import io.vertx.core.Future;
import java.util.Optional;

/// One step of a request's way. It refuses with an error, or adds what it found to the exchange and
/// lets the next one go on.
interface Interceptor {
  /// Empty to go on. A failed future is a bug.
  Future<Optional<ApiError>> apply(Exchange exchange);

  /// Goes on.
  static Future<Optional<ApiError>> next() {
    return Future.succeededFuture(Optional.empty());
  }

  /// Refuses.
  static Future<Optional<ApiError>> refuse(ApiError error) {
    return Future.succeededFuture(Optional.of(error));
  }
}
