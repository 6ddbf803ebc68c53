package dev.strongroom.broker.ledger;

import dev.strongroom.broker.lease.HeldLease;
import dev.strongroom.broker.lease.LeaseStore;
import dev.strongroom.broker.lease.Leases;
import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.protocol.client.RefusedException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// The ledger in the database. Every call is part of its caller's transaction; device rows are
/// locked in ascending order of their ids, then the leases on them in that of theirs. Thread-safe.
public final class DeviceLedger {
  private static final String ACTOR = "ledger";
  private static final String FENCED = "a newer boot of the platform shows the device";

  private final LeaseStore leases;

  /// @param leases that end when their boot is fenced
  public DeviceLedger(LeaseStore leases) {
    this.leases = leases;
  }

  /// A device as Evidence shows it.
  ///
  /// @param id what its vendor certified it as: of NVIDIA's devices the PDI
  /// @param architecture as its leaf certificate names it
  public record Shown(String id, String architecture) {}

  /// A device that came from another platform, which held it no more.
  ///
  /// @param deviceId the device
  /// @param from who had it
  public record Move(String deviceId, LedgerRules.Holder from) {}

  /// @param last who showed it before, empty if nobody
  /// @param holding leases on it that have not ended
  private record Judged(
      Shown device,
      Optional<LedgerRules.Holder> last,
      List<HeldLease> holding,
      LedgerRules.Verdict verdict) {}

  /// Gives the devices to `asking`, ends the leases of an older boot, and marks as ended those that
  /// ran out: no clock that is set back brings them to life beside the new one.
  ///
  /// @return those that came from another platform, in the order of their ids, to be logged
  /// @throws DevicesRefusedException if one of them is not to be had, with every reason; nothing
  ///   changes then
  public List<Move> take(Handle sql, Collection<Shown> devices, LedgerRules.Holder asking)
      throws RefusedException {
    if (!asking.isKnown()) {
      // Holds however many devices there are, none among them.
      throw new DevicesRefusedException(
          List.of(LedgerRules.Verdict.UNKNOWN.code()), asking, List.of());
    }
    // Devices before leases, and all of them before the first lease ends: ends take the log's lock,
    // which comes last.
    var shown = new TreeMap<String, Shown>();
    devices.forEach(device -> shown.put(device.id(), device));
    var last = new TreeMap<String, Optional<LedgerRules.Holder>>();
    for (var device : shown.values()) {
      last.put(device.id(), lock(sql, device, asking));
    }
    var open = leases.lockOpenOfDevices(sql, shown.keySet());
    var now = AuditLog.now(sql);
    var judged = new ArrayList<Judged>();
    for (var device : shown.values()) {
      var before = Objects.requireNonNull(last.get(device.id()));
      var holding = open.getOrDefault(device.id(), List.of());
      boolean inUse = holding.stream().anyMatch(lease -> lease.isLive(now));
      var known = new LedgerRules.Device(before, inUse, fenced(sql, device.id()));
      judged.add(new Judged(device, before, holding, LedgerRules.admit(known, asking)));
    }
    requireAdmitted(judged, asking);
    return apply(sql, judged, asking, now);
  }

  private static void requireAdmitted(List<Judged> judged, LedgerRules.Holder asking)
      throws DevicesRefusedException {
    var refusing = judged.stream().filter(each -> !each.verdict().admits()).toList();
    if (refusing.isEmpty()) {
      return;
    }
    var held = new ArrayList<DevicesRefusedException.Held>();
    for (var each : refusing) {
      if (each.verdict() == LedgerRules.Verdict.HELD) {
        held.add(new DevicesRefusedException.Held(each.device().id(), each.last().orElseThrow()));
      }
    }
    throw new DevicesRefusedException(
        refusing.stream().map(each -> each.verdict().code()).distinct().sorted().toList(),
        asking,
        held);
  }

