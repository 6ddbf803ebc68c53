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
import org.jdbi.v3.core.Handle;

/// Logs refusals: of known challenges only, once for the transcript that was decided over and once
/// for foreign keys, so a flood of requests cannot grow the log beyond two entries a challenge.
/// Thread-safe.
final class Refuser {
  private final Database database;
  private final AuditLog log;
  private final Profile profile;
  private final SessionStore sessions = new SessionStore();

  Refuser(Database database, AuditLog log, Profile profile) {
    this.database = database;
    this.log = log;
    this.profile = profile;
  }

  /// Spends the nonce on the refusal, logs it, and returns what the caller is told.
  RefusedException refuse(Asked asked, List<String> codes)
      throws RefusedException, UnavailableException, MalformedException {
    var _ =
        database.transaction(
            sql -> {
              boolean first = sessions.refuse(sql, asked.session().nonce(), asked.digest(), codes);
              if (first) {
                append(sql, asked.session(), codes);
              }
              return first;
            });
    return refused(codes);
  }

  /// Logs that somebody else's keys came with a nonce; the nonce stays good for its own session.
  void logForeign(Session session, String code)
      throws RefusedException, UnavailableException, MalformedException {
    var _ =
        database.transaction(
            sql -> {
              boolean first = sessions.noteForeign(sql, session.nonce());
              if (first) {
                append(sql, session, List.of(code));
              }
              return first;
            });
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
