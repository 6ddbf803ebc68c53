package dev.strongroom.broker.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Over plain HTTP, with two places and bodies of ten bytes.
class IntakeTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int LIMIT_MILLIS = 20_000;

  private final Vertx vertx = Vertx.vertx();
  private final Places places = new Places(2, 2);
  private final CountDownLatch answered = new CountDownLatch(1);
  private final List<Socket> sockets = new ArrayList<>();
  private HttpServer server;

  @BeforeEach
  void serve() throws Exception {
    serve(LONG);
  }

  private void serve(Duration time) throws Exception {
    var router = Router.router(vertx);
    new Intake(places, 10, time, (context, _) -> end(context, 503)).mount(router, "/in");
    router.post("/in").handler(context -> end(context, 200));
    router.post("/in").failureHandler(context -> end(context, context.statusCode()));
    server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void end(RoutingContext context, int status) {
    var _ = context.request().resume();
    var _ = context.response().setStatusCode(status).end().onComplete(_ -> answered.countDown());
  }

  @AfterEach
  void close() throws Exception {
    for (var socket : sockets) {
      socket.close();
    }
    vertx
        .close()
        .toCompletionStage()
        .toCompletableFuture()
        .get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private Socket send(int announced, String body) throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
    sockets.add(socket);
    socket.setSoTimeout(LIMIT_MILLIS);
    write(
        socket, "POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: " + announced + "\r\n\r\n" + body);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  /// The status line's number; -1 if the connection ended without an answer.
  private static int status(Socket socket) throws IOException {
    var line = new StringBuilder();
    var in = socket.getInputStream();
    for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
      line.append((char) c);
    }
    return line.isEmpty() ? -1 : Integer.parseInt(line.substring(9, 12));
  }

  private void awaitTaken(int places) {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS);
    while (this.places.taken() != places) {
      assertThat(System.nanoTime() - deadline).as("places taken in time").isNegative();
      Thread.onSpinWait();
    }
  }

  @Test
  void takesAPlaceBeforeTheBodyIsRead() throws Exception {
    var slow = send(10, "");
    var _ = send(10, "1234");
    awaitTaken(2);

    assertThat(status(send(2, "{}"))).isEqualTo(503);
    write(slow, "0123456789");
    assertThat(status(slow)).isEqualTo(200);
    awaitTaken(1);
    assertThat(status(send(2, "{}"))).isEqualTo(200);
  }

  @Test
  void givesThePlaceOfALostConnectionBack() throws Exception {
    var slow = send(10, "");
    awaitTaken(1);

    slow.close();

    awaitTaken(0);
  }

  @Test
  void refusesWhatIsTooLong() throws Exception {
    assertThat(status(send(11, "0123456789a"))).isEqualTo(413);
    awaitTaken(0);
  }

  @Test
  void cutsABodyOffThatDoesNotComeIn() throws Exception {
    serve(Duration.ofMillis(200));
    var slow = send(10, "1234");

    assertThat(status(slow)).isEqualTo(-1);
    awaitTaken(0);
  }

  @Test
  void cutsOffWhatNobodyReads() throws Exception {
    serve(Duration.ofMillis(500));
    var taken = List.of(places.take("a").orElseThrow(), places.take("b").orElseThrow());

    var refused = send(10, "1234");

    assertThat(status(refused)).isEqualTo(503);
    assertThat(refused.getInputStream().readAllBytes()).isNotNull();
    taken.forEach(Places.Place::close);
  }

  @Test
  void leavesAConnectionOpenWhoseBodyCameIn() throws Exception {
    serve(Duration.ofMillis(200));
    var quick = send(2, "{}");
    assertThat(status(quick)).isEqualTo(200);
    assertThat(answered.await(LIMIT_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
    // Of another connection that began later, so that the first one's time is over.
    assertThat(status(send(10, ""))).isEqualTo(-1);

    quick.getInputStream().skipNBytes(quick.getInputStream().available());
    write(quick, "POST /in HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}");

    assertThat(status(quick)).isEqualTo(200);
  }
}
