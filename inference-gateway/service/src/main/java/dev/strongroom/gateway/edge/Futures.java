package dev.strongroom.gateway.edge;

import io.vertx.core.Future;
import org.jboss.logging.Logger;

/// What becomes of results that nobody waits for.
final class Futures {
  private static final Logger LOG = Logger.getLogger(Futures.class);

  private Futures() {}

  /// Lets `future` run. Its failure is the peer's leaving, which its own handlers act upon.
  static void forget(Future<?> future) {
    future.onFailure(e -> LOG.debugf("connection ended: %s", e.getClass().getSimpleName()));
  }
}
