package dev.strongroom.broker.log;

import dev.strongroom.broker.database.Database;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.client.LogPage;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.transparency.MerkleTree;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Entries in the database, numbered densely from 0. Thread-safe.
public final class AuditLog {
  /// Most entries in one page.
  public static final int MAX_PAGE = 1000;

  /// Key of the transaction lock under which the next number is taken: "log" in ASCII. Held until
  /// commit, so numbers appear in the order of commits and none is left out.
  private static final long APPEND_LOCK = 0x6c6f67;

  private final Database database;

  /// @param database where the entries are
  public AuditLog(Database database) {
    this.database = database;
  }

  /// The database's clock, the one that entries, nonces and leases go by.
  public static Instant now(Handle sql) {
    return sql.createQuery("SELECT clock_timestamp()")
        .mapTo(OffsetDateTime.class)
        .one()
        .toInstant();
  }

  /// Appends `entry` as part of the running transaction. Call it last: until commit nobody else can
  /// append.
  ///
  /// @return the entry's index
  public long append(Handle sql, AuditEntry entry) {
    sql.createQuery("SELECT 1 FROM (SELECT pg_advisory_xact_lock(:key)) AS locked")
        .bind("key", APPEND_LOCK)
        .mapTo(Integer.class)
        .one();
    var canonical = entry.canonical();
    return sql.createQuery(
            "INSERT INTO log_entry (sequence, entry, leaf_hash)"
                + " SELECT coalesce(max(sequence) + 1, 0), :entry, :hash FROM log_entry"
                + " RETURNING sequence")
        .bind("entry", canonical.toArray())
        .bind("hash", MerkleTree.leafHash(canonical).toArray())
        .mapTo(Long.class)
        .one();
  }

  /// An entry in its place.
  ///
  /// @param index from 0
  /// @param entry the bytes that are logged and hashed
  public record Logged(long index, Bytes entry) {}

  /// The bytes of entry `index`, as stored.
  public static Bytes entry(Handle sql, long index) {
    return Bytes.copyOf(
        sql.createQuery("SELECT entry FROM log_entry WHERE sequence = :index")
            .bind("index", index)
            .mapTo(byte[].class)
            .one());
  }

  /// Up to `limit` entries from index `from`, as stored; ends early where a number is missing.
  ///
  /// @throws UnavailableException if the database does not answer
  public LogPage page(long from, int limit) throws UnavailableException {
    record Row(long sequence, Bytes entry, Bytes leafHash) {}
    var rows =
        database.read(
            sql ->
                sql.createQuery(
                        "SELECT sequence, entry, leaf_hash FROM log_entry"
                            + " WHERE sequence >= :from ORDER BY sequence LIMIT :limit")
                    .bind("from", from)
                    .bind("limit", Math.min(limit, MAX_PAGE))
                    .map(
                        (row, _) ->
                            new Row(
                                row.getLong("sequence"),
                                Bytes.copyOf(row.getBytes("entry")),
                                Bytes.copyOf(row.getBytes("leaf_hash"))))
                    .list());
    var entries = new ArrayList<Bytes>();
    var hashes = new ArrayList<Bytes>();
    for (var row : rows) {
      if (row.sequence() != from + entries.size()) {
        break;
      }
      entries.add(row.entry());
      hashes.add(row.leafHash());
    }
    return new LogPage(from, entries, hashes);
  }

  /// A stored leaf hash.
  ///
  /// @param sequence index of its entry
  /// @param hash 32 bytes
  record Leaf(long sequence, Bytes hash) {}

  /// Up to `limit` stored leaf hashes from index `from` on.
  List<Leaf> leaves(long from, int limit) throws UnavailableException {
    return database.read(
        sql ->
            sql.createQuery(
                    "SELECT sequence, leaf_hash FROM log_entry WHERE sequence >= :from"
                        + " ORDER BY sequence LIMIT :limit")
                .bind("from", from)
                .bind("limit", limit)
                .map(
                    (row, _) ->
                        new Leaf(row.getLong("sequence"), Bytes.copyOf(row.getBytes("leaf_hash"))))
                .list());
  }
}
