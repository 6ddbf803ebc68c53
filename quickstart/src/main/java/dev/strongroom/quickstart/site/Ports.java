package dev.strongroom.quickstart.site;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.util.List;
import java.util.Set;

/// Where the site listens, all on loopback.
///
/// @param broker TCP, the key broker
/// @param gateway TCP, the API for tenants
/// @param management TCP, metrics and health of the gateway
/// @param detector TCP, alerts page
/// @param collector UDP, flow records
public record Ports(int broker, int gateway, int management, int detector, int collector) {
  private static final int HIGHEST = 65535;

  /// Ports that nobody uses at the moment.
  public static Ports free() throws IOException {
    var sockets = new ServerSocket[5];
    try {
      var ports = new int[sockets.length];
      for (int i = 0; i < sockets.length; i++) {
        sockets[i] = new ServerSocket(0, 1, loopback());
        ports[i] = sockets[i].getLocalPort();
      }
      return new Ports(ports[0], ports[1], ports[2], ports[3], ports[4]);
    } finally {
      for (var socket : sockets) {
        if (socket != null) {
          socket.close();
        }
      }
    }
  }

  /// Fails if any of them is taken.
  ///
  /// @throws TourException naming the port and the option that changes it
  public void requireFree() throws TourException {
    var all = List.of(broker, gateway, management, detector);
    if (Set.copyOf(all).size() < all.size()) {
      throw new TourException("TCP ports: got " + all + ", want four different ones [port.twice]");
    }
    for (var port : List.of(broker, gateway, management, detector, collector)) {
      if (port < 1 || port > HIGHEST) {
        throw new TourException("port: got " + port + ", want 1 to 65535 [port.range]");
      }
    }
    requireTcp(broker, "--broker-port");
    requireTcp(gateway, "--gateway-port");
    requireTcp(management, "--management-port");
    requireTcp(detector, "--detector-port");
    try (var _ = new DatagramSocket(new InetSocketAddress(loopback(), collector))) {
      return;
    } catch (SocketException e) {
      throw taken("UDP", collector, "--collector-port", e);
    }
  }

  private static void requireTcp(int port, String option) throws TourException {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(loopback(), port));
    } catch (IOException e) {
      throw taken("TCP", port, option, e);
    }
  }

  private static TourException taken(String kind, int port, String option, IOException cause) {
    return new TourException(
        kind + " port " + port + " is in use; choose another with " + option + " [port.in-use]",
        cause);
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }
}
