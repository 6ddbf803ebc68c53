package dev.strongroom.detector.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IntakeTest {
  private static final Intake.Refusal STRANGER =
      new Intake.Refusal(403, "caller.role", "Not for this caller", "Go away.");

  private final Vertx vertx = Vertx.vertx();
  private final LinkedBlockingQueue<RoutingContext> admitted = new LinkedBlockingQueue<>();
  private final int port;

  IntakeTest() throws Exception {
    var router = Router.router(vertx);
    var intake = new Intake(1, 100, Duration.ofMillis(500));
    intake.mount(
        router,
        "/orders",
        request ->
            "operator".equals(request.getHeader("Role"))
                ? Optional.empty()
                : Optional.of(STRANGER));
    router.post("/orders").handler(admitted::add);
    port =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS)
            .actualPort();
  }

  @AfterEach
  void stop() throws Exception {
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private final class Caller implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader answers;

    Caller() throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(10_000);
      answers =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    void head(String role, int length) throws IOException {
      send("POST /orders HTTP/1.1\r\nHost: x\r\nRole: " + role + "\r\n");
      send("Content-Length: " + length + "\r\n\r\n");
    }

    void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /// The status line; empty once the connection is closed.
    String status() throws IOException {
      return Optional.ofNullable(answers.readLine()).orElse("");
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private RoutingContext awaitAdmitted() throws InterruptedException {
    var context = admitted.poll(10, TimeUnit.SECONDS);
    if (context == null) {
      throw new AssertionError("nobody was admitted within 10 s");
    }
    return context;
  }

  @Test
  void aStrangerIsRefusedBeforeItsBodyComesAndTakesNoPlace() throws Exception {
    try (var stranger = new Caller();
        var operator = new Caller()) {
      stranger.head("stranger", 100);
      assertThat(stranger.status()).isEqualTo("HTTP/1.1 403 Forbidden");

      operator.head("operator", 2);
      operator.send("{}");
      var context = awaitAdmitted();
      assertThat(context.body().asString()).isEqualTo("{}");
      context.response().end();
      assertThat(operator.status()).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void beyondItsPlacesItIsBusyUntilAnAnswerHasLeft() throws Exception {
    try (var first = new Caller();
        var second = new Caller()) {
      first.head("operator", 2);
      first.send("{}");
      var context = awaitAdmitted();
      second.head("operator", 0);
      assertThat(second.status()).isEqualTo("HTTP/1.1 503 Service Unavailable");

      context.response().end();
      assertThat(first.status()).isEqualTo("HTTP/1.1 200 OK");
      try (var third = new Caller()) {
        third.head("operator", 0);
        awaitAdmitted().response().end();
        assertThat(third.status()).isEqualTo("HTTP/1.1 200 OK");
      }
    }
  }

  @Test
  void aBodyThatDoesNotComeInLosesItsConnectionAndItsPlace() throws Exception {
    try (var slow = new Caller()) {
      slow.head("operator", 50);
      slow.send("{");
      assertThat(slow.status()).isEmpty();
    }
    try (var next = new Caller()) {
      next.head("operator", 0);
      awaitAdmitted().response().end();
      assertThat(next.status()).isEqualTo("HTTP/1.1 200 OK");
    }
  }

  @Test
  void aBodyBeyondTheBoundIsRefused() throws Exception {
    try (var caller = new Caller()) {
      caller.head("operator", 101);
      caller.send("x".repeat(101));
      assertThat(caller.status()).isEqualTo("HTTP/1.1 413 Request Entity Too Large");
    }
    assertThat(admitted).isEmpty();
  }
}
