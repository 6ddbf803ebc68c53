package dev.strongroom.gateway.edge;

import dev.strongroom.gateway.upstream.HolderTable;
import dev.strongroom.gateway.upstream.LiveHolder;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/// Connections to nodes, one pool for each lease, identity key and endpoint. When a lease ends its
/// pool is closed with every connection in it, also in the middle of an answer. Nodes answer those
/// only who present a gateway's certificate. Thread-safe.
final class NodePools implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(NodePools.class);
  private static final int MAX_CONNECTIONS = 512;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final HolderTable table;
  private final KeyCertOptions own;
  private final LongSupplier nanos;
  private final Map<LiveHolder.Pool, HttpClient> clients = new HashMap<>();
  private long timer = -1;

  /// @param own the certificate that nodes ask for
  NodePools(Vertx vertx, HolderTable table, KeyCertOptions own, LongSupplier nanos) {
    this.vertx = vertx;
    this.own = own;
    this.table = table;
    this.nanos = nanos;
  }

  /// The client for a holder; empty if its lease has just ended.
  synchronized Optional<HttpClient> client(LiveHolder.Pool pool) {
    if (!table.livePools(nanos.getAsLong()).contains(pool)) {
      return Optional.empty();
    }
    return Optional.of(clients.computeIfAbsent(pool, this::open));
  }

  /// Closes what is not live any more, now and again when the next lease ends.
  synchronized void retainLive() {
    long now = nanos.getAsLong();
    Set<LiveHolder.Pool> live = table.livePools(now);
    clients
        .entrySet()
        .removeIf(
            entry -> {
              if (live.contains(entry.getKey())) {
                return false;
              }
              LOG.infof("lease %s ended, connections closed", entry.getKey().leaseId());
              Futures.forget(entry.getValue().close());
              return true;
            });
    vertx.cancelTimer(timer);
    table
        .nextDeadline(now)
        .ifPresent(
            deadline ->
                timer =
                    vertx.setTimer(
                        Math.max(1, Math.ceilDiv(deadline - now, 1_000_000L)), _ -> retainLive()));
  }

  private HttpClient open(LiveHolder.Pool pool) {
    int port = pool.endpoint().getPort();
    var options =
        new HttpClientOptions()
            .setDefaultHost(pool.endpoint().getHost())
            .setDefaultPort(port < 0 ? 443 : port)
            .setSsl(true)
            .setKeyCertOptions(own)
            .setTrustOptions(TrustOptions.wrap(new PinnedTrust(pool.identityKey())))
            .setVerifyHost(false) // the key is the identity; a name adds nothing
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
            .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
            .setDecompressionSupported(false)
            .setPipelining(false)
            .setMaxHeaderSize(16 * 1024);
    return vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(MAX_CONNECTIONS));
  }

  @Override
  public synchronized void close() {
    vertx.cancelTimer(timer);
    clients.values().forEach(client -> Futures.forget(client.close()));
    clients.clear();
  }
}
