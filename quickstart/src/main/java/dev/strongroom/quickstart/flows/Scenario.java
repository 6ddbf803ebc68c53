package dev.strongroom.quickstart.flows;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// What is to be replayed. Addresses other than the node's and the two that the caller has to list
/// as allowed are derived from the seed and are documentation or private addresses.
///
/// @param seed same seed, same flows
/// @param begin of the hour
/// @param end of the hour, usually now; the transfer ends here
/// @param transferBegin when the transfer begins: after the lease, or it has no holder
/// @param activeTimeout the exporter reports a long flow in slices of this length
/// @param node address of the node that holds the model
/// @param destination where the transfer goes, on no list
/// @param gateway address of the gateway, allowed for the model
/// @param store address of the artifact store, allowed for the model
/// @param budgetBytes the model's egress budget
/// @param transferBytes size of the transfer
/// @param ordinaryFlows number of ordinary flows
/// @param pace least time between two datagrams, so that no receive buffer overflows
public record Scenario(
    long seed,
    Instant begin,
    Instant end,
    Instant transferBegin,
    Duration activeTimeout,
    String node,
    String destination,
    String gateway,
    String store,
    long budgetBytes,
    long transferBytes,
    int ordinaryFlows,
    Duration pace) {
  /// Networks that a model in this scenario should allow: gateway and artifact store.
  public List<String> allowedDestinations() {
    return List.of(gateway + "/32", store + "/32");
  }

  public Scenario {
    // Whole milliseconds, as the records carry them.
    begin = begin.truncatedTo(ChronoUnit.MILLIS);
    end = end.truncatedTo(ChronoUnit.MILLIS);
    transferBegin = transferBegin.truncatedTo(ChronoUnit.MILLIS);
    if (!begin.isBefore(end) || transferBegin.isBefore(begin) || !transferBegin.isBefore(end)) {
      throw new IllegalArgumentException(
          "want begin < end and a transfer between: " + begin + ", " + transferBegin + ", " + end);
    }
    if (budgetBytes < 1 || transferBytes <= budgetBytes || ordinaryFlows < 1) {
      throw new IllegalArgumentException("want flows, a budget, and a transfer beyond it");
    }
    if (activeTimeout.isNegative() || activeTimeout.isZero() || pace.isNegative()) {
      throw new IllegalArgumentException("want a positive active timeout and no negative pace");
    }
  }

  /// The hour before `end`: 600 ordinary flows, then a transfer of one and a half budgets in ten
  /// slices, of which the last ends at `end`.
  ///
  /// @param transferBegin when the transfer begins, after the node's lease did
  public static Scenario of(
      long seed,
      Instant transferBegin,
      Instant end,
      String node,
      String destination,
      long budgetBytes) {
    var length = Duration.between(transferBegin, end);
    return new Scenario(
        seed,
        end.minus(Duration.ofHours(1)),
        end,
        transferBegin,
        length.dividedBy(10).plusMillis(1),
        node,
        destination,
        "10.20.0.2",
        "10.20.0.3",
        budgetBytes,
        Math.addExact(budgetBytes, Math.max(1, budgetBytes / 2)),
        600,
        Duration.ofMillis(5));
  }
}
