package dev.strongroom.broker.edge;

import io.vertx.core.http.HttpServerRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/// Who is at the other end, as far as an address tells: the IPv4 address, or the /64 network of an
/// IPv6 address, of which anybody has as many as they like.
final class Peer {
  private static final int NETWORK_BYTES = 8;

  private Peer() {}

  static String of(HttpServerRequest request) {
    return of(String.valueOf(request.remoteAddress().hostAddress()));
  }

  /// @param address literal, perhaps with a scope; anything else is a peer of its own
  static String of(String address) {
    try {
      var literal = InetAddress.ofLiteral(address.split("%", 2)[0]);
      return literal instanceof Inet6Address
          ? HexFormat.of().formatHex(Arrays.copyOf(literal.getAddress(), NETWORK_BYTES))
          : literal.getHostAddress();
    } catch (IllegalArgumentException e) {
      return address;
    }
  }
}
