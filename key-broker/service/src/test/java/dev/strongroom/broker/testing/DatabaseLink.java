package dev.strongroom.broker.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/// A TCP link to the test PostgreSQL that can be cut and mended: while it is cut, established
/// connections are dead and new ones are refused.
public final class DatabaseLink implements AutoCloseable {
  private final List<Socket> sockets = new ArrayList<>();
  private final int port;
  private ServerSocket listener;

  /// A whole link.
  public DatabaseLink() throws IOException {
    listener = listen(0);
    port = listener.getLocalPort();
    accept(listener);
  }

  /// JDBC URL of `database` over this link.
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private static ServerSocket listen(int port) throws IOException {
    var socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    return socket;
  }

  private void accept(ServerSocket from) {
    Thread.ofVirtual()
        .start(
            () -> {
              while (!from.isClosed()) {
                try {
                  join(from.accept());
                } catch (IOException e) {
                  return;
                }
              }
            });
  }

  private synchronized void join(Socket client) throws IOException {
    var server = new Socket(InetAddress.getLoopbackAddress(), TestPostgres.port());
    sockets.add(client);
    sockets.add(server);
    pump(client, server);
    pump(server, client);
  }

  private static void pump(Socket from, Socket to) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (from;
                  to) {
                var _ = from.getInputStream().transferTo(to.getOutputStream());
              } catch (IOException e) {
                // The other direction has closed both.
              }
            });
  }

  /// Cuts it.
  public synchronized void cut() {
    try {
      listener.close();
      for (var socket : sockets) {
        socket.close();
      }
      sockets.clear();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Mends it.
  public synchronized void mend() throws IOException {
    listener = listen(port);
    accept(listener);
  }

  @Override
  public void close() {
    cut();
  }
}
