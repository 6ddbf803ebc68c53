package dev.strongroom.detector.budget;

import dev.strongroom.detector.attribution.ModelKey;
import dev.strongroom.protocol.egress.EgressReport;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/// What gateways say they served, by tenant and model, over the [window][Window#LENGTH]. Reports
/// are known by gateway and sequence: the same one again is ignored, a missing one is told and may
/// still come, another one under a used number is told and not counted. Crossings are told by the
/// steps of [EgressBudget]: every further whole budget, and again after the bytes fell. Bytes
/// belong to the hour in which their interval ended, however long it was. Immutable.
///
/// @param gateways reporting gateways by id
/// @param served sums by tenant and model, key `tenant owner/model`
public record ServedLedger(Map<String, Gateway> gateways, Map<String, Served> served) {
  /// Nothing reported.
  public static final ServedLedger EMPTY = new ServedLedger(Map.of(), Map.of());

  private static final int REMEMBERED_DIGESTS = 1024;
  private static final int REMEMBERED_MISSING = 1024;
  private static final int MAX_SERVED = 100_000;

  public ServedLedger {
    gateways = Map.copyOf(gateways);
    served = Map.copyOf(served);
  }

  /// One gateway's reports.
  ///
  /// @param highest greatest sequence accepted
  /// @param missing sequences below it that never came, the last 1024
  /// @param digests SHA-256 of the last 1024 accepted reports by sequence
  public record Gateway(long highest, List<Long> missing, Map<Long, Bytes> digests) {
    public Gateway {
      missing = List.copyOf(missing);
      digests = Map.copyOf(digests);
    }
  }

  /// What one tenant got from one model.
  ///
  /// @param tenant who
  /// @param model which
  /// @param requests answered, ever
  /// @param completionTokens charged, ever
  /// @param promptTokens charged, ever
  /// @param hours response bytes by hour since 1970, within the window
  /// @param step the last [EgressBudget] step that was told and not taken back
  public record Served(
      String tenant,
      ModelKey model,
      long requests,
      long completionTokens,
      long promptTokens,
      Map<Long, Long> hours,
      long step) {
    public Served {
      hours = Map.copyOf(hours);
    }

    /// Response bytes within the window.
    public long bytes() {
      return sum(hours);
    }
  }

  /// Something that a report showed.
  public sealed interface Event {
    /// Reports are missing: from one sequence to another, both included.
    record Gap(String gateway, long from, long to) implements Event {}

    /// Another report came under a used sequence: the gateway lost its count, or a key is shared.
    record Conflict(String gateway, long sequence) implements Event {}

    /// One tenant's bytes from one model went over the budget, or over one more whole budget.
    record Over(Served served, long budgetBytes, Instant at) implements Event {}
  }

  /// How a report was taken.
  public enum Outcome {
    /// Counted.
    ACCEPTED,
    /// Known already; not counted again.
    DUPLICATE,
    /// Not counted, see [Event.Conflict].
    CONFLICT,
  }

  /// The next ledger, how the report was taken and what it showed.
  public record Step(ServedLedger ledger, Outcome outcome, List<Event> events) {
    public Step {
      events = List.copyOf(events);
    }
  }

  /// Takes in a report whose signature holds.
  ///
  /// @param digest SHA-256 of its bytes
  /// @param budgetBytes response bytes that one tenant may get from one model in the window
  public Step next(EgressReport report, Bytes digest, long budgetBytes) {
    var gateway = gateways.getOrDefault(report.gatewayId(), new Gateway(0, List.of(), Map.of()));
    long sequence = report.sequence();
    var events = new ArrayList<Event>();
    var missing = new TreeSet<>(gateway.missing());
    if (sequence <= gateway.highest() && !missing.remove(sequence)) {
      boolean same = digest.equals(gateway.digests().getOrDefault(sequence, digest));
      if (same) {
        return new Step(this, Outcome.DUPLICATE, events);
      }
      events.add(new Event.Conflict(report.gatewayId(), sequence));
      return new Step(this, Outcome.CONFLICT, events);
    }
    if (sequence > gateway.highest() + 1) {
      events.add(new Event.Gap(report.gatewayId(), gateway.highest() + 1, sequence - 1));
      long from = Math.max(gateway.highest() + 1, sequence - REMEMBERED_MISSING);
      for (long absent = from; absent < sequence; absent++) {
        missing.add(absent);
      }
    }
    while (missing.size() > REMEMBERED_MISSING) {
      missing.pollFirst();
    }
    var digests = new TreeMap<>(gateway.digests());
    digests.put(sequence, digest);
    while (digests.size() > REMEMBERED_DIGESTS) {
      digests.pollFirstEntry();
    }
    var nextGateways = new HashMap<>(gateways);
    nextGateways.put(
        report.gatewayId(),
        new Gateway(Math.max(sequence, gateway.highest()), List.copyOf(missing), digests));
    var nextServed = new HashMap<>(served);
    for (var record : report.records()) {
      count(nextServed, report, record, budgetBytes, events);
    }
    return new Step(new ServedLedger(nextGateways, nextServed), Outcome.ACCEPTED, events);
  }

  private static void count(
      Map<String, Served> sums,
      EgressReport report,
      EgressReport.Served record,
      long budgetBytes,
      List<Event> events) {
    var model = new ModelKey(record.owner(), record.model());
    var key = record.tenant() + " " + model;
    var before = sums.get(key);
    if (before == null) {
      if (sums.size() >= MAX_SERVED) {
        throw new IllegalArgumentException(
            "more than " + MAX_SERVED + " pairs of tenant and model");
      }
      before = new Served(record.tenant(), model, 0, 0, 0, Map.of(), 0);
    }
    long hour = Math.floorDiv(report.to().getEpochSecond(), 3600L);
    var hours = new TreeMap<>(before.hours());
    long newest = hours.isEmpty() ? hour : Math.max(hour, hours.lastKey());
    hours.headMap(newest - Window.LENGTH.toHours(), true).clear();
    long told = EgressBudget.stillTold(before.step(), sum(hours), budgetBytes);
    if (hour > newest - Window.LENGTH.toHours()) {
      hours.merge(hour, record.responseBytes(), Math::addExact);
    }
    long step = EgressBudget.stepOf(sum(hours), budgetBytes);
    var after =
        new Served(
            record.tenant(),
            model,
            Math.addExact(before.requests(), record.requests()),
            Math.addExact(before.completionTokens(), record.completionTokens()),
            Math.addExact(before.promptTokens(), record.promptTokens()),
            hours,
            Math.max(told, step));
    sums.put(key, after);
    if (step > told) {
      events.add(new Event.Over(after, budgetBytes, report.to()));
    }
  }

  private static long sum(Map<Long, Long> hours) {
    return hours.values().stream().reduce(0L, Math::addExact);
  }
}
