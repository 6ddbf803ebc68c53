package dev.strongroom.broker.ledger;

import dev.strongroom.protocol.ledger.RefusedMoves;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Rows of `refused_move`: which platforms showed a device that another held. Every method is part
/// of its caller's transaction. Thread-safe.
public final class MoveRefusals {
  private static final int MAX_LISTED = 1000;

  /// Counts the tries of `asking`; rows are locked in the order of the devices.
  ///
  /// @param held in the order of their ids
  /// @param now by the database's clock
  /// @return those of which no entry was logged within the last minute: log them
  public List<DevicesRefusedException.Held> count(
      Handle sql, List<DevicesRefusedException.Held> held, LedgerRules.Holder asking, Instant now) {
    var unlogged = new ArrayList<DevicesRefusedException.Held>();
    for (var each : held) {
      if (count(sql, each, asking, now)) {
        unlogged.add(each);
      }
    }
    return unlogged;
  }

  private static boolean count(
      Handle sql, DevicesRefusedException.Held held, LedgerRules.Holder asking, Instant now) {
    return sql.createQuery(
            "INSERT INTO refused_move AS m (device_id, asking_platform_id, holding_platform_id,"
                + " first_at, last_at, logged_at, times)"
                + " VALUES (:device, :asking, :holding, :now, :now, :now, 1)"
                + " ON CONFLICT (device_id, asking_platform_id) DO UPDATE SET"
                + " holding_platform_id = excluded.holding_platform_id,"
                + " last_at = greatest(m.last_at, excluded.last_at), times = m.times + 1,"
                + " logged_at = CASE WHEN excluded.logged_at >= m.logged_at + interval '1 minute'"
                + " THEN excluded.logged_at ELSE m.logged_at END"
                + " RETURNING logged_at = :now AS unlogged")
        .bind("device", held.deviceId())
        .bind("asking", asking.platformId())
        .bind("holding", held.holder().platformId())
        .bind("now", now.atOffset(ZoneOffset.UTC))
        .mapTo(Boolean.class)
        .one();
  }

  /// What the last 30 days saw, newest first, the newest 1,000 at most.
  static RefusedMoves recent(Handle sql) {
    return new RefusedMoves(
        sql.createQuery(
                "SELECT * FROM refused_move"
                    + " WHERE last_at > clock_timestamp() - interval '30 days'"
                    + " ORDER BY last_at DESC, device_id, asking_platform_id LIMIT :limit")
            .bind("limit", MAX_LISTED)
            .map((row, _) -> move(row))
            .list());
  }

  private static RefusedMoves.Move move(ResultSet row) throws SQLException {
    return new RefusedMoves.Move(
        row.getString("device_id"),
        row.getString("holding_platform_id"),
        row.getString("asking_platform_id"),
        row.getObject("first_at", OffsetDateTime.class).toInstant(),
        row.getObject("last_at", OffsetDateTime.class).toInstant(),
        row.getLong("times"));
  }
}
