package dev.strongroom.gateway.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLSocket;

/// A client that sends exactly what a test writes, over TLS and HTTP/1.1.
public final class RawClient implements AutoCloseable {
  private final SSLSocket socket;

  /// Connects.
  public RawClient(Site site) throws IOException {
    socket = (SSLSocket) site.trust().getSocketFactory().createSocket("127.0.0.1", site.port());
    socket.setSoTimeout(5000);
  }

  /// Sends text as it is.
  public RawClient send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    socket.getOutputStream().flush();
    return this;
  }

  /// A chat of `tenant` with these extra header lines, each ended by CRLF.
  public RawClient chat(String tenant, String headers, String body) throws IOException {
    return send(
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Authorization: Bearer sr-key-of-%s\r\n%s".formatted(tenant, headers)
            + "Content-Length: %d\r\n\r\n%s"
                .formatted(body.getBytes(StandardCharsets.UTF_8).length, body));
  }

  /// Reads until `end` came.
  public String readUntil(String end) throws IOException {
    var text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int b = socket.getInputStream().read();
      if (b < 0) {
        throw new IOException("closed after: " + text);
      }
      text.append((char) b);
    }
    return text.toString();
  }

  /// Reads until the gateway closes; fails after 5 s of silence.
  public String readAll() throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /// Bounds the wait for the next byte.
  public RawClient patience(Duration patience) throws IOException {
    socket.setSoTimeout((int) patience.toMillis());
    return this;
  }

  /// Closes the connection now, in the middle of whatever is going on.
  public void leave() throws IOException {
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
