package dev.strongroom.agent.edge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.strongroom.agent.front.Callers;
import dev.strongroom.agent.front.NodeCertificate;
import dev.strongroom.agent.testkit.KeyPinning;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.simulator.site.SitePki;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A front between a client with a gateway's certificate and a model server that each test writes.
abstract class FrontCase {
  static final String CHAT = "/v1/chat/completions";
  static final int LARGE_BYTES = 64 * 1024 * 1024;

  @TempDir Path directory;
  final SecureRandom random = new SecureRandom();
  final SigningKey identity = SigningKey.generate(random);
  final AtomicBoolean mayServe = new AtomicBoolean(true);
  final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  final List<Map<String, List<String>>> upstreamHeaders =
      Collections.synchronizedList(new ArrayList<>());
  SitePki pki;
  HttpServer upstream;
  FrontServer front;
  HttpClient client;
  URI base;

  @BeforeEach
  void start() throws Exception {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    upstream.setExecutor(threads);
    upstream.start();
    pki = SitePki.create(directory.resolve("site"), Instant.now(), random);
    serve(Callers.certifiedBy(ClientTls.authorities(pki.authority())));
    client = client(KeyPinning.trusting(identity.publicKey(), pki.issue("gateway")));
  }

  final FrontServer listen(int port, Callers callers) throws Exception {
    var certificate =
        NodeCertificate.selfSigned(identity, List.of("127.0.0.1"), Instant.now(), random);
    return FrontServer.start(
        new HostPort("127.0.0.1", port), identity, certificate, callers, mayServe::get);
  }

  final void serve(Callers callers) throws Exception {
    front = listen(0, callers);
    front.serve(URI.create("http://127.0.0.1:" + upstream.getAddress().getPort()));
    base = URI.create("https://127.0.0.1:" + front.port());
  }

  static HttpClient client(SSLContext tls) {
    return HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1).build();
  }

  @AfterEach
  void stop() {
    front.close();
    upstream.stop(0);
    threads.shutdownNow();
    client.shutdownNow();
  }

  void upstreamAt(String path, HttpHandler handler) {
    upstream.createContext(
        path,
        exchange -> {
          upstreamHeaders.add(exchange.getRequestHeaders());
          handler.handle(exchange);
        });
  }

  static void answer(HttpExchange exchange, byte[] body) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.getResponseHeaders().add("Server", "engine/1.2.3");
      exchange.getResponseHeaders().add("Set-Cookie", "a=b");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).header("Content-Type", "application/json");
  }

  HttpResponse<String> post(String path, byte[] body) throws Exception {
    return client.send(
        request(path).POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
  }

  HttpResponse<InputStream> stream() throws Exception {
    return client.send(
        request(CHAT).POST(BodyPublishers.ofString("{}")).build(), BodyHandlers.ofInputStream());
  }
}
