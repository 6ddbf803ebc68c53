package dev.strongroom.broker.lease;

import dev.strongroom.broker.database.Database;
import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.protocol.network.IpNetwork;
import dev.strongroom.wire.MalformedException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;

/// Who holds what. Thread-safe.
public final class FleetView {
  private static final int MAX_WAITING = 256;

  private final Database database;
  private final LeaseStore leases;
  private final Profile profile;
  private final Waiting waiting;

  /// @param signal raised after every change
  /// @param ticker nanoseconds, for waits only
  public FleetView(
      Database database,
      LeaseStore leases,
      Profile profile,
      ChangeSignal signal,
      LongSupplier ticker) {
    this.database = database;
    this.leases = leases;
    this.profile = profile;
    this.waiting = new Waiting(signal, ticker, MAX_WAITING);
  }

  /// The fleet once its revision differs from `revision`, or when `wait` (25 s at most) is over.
  public Fleet await(long revision, Duration wait) throws RefusedException, UnavailableException {
    waiting.beyond(revision, wait, Long::longValue, () -> database.read(LeaseStore::fleetRevision));
    return database.read(this::fleet);
  }

  /// The revision now.
  ///
  /// @throws UnavailableException if the database does not answer
  public long revision() throws UnavailableException {
    return database.read(LeaseStore::fleetRevision);
  }

  private Fleet fleet(Handle sql) {
    // The revision is read first: what changes after it is asked for again.
    long revision = LeaseStore.fleetRevision(sql);
    var models =
        sql.createQuery("SELECT * FROM model ORDER BY owner, model")
            .map((row, _) -> model(row))
            .list();
    var now = AuditLog.now(sql);
    var holders =
        leases.open(sql).stream()
            .filter(lease -> lease.isLive(now))
            .map(lease -> holder(lease, now))
            .toList();
    return new Fleet(profile, revision, models, holders);
  }

  private static Fleet.Holder holder(HeldLease lease, Instant now) {
    return new Fleet.Holder(
        lease.id(),
        lease.model(),
        lease.identityKey(),
        lease.endpoint(),
        lease.addresses(),
        lease.issuedAt(),
        Duration.between(now, lease.expiresAt()));
  }

  private static Fleet.Model model(ResultSet row) throws SQLException {
    return new Fleet.Model(
        row.getString("owner"),
        row.getString("model"),
        row.getLong("weight_bytes"),
        row.getLong("egress_budget_bytes"),
        networks(row),
        row.getBoolean("frozen"));
  }

  private static List<IpNetwork> networks(ResultSet row) throws SQLException {
    try {
      return IpNetwork.parseAll(
          "model.allowed_destinations",
          List.of((String[]) row.getArray("allowed_destinations").getArray()));
    } catch (MalformedException e) {
      throw new SQLException("a stored network is none", e);
    }
  }
}
