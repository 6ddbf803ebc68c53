package dev.strongroom.detector.flow.ipfix;

import dev.strongroom.protocol.network.IpAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything known of one exporter: its templates and samplers by observation domain, its sequence
/// numbers, and what it has sent so far. Owned by the one thread that decodes its datagrams; others
/// read a [Summary].
public final class ExporterState {
  /// An exporter repeats its templates within this; until then, data without flows is no wonder.
  private static final Duration START_UP = Duration.ofMinutes(30);

  /// Once it gave flows, data without any for this long means that we no longer see.
  private static final Duration BLIND_AFTER = Duration.ofMinutes(1);

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
  private @Nullable Instant failingSince;

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
  /// @param pendingSets data sets that wait for their template, or for a held one
  /// @param heldChanges changed templates, sampling rates and starts that are held until repeated
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
      int heldChanges,
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
        domains.values().stream().mapToInt(Domain::heldCount).sum(),
        notices);
  }

  /// Who it is.
  public IpAddress address() {
    return address;
  }

  /// Arrival of its last datagram, well-formed or not.
  public Instant lastSeen() {
    return lastSeen;
  }

  /// True if flows stopped to decode: data came for a while and gave none, because templates were
  /// missing, messages were malformed, or octets could not be used. The while is a minute once the
  /// exporter gave flows, half an hour before.
  public boolean isBlind() {
    return failingSince != null
        && !lastSeen.isBefore(failingSince.plus(flows > 0 ? BLIND_AFTER : START_UP));
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
    failed(arrival);
  }

  private void failed(Instant arrival) {
    if (failingSince == null) {
      failingSince = arrival;
    }
  }

  /// @param failed true if data of the message could not be decoded
  void commit(long id, Domain domain, Decoded decoded, long lost, boolean failed, Instant arrival) {
    var previous = domains.put(id, domain);
    pendingSets += domain.pendingSets() - (previous == null ? 0 : previous.pendingSets());
    pendingBytes += domain.pendingBytes() - (previous == null ? 0 : previous.pendingBytes());
    lastSeen = arrival;
    datagrams++;
    flows += decoded.records().size();
    dataRecords += decoded.dataRecords();
    optionRecords += decoded.optionRecords();
    lostRecords += lost;
    if (!decoded.records().isEmpty()) {
      failingSince = null;
    } else if (failed) {
      failed(arrival);
    }
    for (var notice : decoded.notices()) {
      notices.merge(notice.kind(), 1L, Long::sum);
    }
  }
}
