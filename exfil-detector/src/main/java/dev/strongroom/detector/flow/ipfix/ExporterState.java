package dev.strongroom.detector.flow.ipfix;

import dev.strongroom.protocol.network.IpAddress;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything known of one exporter: its templates and samplers by observation domain, its sequence
/// numbers, and what it has sent so far. Owned by the one thread that decodes its datagrams; others
/// read a [Summary].
public final class ExporterState {
  private final IpAddress address;
  private final Limits limits;
  private final Map<Long, Domain> domains = new HashMap<>();
  private final EnumMap<Notice.Kind, Long> notices = new EnumMap<>(Notice.Kind.class);
  private Instant lastSeen = Instant.EPOCH;
  private long datagrams;
  private long malformed;
  private long flows;
  private long dataRecords;
  private long optionRecords;
  private long lostRecords;
  private int pendingBytes;
  private int pendingSets;

  /// @param address of the exporter, which names it in every record
  /// @param limits what it may make us keep
  public ExporterState(IpAddress address, Limits limits) {
    this.address = address;
    this.limits = limits;
  }

  /// What is known of an exporter, at one moment.
  ///
  /// @param exporter its address
  /// @param lastSeen arrival of its last datagram, well-formed or not
  /// @param datagrams received, well-formed or not
  /// @param malformed of these, dropped as a whole
  /// @param flows flow records handed out
  /// @param dataRecords data records decoded
  /// @param optionRecords options records decoded
  /// @param lostRecords records missing by sequence number
  /// @param domains observation domains
  /// @param templates templates in all domains
  /// @param pendingSets data sets that wait for their template
  /// @param notices how often each kind of notice was given
  public record Summary(
      IpAddress exporter,
      Instant lastSeen,
      long datagrams,
      long malformed,
      long flows,
      long dataRecords,
      long optionRecords,
      long lostRecords,
      int domains,
      int templates,
      int pendingSets,
      Map<Notice.Kind, Long> notices) {
    public Summary {
      notices = Map.copyOf(notices);
    }
  }

  /// The present summary.
  public Summary summary() {
    int templates = domains.values().stream().mapToInt(Domain::templateCount).sum();
    return new Summary(
        address,
        lastSeen,
        datagrams,
        malformed,
        flows,
        dataRecords,
        optionRecords,
        lostRecords,
        domains.size(),
        templates,
        pendingSets,
        notices);
  }

  IpAddress address() {
    return address;
  }

  Limits limits() {
    return limits;
  }

  @Nullable Domain domain(long id) {
    return domains.get(id);
  }

  boolean hasRoomForDomain() {
    return domains.size() < limits.domains();
  }

  /// True if `domain`, which replaces domain `id`, may keep another set of `length` bytes.
  boolean hasRoomForSet(long id, Domain domain, int length) {
    var present = domains.get(id);
    int otherSets = pendingSets - (present == null ? 0 : present.pendingSets());
    int otherBytes = pendingBytes - (present == null ? 0 : present.pendingBytes());
    return otherSets + domain.pendingSets() < limits.pendingSets()
        && otherBytes + domain.pendingBytes() + length <= limits.pendingBytes();
  }

  void malformed(Instant arrival) {
    datagrams++;
    malformed++;
    lastSeen = arrival;
  }

  void commit(long id, Domain domain, Decoded decoded, long lost, Instant arrival) {
    var previous = domains.put(id, domain);
    pendingSets += domain.pendingSets() - (previous == null ? 0 : previous.pendingSets());
    pendingBytes += domain.pendingBytes() - (previous == null ? 0 : previous.pendingBytes());
    lastSeen = arrival;
    datagrams++;
    flows += decoded.records().size();
    dataRecords += decoded.dataRecords();
    optionRecords += decoded.optionRecords();
    lostRecords += lost;
    for (var notice : decoded.notices()) {
      notices.merge(notice.kind(), 1L, Long::sum);
    }
  }
}
