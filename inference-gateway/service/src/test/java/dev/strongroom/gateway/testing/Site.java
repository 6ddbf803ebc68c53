package dev.strongroom.gateway.testing;

import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.protocol.network.IpAddress;
import dev.strongroom.tenancy.cachekey.CacheSalts;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.eclipse.microprofile.config.ConfigProvider;

/// The site around the gateway under test: started once, shared by every test of the process.
public final class Site {
  private static final Object LOCK = new Object();
  private static @org.jspecify.annotations.Nullable Site instance;

  private final Path directory = Path.of(config("site.directory"));
  private final FakeBroker broker;
  private final FakeDetector detector;
  private final SSLContext trust;
  private final HttpClient http;

  private Site() throws IOException, MalformedException {
    broker = new FakeBroker(port("strongroom.gateway.broker.url"), identity("broker"));
    detector = new FakeDetector(port("strongroom.gateway.detector.url"), identity("detector"));
    trust = ClientTls.anonymous(directory.resolve("ca.pem"));
    http = HttpClient.newBuilder().sslContext(trust).build();
  }

  /// The one site.
  public static Site get() {
    synchronized (LOCK) {
      if (instance == null) {
        try {
          instance = new Site();
        } catch (IOException | MalformedException e) {
          throw new IllegalStateException(e);
        }
      }
      return instance;
    }
  }

  private SSLContext identity(String role) throws IOException, MalformedException {
    return ClientTls.mutual(
        directory.resolve("ca.pem"),
        directory.resolve(role + ".pem"),
        directory.resolve(role + ".key"));
  }

  private static String config(String key) {
    return ConfigProvider.getConfig().getValue(key, String.class);
  }

  private static int port(String key) {
    return URI.create(config(key)).getPort();
  }

  /// Where the site's files lie.
  public Path directory() {
    return directory;
  }

  /// The broker.
  public FakeBroker broker() {
    return broker;
  }

  /// The detector.
  public FakeDetector detector() {
    return detector;
  }

  /// Trust in the site's authority.
  public SSLContext trust() {
    return trust;
  }

  /// Port of the API.
  public int port() {
    return Integer.parseInt(config("strongroom.gateway.port"));
  }

  /// The API's base URL.
  public String api() {
    return "https://127.0.0.1:" + port();
  }

  /// The salt that the gateway must use.
  public String salt(String tenant, String model) {
    return new CacheSalts(SiteResource.saltSecret()).saltFor(tenant, model);
  }

  /// A holder of `owner/name` at `node`.
  public static Fleet.Holder holder(String name, FakeNode node, Duration remaining) {
    return new Fleet.Holder(
        UUID.randomUUID().toString(),
        new ModelVersion("owner", name, 1),
        node.identity(),
        node.endpoint(),
        List.of(IpAddress.v4(0x7f000001)),
        Instant.now(),
        remaining);
  }

  /// Makes `node` the one holder of `owner/name`.
  public void serve(String name, FakeNode node) throws InterruptedException {
    broker.publish(List.of(holder(name, node, Duration.ofMinutes(5))));
  }

  /// A request to the API by `tenant`; HTTP/2 where both sides can.
  public HttpRequest.Builder request(String path, String tenant) {
    return HttpRequest.newBuilder(URI.create(api() + path))
        .timeout(Duration.ofSeconds(20))
        .header("Content-Type", "application/json")
        .header("Authorization", "Bearer sr-key-of-" + tenant);
  }

  /// Posts a chat.
  public HttpResponse<String> chat(String tenant, String body)
      throws IOException, InterruptedException {
    return send(
        request("/v1/chat/completions", tenant).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /// Sends.
  public HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /// Sends, and hands over the body as it comes; closing it cancels the request.
  public HttpResponse<java.io.InputStream> open(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  /// The management port's answer.
  public HttpResponse<String> manage(String path) throws IOException, InterruptedException {
    var url = "http://127.0.0.1:" + config("strongroom.gateway.management-port") + path;
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }
}
