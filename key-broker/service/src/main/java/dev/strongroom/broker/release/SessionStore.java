package dev.strongroom.broker.release;

import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.wire.Bytes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Rows of `challenge` and `logged_refusal`, inside the caller's transaction. Thread-safe.
final class SessionStore {
  /// Kind of the locks on tickets. Locks of two keys never are the log's, which has one: an owner
  /// could otherwise look for a ticket whose hash is that.
  private static final int TICKETS = 1;

  private static final String SELECT =
      "SELECT *, expires_at <= clock_timestamp() AS expired FROM challenge WHERE nonce = :nonce";

  void insert(Handle sql, Session session, Duration lifetime) {
    sql.createUpdate(
            "INSERT INTO challenge (nonce, session_keys, ticket_digest, owner, model, version,"
                + " policy_digest, expires_at) VALUES (:nonce, :sessionKeys, :ticket, :owner,"
                + " :model, :version, :policy, clock_timestamp() + :millis * interval '1 ms')")
        .bind("nonce", session.nonce().toArray())
        .bind("sessionKeys", session.sessionKeys().toArray())
        .bind("ticket", session.ticketDigest().toArray())
        .bind("owner", session.model().owner())
        .bind("model", session.model().model())
        .bind("version", session.model().version())
        .bind("policy", session.policyDigest().toArray())
        .bind("millis", lifetime.toMillis())
        .execute();
  }

  /// Makes others who ask for challenges of a ticket, or refuse them, wait until the transaction
  /// ends. Taken before any row.
  void lockTicket(Handle sql, Bytes ticketDigest) {
    sql.createQuery(
            "SELECT 1 FROM (SELECT pg_advisory_xact_lock(:kind, hashtext(:name))) AS locked")
        .bind("kind", TICKETS)
        .bind("name", ticketDigest.hex())
        .mapTo(Integer.class)
        .one();
  }

  /// Challenges of a ticket that are neither expired nor decided.
  int open(Handle sql, Bytes ticketDigest) {
    return sql.createQuery(
            "SELECT count(*) FROM challenge WHERE ticket_digest = :ticket"
                + " AND expires_at > clock_timestamp() AND transcript IS NULL")
        .bind("ticket", ticketDigest.toArray())
        .mapTo(Integer.class)
        .one();
  }

  /// Forgets the oldest open challenge of a ticket.
  void evictOldest(Handle sql, Bytes ticketDigest) {
    sql.createUpdate(
            "DELETE FROM challenge WHERE nonce = (SELECT nonce FROM challenge"
                + " WHERE ticket_digest = :ticket AND expires_at > clock_timestamp()"
                + " AND transcript IS NULL ORDER BY expires_at LIMIT 1) AND transcript IS NULL")
        .bind("ticket", ticketDigest.toArray())
        .execute();
  }

  /// Refusals of a ticket that were logged within the last minute.
  int loggedRefusals(Handle sql, Bytes ticketDigest) {
    return sql.createQuery(
            "SELECT count(*) FROM logged_refusal WHERE ticket_digest = :ticket"
                + " AND logged_at > clock_timestamp() - interval '1 minute'")
        .bind("ticket", ticketDigest.toArray())
        .mapTo(Integer.class)
        .one();
  }

  void countLoggedRefusal(Handle sql, Bytes ticketDigest) {
    sql.createUpdate("INSERT INTO logged_refusal (ticket_digest) VALUES (:ticket)")
        .bind("ticket", ticketDigest.toArray())
        .execute();
  }

  Optional<Session> find(Handle sql, Bytes nonce) {
    return find(sql, nonce, SELECT);
  }

  Optional<Session> lock(Handle sql, Bytes nonce) {
    return find(sql, nonce, SELECT + " FOR UPDATE");
  }

  private static Optional<Session> find(Handle sql, Bytes nonce, String query) {
    return sql.createQuery(query)
        .bind("nonce", nonce.toArray())
        .map((row, _) -> session(row))
        .findOne();
  }

  /// The first transcript wins: binds the nonce to `transcript` and `leaseId` if it is bound to
  /// nothing and alive.
  boolean admit(Handle sql, Bytes nonce, Bytes transcript, String leaseId) {
    return sql.createUpdate(
                "UPDATE challenge SET transcript = :transcript, lease_id = :lease"
                    + " WHERE nonce = :nonce AND transcript IS NULL"
                    + " AND expires_at > clock_timestamp()")
            .bind("transcript", transcript.toArray())
            .bind("lease", leaseId)
            .bind("nonce", nonce.toArray())
            .execute()
        == 1;
  }

  /// Spends the nonce on a refusal, also if its life ended while that was decided.
  ///
  /// @return false if it was decided upon before; true also where it is not stored any more, since
  ///   whoever holds the ticket can have it pushed out, and would keep the refusal quiet
  boolean refuse(Handle sql, Bytes nonce, Bytes transcript, List<String> codes) {
    int spent =
        sql.createUpdate(
                "UPDATE challenge SET transcript = :transcript, refused_codes = :codes"
                    + " WHERE nonce = :nonce AND transcript IS NULL")
            .bind("transcript", transcript.toArray())
            .bindArray("codes", String.class, codes)
            .bind("nonce", nonce.toArray())
            .execute();
    return spent == 1 || find(sql, nonce).isEmpty();
  }

  /// True for the first request with foreign keys that this nonce sees.
  boolean noteForeign(Handle sql, Bytes nonce) {
    return sql.createUpdate(
                "UPDATE challenge SET foreign_logged = true"
                    + " WHERE nonce = :nonce AND NOT foreign_logged")
            .bind("nonce", nonce.toArray())
            .execute()
        == 1;
  }

  void countRedelivery(Handle sql, Bytes nonce) {
    sql.createUpdate("UPDATE challenge SET redeliveries = redeliveries + 1 WHERE nonce = :nonce")
        .bind("nonce", nonce.toArray())
        .execute();
  }

  /// Forgets challenges that expired, and refusals that were logged, more than a minute ago.
  void forgetOld(Handle sql) {
    sql.createUpdate(
            "DELETE FROM challenge WHERE expires_at < clock_timestamp() - interval '1 minute'")
        .execute();
    sql.createUpdate(
            "DELETE FROM logged_refusal WHERE logged_at < clock_timestamp() - interval '1 minute'")
        .execute();
  }

  private static Session session(ResultSet row) throws SQLException {
    return new Session(
        Bytes.copyOf(row.getBytes("nonce")),
        Bytes.copyOf(row.getBytes("session_keys")),
        Bytes.copyOf(row.getBytes("ticket_digest")),
        new ModelVersion(row.getString("owner"), row.getString("model"), row.getLong("version")),
        Bytes.copyOf(row.getBytes("policy_digest")),
        row.getBoolean("expired"),
        outcome(row));
  }

  private static Optional<Session.Outcome> outcome(ResultSet row) throws SQLException {
    var transcript = row.getBytes("transcript");
    if (transcript == null) {
      return Optional.empty();
    }
    var bound = Bytes.copyOf(transcript);
    var codes = row.getArray("refused_codes");
    if (codes != null) {
      return Optional.of(new Session.Outcome.Refused(bound, List.of((String[]) codes.getArray())));
    }
    return Optional.of(
        new Session.Outcome.Released(bound, row.getString("lease_id"), row.getInt("redeliveries")));
  }
}
