package dev.strongroom.detector.flow.ipfix;

import dev.strongroom.protocol.network.IpAddress;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Everything known of one exporter: its templates and samplers by observation domain, its sequence
/// numbers, and what it has sent so far. Owned by the one thread that decodes its datagrams; others
/// read a [Summary].
public final class ExporterState {
  private final IpAddress address;
  private final Limits limits;
  private final DomainTable domains;
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

  /// Of what belongs to no domain that is kept: malformed datagrams, and domains without a place.
  private Sight sight = Sight.UNPROVEN;

  private @Nullable Domain last;

  /// @param address of the exporter, which names it in every record
  /// @param limits what it may make us keep
  public ExporterState(IpAddress address, Limits limits) {
    this.address = address;
    this.limits = limits;
    this.domains = new DomainTable(limits.domains());
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
    int templates = 0;
    int heldChanges = 0;
    for (var domain : domains.all()) {
      templates += domain.templateCount();
      heldChanges += domain.heldCount();
    }
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
        heldChanges,
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

  /// True if flows stopped to decode in the domain that its last datagram was of, or in what
  /// belongs to none: data came for a while and more of it failed than gave flows, because
  /// templates were missing, messages were malformed, or octets could not be used. The while is a
  /// minute once there were flows, half an hour before.
  public boolean isBlind() {
    return sight.isBlind(lastSeen) || (last != null && last.sight().isBlind(lastSeen));
  }

  Limits limits() {
    return limits;
  }

  @Nullable Domain domain(long id) {
    return domains.get(id);
  }

  boolean knows(long id) {
    return domains.has(id);
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
    last = null;
    sight = sight.failed(arrival);
  }

  /// Makes room for `domain` if it has something to be kept for, should another have to go for it.
  ///
  /// @return false if it gets no place
  boolean makeRoom(long id, Domain domain, Instant arrival, BiConsumer<Notice.Kind, String> note) {
    if (domains.has(id)) {
      return true;
    }
    if (domain.isEmpty() || !domains.isFull()) {
      return !domain.isEmpty();
    }
    var least = domains.leastWorth(domain, arrival);
    if (least.isEmpty()) {
      note.accept(Notice.Kind.TABLE_FULL, "no place for domain " + id);
      return false;
    }
    domains.remove(least.get()).ifPresent(gone -> countPending(gone, -1));
    note.accept(
        Notice.Kind.TABLE_FULL, "domain " + id + " took the place of domain " + least.get());
    return true;
  }

  private void countPending(Domain domain, int sign) {
    pendingSets += sign * domain.pendingSets();
    pendingBytes += sign * domain.pendingBytes();
  }

  /// Counts a message.
  ///
  /// @param domain in place of the present one of `id`; dropped if it has no place
  /// @param placed whether it has one
  /// @param lost records missing before it
  /// @param failed true if data of the message could not be decoded
  void commit(
      long id,
      Domain domain,
      boolean placed,
      Decoded decoded,
      long lost,
      boolean failed,
      Instant arrival) {
    lastSeen = arrival;
    datagrams++;
    flows += decoded.records().size();
    dataRecords += decoded.dataRecords();
    optionRecords += decoded.optionRecords();
    lostRecords += lost;
    boolean gave = !decoded.records().isEmpty();
    if (placed) {
      var previous = domains.get(id);
      if (previous != null) {
        countPending(previous, -1);
      }
      countPending(domain, 1);
      domain.sight(next(domain.sight(), failed, gave, arrival));
      domains.put(id, domain);
    }
    sight = next(sight, failed && !placed, gave, arrival);
    last = placed ? domain : null;
    for (var notice : decoded.notices()) {
      notices.merge(notice.kind(), 1L, Long::sum);
    }
  }

  private static Sight next(Sight sight, boolean failed, boolean gave, Instant arrival) {
    var next = failed ? sight.failed(arrival) : sight;
    return gave ? next.gave(arrival) : next;
  }
}
