package dev.strongroom.cli.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.strongroom.cli.Shell;
import dev.strongroom.protocol.Problem;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.simulator.site.SitePki;
import dev.strongroom.wire.json.StrictJson;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What becomes of a broker's answer, or of none.
class BrokerAnswersTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "404, model.unknown, 4",
    "403, caller.role, 5",
    "409, release.refused, 5",
    "503, broker.busy, 8",
  })
  void theAnswerDecidesTheStatus(int http, String code, int status) throws Exception {
    var pki = pki("site");
    var server = answering(pki, Problem.of(http, code, "No", "not that one", List.of()));
    try {
      var shell = contain("https://127.0.0.1:" + server.getAddress().getPort(), pki.authority());

      assertThat(shell.status()).isEqualTo(status);
      assertThat(shell.err()).contains("not that one", status == 8 ? "[unavailable]" : code);
      assertThat(shell.err().lines()).hasSize(1);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aBrokerOfAnotherAuthorityAnsweredButIsNotTrusted() throws Exception {
    var server = answering(pki("site"), Problem.of(404, "c", "t", "d", List.of()));
    var other = pki("other").authority();
    try {
      var shell = contain("https://127.0.0.1:" + server.getAddress().getPort(), other);

      assertThat(shell.status()).isEqualTo(8);
      assertThat(shell.err())
          .contains("answered, but its certificate is not of --ca " + other)
          .contains("[broker.certificate]")
          .doesNotContain("PKIX", "did not answer");
      assertThat(shell.err().lines()).hasSize(1);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aClosedPortRefuses() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }

    var shell = contain("https://127.0.0.1:" + port, pki("site").authority());

    assertThat(shell.status()).isEqualTo(8);
    assertThat(shell.err())
        .contains("broker at https://127.0.0.1:" + port, "connection refused", "[unavailable]")
        .doesNotContain("Exception");
  }

  private static Shell contain(String broker, Path authority) {
    return Shell.run(
        "contain",
        "freeze-releases",
        "acme/demo",
        "--reason",
        "drill",
        "--broker",
        broker,
        "--ca",
        authority);
  }

  private SitePki pki(String name) throws Exception {
    var home = Files.createDirectories(directory.resolve(name));
    return SitePki.create(home, Instant.now(), new SecureRandom());
  }

  private static HttpsServer answering(SitePki pki, Problem problem) throws Exception {
    var identity = pki.issue("broker");
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(
            ClientTls.mutual(pki.authority(), identity.certificate(), identity.key())));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var body = StrictJson.write(problem).toArray();
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(problem.status(), body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
    return server;
  }
}
