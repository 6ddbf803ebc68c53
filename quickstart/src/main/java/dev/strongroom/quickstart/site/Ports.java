package dev.strongroom.quickstart.site;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;

/// Where the site listens, all on loopback.
///
/// @param broker TCP, the key broker
/// @param gateway TCP, the API for tenants
/// @param detector TCP, alerts page
/// @param collector UDP, flow records
public record Ports(int broker, int gateway, int detector, int collector) {
  /// Fails if any of them is taken.
  ///
  /// @throws TourException naming the port and the option that changes it
  public void requireFree() throws TourException {
    requireTcp(broker, "--broker-port");
    requireTcp(gateway, "--gateway-port");
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
