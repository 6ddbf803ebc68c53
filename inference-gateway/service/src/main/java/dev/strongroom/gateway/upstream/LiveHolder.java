package dev.strongroom.gateway.upstream;

import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.wire.dsse.PublicKey;
import java.net.URI;

/// A node with a lease that was live when the broker was asked.
///
/// @param pool the connection pool that belongs to it
/// @param model what it holds
/// @param deadlineNanos when its lease is over by our clock
public record LiveHolder(Pool pool, ModelVersion model, long deadlineNanos) {
  /// What makes two holders the same place to connect to.
  ///
  /// @param leaseId the lease; when it ends, so do its connections
  /// @param identityKey the only TLS key that is accepted there
  /// @param endpoint `https://host:port`, perhaps with a path
  public record Pool(String leaseId, PublicKey identityKey, URI endpoint) {}
}
