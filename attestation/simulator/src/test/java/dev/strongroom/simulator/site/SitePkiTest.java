package dev.strongroom.simulator.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.client.ClientTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SitePkiTest {
  @TempDir Path directory;

  @Test
  void issuedIdentitiesAgreeOnMutualTls() throws Exception {
    assertThat(handshake(directory, directory)).isEqualTo("CN=gateway");
  }

  @Test
  void anotherSitesIdentityIsRefused() throws Exception {
    var other = directory.resolve("other");
    Files.createDirectory(other);
    // Either side may be first to refuse; the slower one sees an alert or a closed connection.
    assertThatThrownBy(() -> handshake(directory, other)).isInstanceOf(IOException.class);
  }

  private static String handshake(Path server, Path client) throws Exception {
    var random = new SecureRandom();
    var now = Instant.now();
    var serverPki = SitePki.create(server, now, random);
    var broker = serverPki.issue("broker");
    var clientPki = client.equals(server) ? serverPki : SitePki.create(client, now, random);
    var gateway = clientPki.issue("gateway");
    var serverTls = ClientTls.mutual(serverPki.authority(), broker.certificate(), broker.key());
    var clientTls = ClientTls.mutual(serverPki.authority(), gateway.certificate(), gateway.key());
    try (var listener = (SSLServerSocket) serverTls.getServerSocketFactory().createServerSocket(0);
        var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      listener.setNeedClientAuth(true);
      var seen =
          executor.submit(
              () -> {
                try (var socket = (SSLSocket) listener.accept()) {
                  socket.startHandshake();
                  socket.getOutputStream().write(1);
                  return socket.getSession().getPeerPrincipal().getName();
                }
              });
      try (var socket =
          (SSLSocket)
              clientTls.getSocketFactory().createSocket("127.0.0.1", listener.getLocalPort())) {
        assertThat(socket.getInputStream().read()).isEqualTo(1);
      }
      return seen.get();
    }
  }
}
