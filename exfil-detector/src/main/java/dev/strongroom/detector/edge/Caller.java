package dev.strongroom.detector.edge;

import dev.strongroom.protocol.client.PeerRole;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.Set;

/// Who makes a request, by the common name of a client certificate that our authority issued.
///
/// @param role the common name where the subject is that and nothing else, empty otherwise
/// @param loopback true if the request comes from this machine
record Caller(String role, boolean loopback) {
  /// People who act.
  static final String OPERATOR = "operator";

  private static final Set<String> READERS = Set.of(OPERATOR, "auditor");

  static Caller of(HttpServerRequest request) {
    return new Caller(PeerRole.of(request.sslSession()).orElse(""), isLoopback(request));
  }

  private static boolean isLoopback(HttpServerRequest request) {
    var address = request.remoteAddress();
    if (address == null || address.hostAddress() == null) {
      return false;
    }
    try {
      return InetAddress.ofLiteral(address.hostAddress()).isLoopbackAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /// Readers have a role. In simulation, this machine may read without one.
  boolean mayRead(boolean simulated) {
    return READERS.contains(role) || (simulated && loopback);
  }

  boolean mayAct() {
    return role.equals(OPERATOR);
  }

  boolean mayReport() {
    return role.equals(PeerRole.GATEWAY);
  }
}
