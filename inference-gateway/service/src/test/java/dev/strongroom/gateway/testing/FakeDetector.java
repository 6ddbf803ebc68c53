package dev.strongroom.gateway.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/// Takes egress reports over mutual TLS, or refuses to.
public final class FakeDetector implements AutoCloseable {
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final LinkedBlockingQueue<Envelope> received = new LinkedBlockingQueue<>();
  private volatile int status = 202;

  FakeDetector(int port, SSLContext tls) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(tls) {
          @Override
          public void configure(HttpsParameters parameters) {
            var ssl = tls.getDefaultSSLParameters();
            ssl.setNeedClientAuth(true);
            parameters.setSSLParameters(ssl);
          }
        });
    server.setExecutor(threads);
    server.createContext("/v1/egress", this::take);
    server.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      int answer = status;
      received.add(Envelope.parse(Bytes.copyOf(exchange.getRequestBody().readAllBytes())));
      exchange.sendResponseHeaders(answer, -1);
    } catch (MalformedException e) {
      exchange.sendResponseHeaders(400, -1);
    }
  }

  /// What to answer from now on.
  public void answer(int next) {
    status = next;
  }

  /// Forgets what came so far.
  public void clear() {
    received.clear();
  }

  /// The next report; fails if none came within 5 s.
  public Envelope take() throws InterruptedException {
    var report = received.poll(5, TimeUnit.SECONDS);
    if (report == null) {
      throw new AssertionError("no report came");
    }
    return report;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
