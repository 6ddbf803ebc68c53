package dev.strongroom.broker.testing;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/// A TCP link to the test PostgreSQL that can be cut and mended: while it is cut, established
/// connections are dead and new ones are ended at once. Its port stays its own all the while, so
/// that nobody else gets it.
public final class DatabaseLink implements AutoCloseable {
  private final List<Socket> sockets = new ArrayList<>();
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private boolean whole = true;

  /// A whole link.
  public DatabaseLink() throws IOException {
    Thread.ofVirtual().start(this::accept);
  }

  /// JDBC URL of `database` over this link.
  public String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + listener.getLocalPort() + "/" + database;
  }

  private void accept() {
    try {
      while (true) {
        join(listener.accept());
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private synchronized void join(Socket client) throws IOException {
    if (!whole) {
      client.close();
      return;
    }
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
    whole = false;
    sockets.forEach(DatabaseLink::end);
    sockets.clear();
  }

  private static void end(Closeable thing) {
    try {
      thing.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Mends it.
  public synchronized void mend() {
    whole = true;
  }

  @Override
  public void close() {
    end(listener);
    cut();
  }
}
