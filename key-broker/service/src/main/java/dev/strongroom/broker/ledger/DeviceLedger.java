package dev.strongroom.broker.ledger;

import dev.strongroom.broker.Refusals;
import dev.strongroom.broker.lease.HeldLease;
import dev.strongroom.broker.lease.LeaseStore;
import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.protocol.client.RefusedException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/// The ledger in the database. Every call is part of its caller's transaction; device rows are
/// locked in ascending order of their ids. Thread-safe.
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
    // Every row is locked before the first lease ends: ends take the log's lock, which comes last.
    var fences = new ArrayList<Fence>();
    for (var id : deviceIds.stream().sorted().distinct().toList()) {
      var held = lock(sql, id, asking);
      var open = leases.lockOpenOfDevice(sql, id);
      var now = AuditLog.now(sql);
      boolean inUse = open.stream().anyMatch(lease -> lease.isLive(now));
      var verdict = LedgerRules.admit(new LedgerRules.Device(held, inUse, fenced(sql, id)), asking);
      if (!verdict.admits()) {
        throw Refusals.forbidden(
            "release.refused",
            "Release refused",
            "the device ledger refuses",
            List.of(verdict.code()));
      }
      if (verdict == LedgerRules.Verdict.FENCE) {
        fences.add(new Fence(id, held.orElseThrow(), open));
      }
      assign(sql, id, asking);
    }
    var ended = new HashSet<String>();
    for (var fence : fences) {
      remember(sql, fence);
      for (var lease : fence.open()) {
        if (ended.add(lease.id())) {
          leases.end(sql, lease, ACTOR, FENCED);
        }
      }
    }
  }

  private record Fence(String deviceId, LedgerRules.Holder older, List<HeldLease> open) {}

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

  private static void remember(Handle sql, Fence fence) {
    sql.createUpdate(
            "INSERT INTO fenced_boot (device_id, platform_id, boot_instance)"
                + " VALUES (:id, :platform, :boot) ON CONFLICT DO NOTHING")
        .bind("id", fence.deviceId())
        .bind("platform", fence.older().platformId())
        .bind("boot", fence.older().bootInstance())
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
