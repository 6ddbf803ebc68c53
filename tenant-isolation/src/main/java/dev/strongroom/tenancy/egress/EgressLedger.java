package dev.strongroom.tenancy.egress;

import dev.strongroom.protocol.Names;
import dev.strongroom.protocol.egress.EgressReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// What a gateway served since the last reports. Every answer is counted in exactly one report.
/// Bounded by tenants times their models, as only admitted requests are added. Thread-safe.
public final class EgressLedger {
  /// Records of one report at most: whatever its names and counts, it stays well below the 1 MiB
  /// that the detector takes.
  public static final int MAX_RECORDS = 1000;

  private record Pair(String tenant, String owner, String model) implements Comparable<Pair> {
    @Override
    public int compareTo(Pair other) {
      int byTenant = tenant.compareTo(other.tenant);
      int byOwner = byTenant == 0 ? owner.compareTo(other.owner) : byTenant;
      return byOwner == 0 ? model.compareTo(other.model) : byOwner;
    }
  }

  private final String gatewayId;
  private final TreeMap<Pair, EgressReport.Served> open = new TreeMap<>();
  private long nextSequence;
  private Instant from;

  /// @param gatewayId the gateway's name
  /// @param nextSequence of the first report; 1, or where the gateway left off
  /// @param from start of the first interval
  public EgressLedger(String gatewayId, long nextSequence, Instant from) {
    this.gatewayId = Names.require("gatewayId", gatewayId);
    if (nextSequence < 1) {
      throw new IllegalArgumentException("sequence: got " + nextSequence + ", want at least 1");
    }
    this.nextSequence = nextSequence;
    this.from = from;
  }

  /// Adds one answered request.
  ///
  /// @param responseBytes body bytes sent to the tenant
  /// @param promptTokens as charged
  /// @param completionTokens as charged
  public synchronized void add(
      String tenant,
      String owner,
      String model,
      long responseBytes,
      long promptTokens,
      long completionTokens) {
    open.merge(
        new Pair(tenant, owner, model),
        new EgressReport.Served(
            tenant, owner, model, 1, responseBytes, promptTokens, completionTokens),
        EgressLedger::sum);
  }

  /// Closes the interval at `now`: one report for each [#MAX_RECORDS] pairs of tenant and model, in
  /// the order of their sequences. Empty if nobody was served; no sequence is used up then. The
  /// next interval begins now in any case, so that idle time makes no report look old.
  public synchronized List<EgressReport> drain(Instant now) {
    var records = List.copyOf(open.values());
    var reports = new ArrayList<EgressReport>();
    for (int at = 0; at < records.size(); at += MAX_RECORDS) {
      var some = records.subList(at, Math.min(at + MAX_RECORDS, records.size()));
      reports.add(new EgressReport(gatewayId, nextSequence++, from, now, some));
    }
    open.clear();
    from = now;
    return reports;
  }

  /// Uses up a sequence, for a report whose own was not accepted.
  public synchronized long takeSequence() {
    return nextSequence++;
  }

  private static EgressReport.Served sum(EgressReport.Served a, EgressReport.Served b) {
    return new EgressReport.Served(
        a.tenant(),
        a.owner(),
        a.model(),
        a.requests() + b.requests(),
        a.responseBytes() + b.responseBytes(),
        a.promptTokens() + b.promptTokens(),
        a.completionTokens() + b.completionTokens());
  }
}
