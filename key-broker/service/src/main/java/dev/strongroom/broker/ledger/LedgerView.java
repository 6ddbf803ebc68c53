package dev.strongroom.broker.ledger;

import dev.strongroom.broker.database.Database;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.ledger.DevicePage;
import dev.strongroom.protocol.ledger.RefusedMoves;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/// What operators and detectors see of the ledger. Thread-safe.
public final class LedgerView {
  /// Most devices in one page.
  public static final int MAX_PAGE = 1000;

  private final Database database;

  /// @param database where the ledger is
  public LedgerView(Database database) {
    this.database = database;
  }

  /// Up to `limit` devices whose ids come after `after`.
  ///
  /// @throws UnavailableException if the database does not answer
  public DevicePage devices(String after, int limit) throws UnavailableException {
    return new DevicePage(
        database.read(
            sql ->
                sql.createQuery(
                        "SELECT d.*, coalesce(l.live, 0) AS leases,"
                            + " (SELECT count(*) FROM fenced_boot f WHERE f.device_id = d.id)"
                            + " AS fenced FROM device d LEFT JOIN"
                            + " (SELECT h.device_id, count(*) AS live"
                            + " FROM lease JOIN lease_device h ON h.lease_id = lease.id"
                            + " WHERE lease.ended_at IS NULL"
                            + " AND lease.expires_at > clock_timestamp() GROUP BY h.device_id) l"
                            + " ON l.device_id = d.id"
                            + " WHERE d.id > :after ORDER BY d.id LIMIT :limit")
                    .bind("after", after)
                    .bind("limit", Math.min(limit, MAX_PAGE))
                    .map((row, _) -> device(row))
                    .list()));
  }

  /// Moves that were refused.
  ///
  /// @throws UnavailableException if the database does not answer
  public RefusedMoves refused() throws UnavailableException {
    return database.read(MoveRefusals::recent);
  }

  private static DevicePage.Device device(ResultSet row) throws SQLException {
    return new DevicePage.Device(
        row.getString("id"),
        row.getString("architecture"),
        row.getString("platform_id"),
        row.getString("boot_instance"),
        instant(row, "first_seen_at"),
        instant(row, "shown_at"),
        instant(row, "placed_at"),
        row.getString("came_from"),
        row.getInt("leases"),
        row.getInt("fenced"));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
