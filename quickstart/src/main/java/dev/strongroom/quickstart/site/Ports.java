package dev.strongroom.quickstart.site;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Where the site listens, all on loopback.
///
/// @param broker TCP, the key broker
/// @param gateway TCP, the API for tenants
/// @param management TCP, metrics and health of the gateway
/// @param detector TCP, alerts page
/// @param collector UDP, flow records
public record Ports(int broker, int gateway, int management, int detector, int collector) {
  private static final int HIGHEST = 65535;

  /// One of them.
  ///
  /// @param kind TCP or UDP
  /// @param port its number
  /// @param option of the quickstart that changes it
  record Listener(String kind, int port, String option) {
    private static final Pattern COMPLAINT =
        Pattern.compile("(?i)in use|already bound|cannot be bound|BindException");

    boolean isFree() {
      return refusal().isEmpty();
    }

    /// True if `line`, of a program's output, says that the program could not have this port.
    boolean isMissedIn(String line) {
      return COMPLAINT.matcher(line).find()
          && Pattern.compile("(?<!\\d)" + port + "(?!\\d)").matcher(line).find();
    }

    /// @param cause how it shows
    TourException taken(Exception cause) {
      return new TourException(
          "%s port %d is in use; choose another with %s [port.in-use]"
              .formatted(kind, port, option),
          cause);
    }

    private Optional<IOException> refusal() {
      var address = new InetSocketAddress(loopback(), port);
      try {
        if (kind.equals("UDP")) {
          new DatagramSocket(address).close();
          return Optional.empty();
        }
        try (var socket = new ServerSocket()) {
          socket.setReuseAddress(true);
          socket.bind(address);
        }
        return Optional.empty();
      } catch (IOException e) {
        return Optional.of(e);
      }
    }

    private void requireFree() throws TourException {
      var refusal = refusal();
      if (refusal.isPresent()) {
        throw taken(refusal.get());
      }
    }
  }

  List<Listener> ofBroker() {
    return List.of(new Listener("TCP", broker, "--broker-port"));
  }

  List<Listener> ofGateway() {
    return List.of(
        new Listener("TCP", gateway, "--gateway-port"),
        new Listener("TCP", management, "--management-port"));
  }

  List<Listener> ofDetector() {
    return List.of(
        new Listener("TCP", detector, "--detector-port"),
        new Listener("UDP", collector, "--collector-port"));
  }

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

  /// Fails if any of them is taken. Somebody may still take one afterwards: what a service says
  /// when it cannot have its port counts then, see [Service#awaitReady].
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
    for (var listeners : List.of(ofBroker(), ofGateway(), ofDetector())) {
      for (var listener : listeners) {
        listener.requireFree();
      }
    }
  }

  private static InetAddress loopback() {
    return InetAddress.getLoopbackAddress();
  }
}
