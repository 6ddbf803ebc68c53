package dev.strongroom.broker.release;

import dev.strongroom.broker.Refusals;
import dev.strongroom.broker.database.Database;
import dev.strongroom.broker.ledger.DevicesRefusedException;
import dev.strongroom.broker.ledger.LedgerRules;
import dev.strongroom.broker.ledger.MoveRefusals;
import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jdbi.v3.core.Handle;

/// Logs refusals: of hellos whose ticket is the owner's, and of requests for known challenges,
/// there once for the transcript that was decided over and once for foreign keys. At most
/// [#MAX_LOGGED_PER_TICKET] a minute of one ticket, so a flood of requests cannot grow the log
/// without bound; those beyond are refused alike, and counted.
///
/// Devices that other platforms hold are logged beside, each by itself and bounded by itself, once
/// a minute for each platform that asks: neither a flood of other refusals hides one, nor another
/// refusal of the same nonce. Thread-safe.
public final class Refuser {
  /// Refusals of one ticket that are logged within a minute.
  static final int MAX_LOGGED_PER_TICKET = 32;

  private final Database database;
  private final AuditLog log;
  private final Profile profile;
  private final SessionStore sessions = new SessionStore();
  private final MoveRefusals moves = new MoveRefusals();
  private final LongAdder unlogged = new LongAdder();
  private final LongAdder refusedMoves = new LongAdder();

  /// @param profile written into entries
  public Refuser(Database database, AuditLog log, Profile profile) {
    this.database = database;
    this.log = log;
    this.profile = profile;
  }

  /// Spends the nonce on the refusal, logs it, and returns what the caller is told.
  RefusedException refuse(Asked asked, List<String> codes)
      throws RefusedException, UnavailableException, MalformedException {
    return refuse(asked, codes, (_, _) -> List.of());
  }

  /// As above, for what the device ledger refuses.
  RefusedException refuse(Asked asked, DevicesRefusedException refusal)
      throws RefusedException, UnavailableException, MalformedException {
    return refuse(
        asked,
        refusal.problem().findings(),
        (sql, now) -> {
          refusedMoves.add(refusal.held().size());
          return moves.count(sql, refusal.held(), refusal.asking(), now).stream()
              .<AuditEntry>map(held -> moveRefused(asked, held, refusal.asking(), now))
              .toList();
        });
  }

  private RefusedException refuse(Asked asked, List<String> codes, Beside beside)
      throws RefusedException, UnavailableException, MalformedException {
    var session = asked.session();
    log(
        session.model(),
        session.ticketDigest(),
        codes,
        sql -> sessions.refuse(sql, session.nonce(), asked.digest(), codes),
        beside);
    return refused(codes);
  }

  private AuditEntry.DeviceMoveRefused moveRefused(
      Asked asked, DevicesRefusedException.Held held, LedgerRules.Holder asking, Instant now) {
    return new AuditEntry.DeviceMoveRefused(
        now,
        profile,
        asked.session().model(),
        asked.session().ticketDigest(),
        held.deviceId(),
        held.holder().platformId(),
        held.holder().bootInstance(),
        asking.platformId(),
        asking.bootInstance());
  }

  /// Logs that somebody else's keys came with a nonce; the nonce stays good for its own session.
  void logForeign(Session session, String code)
      throws RefusedException, UnavailableException, MalformedException {
    log(
        session.model(),
        session.ticketDigest(),
        List.of(code),
        sql -> sessions.noteForeign(sql, session.nonce()),
        (_, _) -> List.of());
  }

  /// Logs a refusal that spends no nonce: of a hello, or while the model is frozen.
  ///
  /// @param ticketDigest of a ticket that is the owner's
  void log(ModelVersion model, Bytes ticketDigest, RefusedException refusal)
      throws RefusedException, UnavailableException, MalformedException {
    log(model, ticketDigest, List.of(refusal.problem().code()), _ -> true, (_, _) -> List.of());
  }

  /// How many refusals were not logged because their ticket had too many already.
  public long unlogged() {
    return unlogged.sum();
  }

  /// How often a platform showed a device that another held, logged or not.
  public long refusedMoves() {
    return refusedMoves.sum();
  }

  /// Whether a refusal is the first of its kind, and so to be logged.
  private interface First {
    boolean note(Handle sql);
  }

  /// What is logged beside a refusal, however many others its ticket has, and although its nonce
  /// was spent on another.
  private interface Beside {
    List<AuditEntry> entries(Handle sql, Instant now);
  }

  private void log(
      ModelVersion model, Bytes ticketDigest, List<String> codes, First first, Beside beside)
      throws RefusedException, UnavailableException, MalformedException {
    boolean left =
        database.transaction(
            sql -> {
              sessions.lockTicket(sql, ticketDigest);
              boolean full = sessions.loggedRefusals(sql, ticketDigest) >= MAX_LOGGED_PER_TICKET;
              boolean isFirst = first.note(sql);
              var now = AuditLog.now(sql);
              var entries = new ArrayList<>(beside.entries(sql, now));
              if (isFirst && !full) {
                sessions.countLoggedRefusal(sql, ticketDigest);
                entries.addFirst(
                    new AuditEntry.ReleaseRefused(now, profile, model, ticketDigest, codes));
              }
              // The log's lock comes last.
              entries.forEach(entry -> log.append(sql, entry));
              return isFirst && full;
            });
    if (left) {
      unlogged.increment();
    }
  }

  static RefusedException refused(List<String> codes) {
    return Refusals.forbidden(
        "release.refused",
        "Release refused",
        "Evidence or policy refuses: " + String.join(", ", codes),
        codes);
  }
}
