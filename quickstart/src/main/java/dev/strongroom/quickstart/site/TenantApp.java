package dev.strongroom.quickstart.site;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.strongroom.protocol.client.ClientTls;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// A tenant's own program: the official OpenAI client, pointed at the gateway.
public final class TenantApp {
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(100);

  private final URI gateway;
  private final String apiKey;
  private final SSLContext tls;
  private final X509TrustManager trust;

  /// @param gateway base URL
  /// @param apiKey the tenant's key
  /// @param authority who issued the gateway's certificate
  public TenantApp(URI gateway, String apiKey, Path authority)
      throws IOException, MalformedException {
    this.gateway = gateway;
    this.apiKey = apiKey;
    this.tls = ClientTls.anonymous(authority);
    this.trust = trust(authority);
  }

  /// What a streamed answer looked like.
  ///
  /// @param text all of it
  /// @param chunks how many pieces it came in
  /// @param toFirst until the first piece
  /// @param inAll until the end
  public record Streamed(String text, int chunks, Duration toFirst, Duration inAll) {}

  /// What any answer looked like.
  ///
  /// @param status HTTP status
  /// @param body as sent
  public record Answer(int status, String body) {}

  /// Streams a chat completion.
  public Streamed chat(String model, String prompt, long maxTokens) {
    var params =
        ChatCompletionCreateParams.builder()
            .model(model)
            .addUserMessage(prompt)
            .maxCompletionTokens(maxTokens)
            .build();
    long before = System.nanoTime();
    long[] first = new long[1];
    int[] chunks = new int[1];
    var text = new StringBuilder();
    OpenAIClient client =
        OpenAIOkHttpClient.builder()
            .baseUrl(gateway + "/v1")
            .apiKey(apiKey)
            .sslSocketFactory(tls.getSocketFactory())
            .trustManager(trust)
            .maxRetries(0)
            .build();
    try (var stream = client.chat().completions().createStreaming(params)) {
      stream.stream()
          .flatMap(chunk -> chunk.choices().stream())
          .flatMap(choice -> choice.delta().content().stream())
          .forEach(
              piece -> {
                if (chunks[0]++ == 0) {
                  first[0] = System.nanoTime();
                }
                text.append(piece);
              });
    } finally {
      client.close();
    }
    long end = System.nanoTime();
    return new Streamed(
        text.toString(),
        chunks[0],
        Duration.ofNanos(first[0] - before),
        Duration.ofNanos(end - before));
  }

  /// Waits until the gateway has found a node for `model`.
  ///
  /// @throws TourException if it does not within `limit`
  public void awaitServed(String model, Duration limit)
      throws IOException, InterruptedException, TourException {
    long deadline = System.nanoTime() + limit.toNanos();
    var answer = ask(model);
    while (answer.status() == 503 && System.nanoTime() < deadline) {
      Thread.sleep(BETWEEN_ATTEMPTS);
      answer = ask(model);
    }
    if (answer.status() != 200) {
      throw new TourException("tenant A got " + answer.status() + ": " + answer.body());
    }
  }

  /// Sends one chat request without the client's help, to see the answer as it is.
  public Answer ask(String model) throws IOException, InterruptedException {
    var body =
        """
        {"model":"%s","messages":[{"role":"user","content":"hello"}],"max_tokens":4}"""
            .formatted(model);
    var request =
        HttpRequest.newBuilder(gateway.resolve("/v1/chat/completions"))
            .header("Authorization", "Bearer " + apiKey)
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (var http = HttpClient.newBuilder().sslContext(tls).build()) {
      var response = http.send(request, BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    }
  }

  private static X509TrustManager trust(Path authority) throws IOException {
    try (var in = java.nio.file.Files.newInputStream(authority)) {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry(
          "site", CertificateFactory.getInstance("X.509").generateCertificate(in));
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return Arrays.stream(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .map(X509TrustManager.class::cast)
          .findFirst()
          .orElseThrow();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform cannot trust a certificate", e);
    }
  }
}
