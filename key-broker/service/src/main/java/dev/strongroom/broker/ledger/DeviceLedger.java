package dev.strongroom.broker.ledger;

import dev.strongroom.broker.Refusals;
import dev.strongroom.broker.lease.HeldLease;
import dev.strongroom.broker.lease.LeaseStore;
import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.protocol.client.RefusedException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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

  /// Gives the devices to `asking` and ends the leases of an older boot.
  ///
  /// @throws RefusedException if one of them is not to be had; nothing changes then
  public void take(Handle sql, List<String> deviceIds, LedgerRules.Holder asking)
      throws RefusedException {
    // Devices before leases, and all of them before the first lease ends: ends take the log's lock,
    // which comes last.
    var ids = deviceIds.stream().sorted().distinct().toList();
    var last = new HashMap<String, Optional<LedgerRules.Holder>>();
    for (var id : ids) {
      last.put(id, lock(sql, id, asking));
    }
    var open = open(sql, ids);
    var now = AuditLog.now(sql);
    var ending = new ArrayList<HeldLease>();
    for (var id : ids) {
      var holding = open.stream().filter(held -> held.devices().contains(id)).toList();
      boolean inUse = holding.stream().anyMatch(held -> held.lease().isLive(now));
      var device =
          new LedgerRules.Device(Objects.requireNonNull(last.get(id)), inUse, fenced(sql, id));
      var verdict = LedgerRules.admit(device, asking);
      if (!verdict.admits()) {
        throw refused(verdict);
      }
      if (verdict == LedgerRules.Verdict.FENCE) {
        holding.forEach(held -> ending.add(held.lease()));
      }
      if (verdict != LedgerRules.Verdict.KEEP) {
        fenceOthers(sql, id, asking);
        assign(sql, id, asking);
      }
    }
    for (var lease : ending.stream().distinct().toList()) {
      leases.end(sql, lease, ACTOR, FENCED);
    }
  }

  private static RefusedException refused(LedgerRules.Verdict verdict) {
    return Refusals.forbidden(
        "release.refused", "Release refused", "the device ledger refuses", List.of(verdict.code()));
  }

  private record Open(HeldLease lease, Set<String> devices) {}

  private List<Open> open(Handle sql, List<String> deviceIds) {
    return leases.lockOpenOfDevices(sql, deviceIds).stream()
        .map(lease -> new Open(lease, leases.devicesOf(sql, lease.id())))
        .toList();
  }

  /// Locks the device's row, making it first where there is none.
  private static Optional<LedgerRules.Holder> lock(
      Handle sql, String id, LedgerRules.Holder asking) {
    int made =
        sql.createUpdate(
                "INSERT INTO device (id, platform_id, boot_instance)"
                    + " VALUES (:id, :platform, :boot) ON CONFLICT (id) DO NOTHING")
            .bind("id", id)
            .bind("platform", asking.platformId())
            .bind("boot", asking.bootInstance())
            .execute();
    var holder =
        sql.createQuery("SELECT platform_id, boot_instance FROM device WHERE id = :id FOR UPDATE")
            .bind("id", id)
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

  private static void assign(Handle sql, String id, LedgerRules.Holder holder) {
    sql.createUpdate(
            "UPDATE device SET platform_id = :platform, boot_instance = :boot WHERE id = :id")
        .bind("id", id)
        .bind("platform", holder.platformId())
        .bind("boot", holder.bootInstance())
        .execute();
  }

  private static LedgerRules.Holder holder(ResultSet row) throws SQLException {
    return new LedgerRules.Holder(row.getString("platform_id"), row.getString("boot_instance"));
  }
}
