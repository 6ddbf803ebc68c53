package dev.strongroom.broker.release;

import dev.strongroom.broker.Refusals;
import dev.strongroom.broker.database.Database;
import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.MalformedException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jdbi.v3.core.Handle;

/// Logs refusals: of known challenges only, once for the transcript that was decided over and once
/// for foreign keys, and at most [#MAX_LOGGED_PER_TICKET] a minute of one ticket, so a flood of
/// requests cannot grow the log without bound. Those beyond are refused alike, and counted.
/// Thread-safe.
final class Refuser {
  /// Refusals of one ticket's challenges that are logged within the longest life of a nonce.
  static final int MAX_LOGGED_PER_TICKET = 32;

  private final Database database;
  private final AuditLog log;
  private final Profile profile;
  private final SessionStore sessions = new SessionStore();
  private final LongAdder unlogged = new LongAdder();

  Refuser(Database database, AuditLog log, Profile profile) {
    this.database = database;
    this.log = log;
    this.profile = profile;
  }

  /// Spends the nonce on the refusal, logs it, and returns what the caller is told.
  RefusedException refuse(Asked asked, List<String> codes)
      throws RefusedException, UnavailableException, MalformedException {
    var session = asked.session();
    boolean left =
        database.transaction(
            sql -> {
              boolean full = full(sql, session);
              if (!sessions.refuse(sql, session.nonce(), asked.digest(), codes)) {
                return false;
              }
              if (!full) {
                sessions.noteRefusalLogged(sql, session.nonce());
                append(sql, session, codes);
              }
              return full;
            });
    count(left);
    return refused(codes);
  }

  /// Logs that somebody else's keys came with a nonce; the nonce stays good for its own session.
  void logForeign(Session session, String code)
      throws RefusedException, UnavailableException, MalformedException {
    boolean left =
        database.transaction(
            sql -> {
              if (full(sql, session)) {
                return true;
              }
              if (sessions.noteForeign(sql, session.nonce())) {
                append(sql, session, List.of(code));
              }
              return false;
            });
    count(left);
  }

  /// How many refusals were not logged because their ticket had too many already.
  long unlogged() {
    return unlogged.sum();
  }

  private boolean full(Handle sql, Session session) {
    sessions.lockTicket(sql, session.ticketDigest());
    return sessions.loggedRefusals(sql, session.ticketDigest()) >= MAX_LOGGED_PER_TICKET;
  }

  private void count(boolean left) {
    if (left) {
      unlogged.increment();
    }
  }

  private void append(Handle sql, Session session, List<String> codes) {
    log.append(
        sql,
        new AuditEntry.ReleaseRefused(
            AuditLog.now(sql), profile, session.model(), session.ticketDigest(), codes));
  }

  static RefusedException refused(List<String> codes) {
    return Refusals.forbidden(
        "release.refused",
        "Release refused",
        "Evidence or policy refuses: " + String.join(", ", codes),
        codes);
  }
}
