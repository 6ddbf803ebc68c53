package dev.strongroom.collateral.cache;

import dev.strongroom.collateral.fetch.FetchException;
import dev.strongroom.collateral.fetch.Fetcher;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.collateral.item.Service;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/// Keeps a cache filled. Thread-safe; calls block.
public final class Keeper {
  private final CollateralCache cache;
  private final Fetcher fetcher;
  private final RefreshRules rules;
  private final InstantSource clock;

  public Keeper(CollateralCache cache, Fetcher fetcher, RefreshRules rules, InstantSource clock) {
    this.cache = cache;
    this.fetcher = fetcher;
    this.rules = rules;
    this.clock = clock;
  }

  /// What came of a refresh.
  ///
  /// @param held what is wanted and may be used now, old or new
  /// @param failures what is due and could not be had; it may be among the held all the same
  /// @param nextDue when to refresh again, failures aside
  public record Outcome(List<Material> held, List<Failure> failures, Instant nextDue) {
    public Outcome {
      held = List.copyOf(held);
      failures = List.copyOf(failures);
    }
  }

  /// An item that could not be had.
  public record Failure(RefreshPlan.Due due, FetchException reason) {}

  /// The material of `item`: a fresh one from the cache, or a new one, which is kept.
  ///
  /// @throws FetchException if there is no fresh one, and none can be had
  /// @throws IOException if the cache cannot be read or written
  public Material require(Item item) throws FetchException, IOException {
    var held = cache.find(item);
    if (held.isPresent() && held.get().isFresh(clock.instant())) {
      return held.get();
    }
    return renew(item);
  }

  /// A service, or a cache before it, that answers with an older one than it did before takes
  /// nothing back.
  private Material renew(Item item) throws FetchException, IOException {
    var material = fetcher.fetch(item);
    var now = clock.instant();
    var held = cache.find(item);
    if (held.isPresent()
        && held.get().isFresh(now)
        && held.get().issuedAt().isAfter(material.issuedAt())) {
      return held.get();
    }
    cache.keep(List.of(material), now);
    return material;
  }

  /// Fetches what is due among `wanted`, the services side by side.
  ///
  /// @throws IOException if the cache cannot be read or written
  public Outcome refresh(Collection<Item> wanted) throws IOException {
    return refresh(wanted, _ -> {});
  }

  /// As above.
  ///
  /// @param done told of each item that was fetched, or failed; called by several threads
  public Outcome refresh(Collection<Item> wanted, Consumer<Item> done) throws IOException {
    var plan = RefreshPlan.of(wanted, cache.all(), clock.instant(), rules);
    var rows = new EnumMap<Service, List<RefreshPlan.Due>>(Service.class);
    for (var due : plan.due()) {
      rows.computeIfAbsent(due.item().service(), _ -> new ArrayList<>()).add(due);
    }
    var failures = new ArrayList<Failure>();
    for (var row : workAll(rows.values(), done)) {
      failures.addAll(row);
    }
    var now = clock.instant();
    var names = new HashSet<>(wanted);
    var held =
        cache.all().stream()
            .filter(material -> names.contains(material.item()) && material.isFresh(now))
            .toList();
    return new Outcome(held, failures, RefreshPlan.of(wanted, held, now, rules).nextDue());
  }

  private List<List<Failure>> workAll(Collection<List<RefreshPlan.Due>> rows, Consumer<Item> done)
      throws IOException {
    var results = new ArrayList<Future<List<Failure>>>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var row : rows) {
        results.add(threads.submit(() -> work(row, done)));
      }
    }
    var failures = new ArrayList<List<Failure>>();
    for (var result : results) {
      switch (result.state()) {
        case SUCCESS -> failures.add(result.resultNow());
        case FAILED, CANCELLED, RUNNING -> throw broken(result.exceptionNow());
      }
    }
    return failures;
  }

  private static IOException broken(Throwable failure) {
    return failure instanceof IOException io
        ? io
        : new IOException("refreshing the cache failed", failure);
  }

  private List<Failure> work(List<RefreshPlan.Due> row, Consumer<Item> done) throws IOException {
    var failures = new ArrayList<Failure>();
    for (var due : row) {
      try {
        renew(due.item());
      } catch (FetchException e) {
        failures.add(new Failure(due, e));
      }
      done.accept(due.item());
    }
    return failures;
  }
}
