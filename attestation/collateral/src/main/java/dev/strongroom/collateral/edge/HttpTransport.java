package dev.strongroom.collateral.edge;

import dev.strongroom.collateral.fetch.FetchException;
import dev.strongroom.collateral.fetch.FetchException.Reason;
import dev.strongroom.collateral.fetch.Transport;
import dev.strongroom.collateral.item.Service;
import dev.strongroom.wire.Bytes;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// Asks services over HTTPS, save the one that has HTTP alone, directly or by the proxy that the
/// JVM is told of. Follows no redirect, sends no credential. Thread-safe. Close it to end its
/// connections.
public final class HttpTransport implements Transport, AutoCloseable {
  /// Longer than anybody waits for one answer.
  private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

  private final Map<Service, URI> addresses = new EnumMap<>(Service.class);
  private final Duration answerTimeout;
  private final HttpClient http;

  /// @param instead addresses to use instead of the vendors', such as a site's own cache
  /// @param answerTimeout for a whole answer, connection and body included; at most an hour
  /// @throws IllegalArgumentException if an address is neither https nor http on this machine, or
  ///   for another timeout
  public HttpTransport(Map<Service, URI> instead, Duration answerTimeout) {
    for (var service : Service.values()) {
      var other = instead.get(service);
      // A vendor's own address stands as it is: NVIDIA publishes its revocation lists without TLS,
      // and a list says by itself who signed it and until when it counts.
      addresses.put(service, other == null ? service.address() : permitted(other));
    }
    if (!answerTimeout.isPositive() || answerTimeout.compareTo(MAX_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "got timeout " + answerTimeout + ", want more than zero and at most " + MAX_TIMEOUT);
    }
    this.answerTimeout = answerTimeout;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(answerTimeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
  }

  private static URI permitted(URI address) {
    var scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
    var host = String.valueOf(address.getHost());
    boolean local = host.equals("127.0.0.1") || host.equals("[::1]") || host.equals("localhost");
    if (scheme.equals("https") || (scheme.equals("http") && local)) {
      return address;
    }
    throw new IllegalArgumentException(
        "got address '" + address + "', want https, or http on this machine");
  }

  @Override
  public Answer ask(Service service, Request request, int maxBytes) throws FetchException {
    var address = address(service, request.resource());
    var answer = http.sendAsync(message(address, request), _ -> new LimitedBody(maxBytes));
    try {
      // The client's own timeout ends with the headers; this one includes the body.
      return answer(answer.get(answerTimeout.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw late(address, e);
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new FetchException(Reason.INTERRUPTED, "interrupted while asking " + address, e);
    } catch (ExecutionException e) {
      throw failure(address, e);
    }
  }

  private HttpRequest message(URI address, Request request) {
    var message = HttpRequest.newBuilder(address).timeout(answerTimeout);
    if (request.mediaType().isEmpty()) {
      return message.GET().build();
    }
    return message
        .header("Content-Type", request.mediaType())
        .POST(HttpRequest.BodyPublishers.ofByteArray(request.body().toArray()))
        .build();
  }

  private URI address(Service service, String resource) {
    var base = String.valueOf(addresses.get(service));
    return URI.create(
        (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + resource);
  }

  private static Answer answer(HttpResponse<Bytes> response) {
    var headers = new TreeMap<String, String>();
    response
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
    return new Answer(response.statusCode(), headers, response.body());
  }

  private FetchException failure(URI address, ExecutionException failure) {
    var cause = failure.getCause() == null ? failure : failure.getCause();
    return switch (cause) {
      case java.net.http.HttpTimeoutException e -> late(address, e);
      case LimitedBody.OversizeException e ->
          new FetchException(Reason.OVERSIZE, "the answer of " + address + " " + e.getMessage(), e);
      default ->
          new FetchException(
              Reason.UNREACHABLE, address + " did not answer: " + words(cause), cause);
    };
  }

  /// The client mostly says why by types alone, and wraps one in another.
  private static String words(Throwable failure) {
    var causes = Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
    if (causes.stream().anyMatch(UnresolvedAddressException.class::isInstance)) {
      return "no host of that name is known";
    }
    return causes.stream()
        .map(Throwable::getMessage)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(failure instanceof ConnectException ? "connection refused" : "connection lost");
  }

  private FetchException late(URI address, Exception cause) {
    return new FetchException(
        Reason.TIMEOUT,
        address + " gave no whole answer in " + answerTimeout.toSeconds() + " s",
        cause);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
