package dev.strongroom.gateway.edge;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/// Looks whether a port is free before the server binds it, to say in one line what to change.
final class PortProbe {
  private PortProbe() {}

  /// @throws IllegalStateException if `port` cannot be bound on `host`; the message names `option`
  static void requireFree(String host, int port, String option) {
    try (var socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
      socket.setReuseAddress(true);
    } catch (IOException e) {
      throw new IllegalStateException(
          "port "
              + port
              + " on "
              + host
              + " is in use or not ours to bind: set "
              + option
              + " to a free one",
          e);
    }
  }
}
