package dev.strongroom.broker.edge;

import dev.strongroom.broker.database.Database;
import dev.strongroom.broker.lease.HeldLease;
import dev.strongroom.broker.lease.LeaseStore;
import dev.strongroom.broker.ledger.DeviceLedger;
import dev.strongroom.broker.ledger.LedgerRules;
import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.broker.testing.Site;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.PublicKey;
import dev.strongroom.wire.dsse.SigningKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;

/// Claims devices as a release does, with the same locks in the same order, but without Evidence.
final class LedgerDesk {
  private static final PublicKey HOLDER = SigningKey.generate(Site.RANDOM).publicKey();

  private final Database database;
  private final AuditLog log;
  private final LeaseStore leases;
  private final DeviceLedger ledger;
  private final AtomicInteger number = new AtomicInteger();

  LedgerDesk(Database database) {
    this.database = database;
    this.log = new AuditLog(database);
    this.leases = new LeaseStore(Profile.SIMULATION, log);
    this.ledger = new DeviceLedger(leases);
  }

  /// A claim that was granted.
  ///
  /// @param leaseId its lease
  /// @param entryIndex its place in the log: claims that stand in each other's way have theirs in
  ///   the order in which they were decided
  /// @param moves devices that came from another platform
  record Granted(String leaseId, long entryIndex, List<DeviceLedger.Move> moves) {}

  /// Claims `deviceIds` in this order.
  ///
  /// @param ttl of the lease; zero for one that is over at once
  /// @param begun called in the transaction, before anything is locked
  Granted claim(
      ModelVersion model,
      LedgerRules.Holder asking,
      List<String> deviceIds,
      Duration ttl,
      Runnable begun)
      throws RefusedException, UnavailableException, MalformedException {
    var shown = deviceIds.stream().map(id -> new DeviceLedger.Shown(id, "GH100")).toList();
    return database.transaction(
        sql -> {
          begun.run();
          var moves = ledger.take(sql, shown, asking);
          LeaseStore.bumpFleet(sql);
          var lease = lease(sql, model, asking, ttl);
          leases.insert(sql, lease, deviceIds);
          return new Granted(lease.id(), lease.entryIndex(), moves);
        });
  }

  private HeldLease lease(Handle sql, ModelVersion model, LedgerRules.Holder holder, Duration ttl) {
    var id = "lease-" + number.incrementAndGet();
    var now = AuditLog.now(sql);
    var none = Bytes.zeros(48);
    var entry = new AuditEntry.KeyRedelivered(now, Profile.SIMULATION, model, id, none);
    return new HeldLease(
        id,
        model,
        none,
        HOLDER,
        holder.platformId(),
        holder.bootInstance(),
        now,
        ttl,
        ttl,
        now.plus(ttl),
        0,
        "",
        List.of(),
        false,
        "",
        1,
        log.append(sql, entry));
  }
}
