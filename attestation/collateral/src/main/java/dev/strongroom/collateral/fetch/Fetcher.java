package dev.strongroom.collateral.fetch;

import dev.strongroom.collateral.fetch.FetchException.Reason;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.collateral.item.Service;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.net.HttpURLConnection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/// Fetches collateral. While an item is being fetched, whoever else asks for it waits for the same
/// answer. Requests to one service keep the pauses it wants; what may pass is tried again.
/// Thread-safe; callers block, so call it from virtual threads.
public final class Fetcher {
  private static final int TOO_MANY_REQUESTS = 429;

  private final Transport transport;
  private final FetchRules rules;
  private final InstantSource clock;
  private final Sleeper sleeper;
  private final Map<Service, Pacer> pacers = new EnumMap<>(Service.class);
  private final Map<Item, CompletableFuture<Material>> running = new ConcurrentHashMap<>();

  /// @param clock time of requests and answers
  /// @param sleeper pauses, by the same time
  public Fetcher(Transport transport, FetchRules rules, InstantSource clock, Sleeper sleeper) {
    this.transport = transport;
    this.rules = rules;
    this.clock = clock;
    this.sleeper = sleeper;
    for (var service : Service.values()) {
      pacers.put(service, new Pacer());
    }
  }

  /// Fetches `item`.
  ///
  /// @throws FetchException if it cannot be had; a passing reason was tried as often as the rules
  ///   say
  public Material fetch(Item item) throws FetchException {
    var mine = new CompletableFuture<Material>();
    var other = running.putIfAbsent(item, mine);
    if (other != null) {
      return join(item, other);
    }
    try {
      var material = persist(item);
      running.remove(item, mine);
      mine.complete(material);
      return material;
    } catch (FetchException | RuntimeException | Error e) {
      // Whatever ends this, nobody may wait for it for ever.
      running.remove(item, mine);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  private Material join(Item item, CompletableFuture<Material> other) throws FetchException {
    try {
      return other.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof FetchException failure) {
        if (failure.reason() == Reason.INTERRUPTED) {
          // Somebody else was told to stop, not this caller.
          return fetch(item);
        }
        throw new FetchException(
            failure.reason(), String.valueOf(failure.getMessage()), failure.retryAfter(), failure);
      }
      throw new IllegalStateException("fetching " + item.name() + " failed", e);
    } catch (InterruptedException e) {
      throw interrupted(item, e);
    }
  }

  private Material persist(Item item) throws FetchException {
    for (int failures = 1; ; failures++) {
      try {
        return attempt(item);
      } catch (FetchException e) {
        if (!e.reason().isPassing()
            || failures == rules.attempts()
            || e.retryAfter().compareTo(rules.longestWait()) > 0) {
          throw e;
        }
        var pause = e.retryAfter().isZero() ? rules.backoff(failures) : e.retryAfter();
        pacer(item).quietUntil(clock.instant().plus(pause));
      }
    }
  }

  private Pacer pacer(Item item) {
    var pacer = pacers.get(item.service());
    if (pacer == null) {
      throw new IllegalStateException("every service has a pacer");
    }
    return pacer;
  }

  private Material attempt(Item item) throws FetchException {
    var now = clock.instant();
    var slot = pacer(item).reserve(now, item.spacing());
    if (slot.isAfter(now)) {
      pause(item, Duration.between(now, slot));
    }
    var answer = transport.ask(item.service(), Transport.Request.of(item), item.form().maxBytes());
    if (answer.status() != HttpURLConnection.HTTP_OK) {
      throw refusal(item, answer);
    }
    var received = clock.instant();
    var material = material(item, answer, received);
    if (!received.isBefore(material.nextUpdate())) {
      throw new FetchException(
          Reason.STALE, words(item) + " answered one that ended at " + material.nextUpdate());
    }
    return material;
  }

  private static Material material(Item item, Transport.Answer answer, Instant received)
      throws FetchException {
    try {
      return Material.parse(item, answer.body(), issuerChain(item, answer), received);
    } catch (MalformedException e) {
      throw new FetchException(
          Reason.MALFORMED, words(item) + " answered something else: " + e.getMessage(), e);
    }
  }

  /// spec: Intel PCS API version 4 issuer chain headers: PEM certificates, URL-encoded
  private static Bytes issuerChain(Item item, Transport.Answer answer) throws MalformedException {
    if (item.issuerChainHeader().isEmpty()) {
      return Bytes.empty();
    }
    var header = answer.header(item.issuerChainHeader());
    try {
      // Base64 has '+', which the decoder would take for a blank.
      var text = URLDecoder.decode(header.replace("+", "%2B"), StandardCharsets.US_ASCII);
      return Bytes.utf8(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(item.issuerChainHeader(), -1, "is not URL-encoded", e);
    }
  }

  private FetchException refusal(Item item, Transport.Answer answer) {
    var pause = RetryAfter.parse(answer.header("Retry-After"), clock.instant());
    var reason =
        switch (answer.status()) {
          case HttpURLConnection.HTTP_NOT_FOUND -> Reason.ABSENT;
          case HttpURLConnection.HTTP_GONE -> Reason.GONE;
          case TOO_MANY_REQUESTS, HttpURLConnection.HTTP_UNAVAILABLE -> Reason.BUSY;
          default ->
              answer.status() >= HttpURLConnection.HTTP_INTERNAL_ERROR
                  ? Reason.FAILED
                  : Reason.REFUSED;
        };
    var wish = pause.isZero() ? "" : ", come back in " + pause.toSeconds() + " s";
    return new FetchException(
        reason, words(item) + " answered status " + answer.status() + wish, pause, null);
  }

  private void pause(Item item, Duration duration) throws FetchException {
    try {
      sleeper.sleep(duration);
    } catch (InterruptedException e) {
      throw interrupted(item, e);
    }
  }

  private static FetchException interrupted(Item item, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new FetchException(Reason.INTERRUPTED, "interrupted while fetching " + item.name(), e);
  }

  private static String words(Item item) {
    return item.service() + ", asked for " + item.name() + ",";
  }
}
