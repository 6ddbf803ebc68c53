package dev.strongroom.broker.edge;

import dev.strongroom.broker.Role;
import dev.strongroom.protocol.client.PeerRole;
import io.vertx.core.http.HttpServerRequest;

/// Reads the role from the client's certificate, which the TLS handshake has verified.
final class ClientRole {
  private ClientRole() {}

  static Role of(HttpServerRequest request) {
    return PeerRole.of(request.sslSession()).map(Role::ofCommonName).orElse(Role.ANONYMOUS);
  }
}