  private List<Move> apply(
      Handle sql, List<Judged> judged, LedgerRules.Holder asking, Instant now) {
    var moves = new ArrayList<Move>();
    var fenced = new LinkedHashSet<HeldLease>();
    var over = new LinkedHashSet<HeldLease>();
    for (var each : judged) {
      var id = each.device().id();
      switch (each.verdict()) {
        case KEEP -> {}
        case TAKE -> {
          each.last().ifPresent(from -> moves.add(new Move(id, from)));
          over.addAll(each.holding());
          fenceOthers(sql, id, asking);
        }
        case FENCE -> {
          fenced.addAll(each.holding());
          fenceOthers(sql, id, asking);
        }
        case HELD, FENCED, UNKNOWN -> throw new IllegalStateException("was refused before");
      }
      assign(sql, each.device(), asking, now);
    }
    over.removeAll(fenced);
    over.forEach(lease -> leases.end(sql, lease, Leases.TTL, Leases.TTL));
    fenced.forEach(lease -> leases.end(sql, lease, ACTOR, FENCED));
    return moves;
  }

  /// Locks the device's row, making it first where there is none.
  private static Optional<LedgerRules.Holder> lock(
      Handle sql, Shown device, LedgerRules.Holder asking) {
    int made =
        sql.createUpdate(
                "INSERT INTO device (id, architecture, platform_id, boot_instance, first_seen_at,"
                    + " shown_at, placed_at) VALUES (:id, :architecture, :platform, :boot,"
                    + " statement_timestamp(), statement_timestamp(), statement_timestamp())"
                    + " ON CONFLICT (id) DO NOTHING")
            .bind("id", device.id())
            .bind("architecture", device.architecture())
            .bind("platform", asking.platformId())
            .bind("boot", asking.bootInstance())
            .execute();
    var holder =
        sql.createQuery("SELECT platform_id, boot_instance FROM device WHERE id = :id FOR UPDATE")
            .bind("id", device.id())
            .map((row, _) -> holder(row))
            .one();
    return made == 1 ? Optional.empty() : Optional.of(holder);
  }

  private static Set<LedgerRules.Holder> fenced(Handle sql, String id) {
    return sql
        .createQuery("SELECT platform_id, boot_instance FROM fenced_boot WHERE device_id = :id")
        .bind("id", id)
        .map((row, _) -> holder(row))
        .stream()
        .collect(Collectors.toUnmodifiableSet());
  }

  /// Fences every other boot of the platform that ever had the device, also one that another
  /// platform has taken it from since.
  private static void fenceOthers(Handle sql, String id, LedgerRules.Holder asking) {
    sql.createUpdate(
            "INSERT INTO fenced_boot (device_id, platform_id, boot_instance)"
                + " SELECT DISTINCT d.device_id, l.platform_id, l.boot_instance"
                + " FROM lease_device d JOIN lease l ON l.id = d.lease_id"
                + " WHERE d.device_id = :id AND l.platform_id = :platform"
                + " AND l.boot_instance <> :boot ON CONFLICT DO NOTHING")
        .bind("id", id)
        .bind("platform", asking.platformId())
        .bind("boot", asking.bootInstance())
        .execute();
  }

  private static void assign(Handle sql, Shown device, LedgerRules.Holder holder, Instant now) {
    sql.createUpdate(
            "UPDATE device SET platform_id = :platform, boot_instance = :boot,"
                + " architecture = :architecture, shown_at = :now,"
                + " placed_at = CASE platform_id WHEN :platform THEN placed_at ELSE :now END,"
                + " came_from = CASE platform_id WHEN :platform THEN came_from ELSE platform_id END"
                + " WHERE id = :id")
        .bind("platform", holder.platformId())
        .bind("boot", holder.bootInstance())
        .bind("architecture", device.architecture())
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .bind("id", device.id())
        .execute();
  }

  private static LedgerRules.Holder holder(ResultSet row) throws SQLException {
    return new LedgerRules.Holder(row.getString("platform_id"), row.getString("boot_instance"));
  }
}
