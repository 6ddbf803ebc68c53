package dev.strongroom.broker.release;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.Refusals;
import dev.strongroom.broker.database.Database;
import dev.strongroom.broker.enrolment.EnrolledModels;
import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.broker.policy.Policies;
import dev.strongroom.broker.policy.PolicyInForce;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.protocol.release.KeyWrap;
import dev.strongroom.protocol.release.ReleaseRequest;
import dev.strongroom.protocol.release.Transcript;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Puts a request beside its challenge. Nothing of the Evidence is trusted yet. Thread-safe.
final class RequestReader {
  static final String INIT_DATA_TICKET = "init-data.ticket";

  private static final String FOREIGN_KEYS = "session.keys";

  private final Database database;
  private final BrokerIdentity broker;
  private final Policies policies;
  private final EnrolledModels models;
  private final Refuser refuser;
  private final SessionStore sessions = new SessionStore();

  RequestReader(
      Database database,
      BrokerIdentity broker,
      Policies policies,
      EnrolledModels models,
      Refuser refuser) {
    this.database = database;
    this.broker = broker;
    this.policies = policies;
    this.models = models;
    this.refuser = refuser;
  }

  /// Unknown, foreign and expired nonces answer alike.
  static RefusedException challenge() {
    return Refusals.forbidden(
        "release.challenge",
        "Challenge refused",
        "the nonce is unknown, expired, or of another session: say hello again");
  }

  /// A policy that changed since the hello.
  static RefusedException policyChanged() {
    return Refusals.conflict(
        "release.policy-changed",
        "Policy changed",
        "another policy is in force than when the challenge was given: say hello again");
  }

  Asked read(ReleaseRequest request)
      throws RefusedException, UnavailableException, MalformedException {
    var session = session(request);
    var initData = InitData.parse(request.evidence().initData());
    var asked = asked(request, session);
    if (session.outcome().isPresent()) {
      requireSame(session.outcome().get(), asked.digest());
    }
    if (!initData.ticketDigest().equals(session.ticketDigest())) {
      throw refuser.refuse(asked, List.of(INIT_DATA_TICKET));
    }
    return asked;
  }

  private Session session(ReleaseRequest request)
      throws RefusedException, UnavailableException, MalformedException {
    var found = database.read(sql -> sessions.find(sql, request.nonce()));
    if (found.isEmpty() || found.get().expired()) {
      throw challenge();
    }
    var session = found.get();
    if (!Transcript.sessionKeys(request.keys()).equals(session.sessionKeys())) {
      refuser.logForeign(session, FOREIGN_KEYS);
      throw challenge();
    }
    return session;
  }

  private Asked asked(ReleaseRequest request, Session session)
      throws RefusedException, UnavailableException, MalformedException {
    try {
      return database.transaction(sql -> asked(sql, request, session));
    } catch (RefusedException e) {
      if (e.problem().code().equals(Challenges.FROZEN)) {
        refuser.log(session.model(), session.ticketDigest(), e);
      }
      throw e;
    }
  }

  private Asked asked(Handle sql, ReleaseRequest request, Session session)
      throws RefusedException, UnavailableException {
    var model = session.model();
    var policy =
        policies
            .find(sql, model.owner(), model.model())
            .orElseThrow(() -> new UnavailableException(model + " is not stored any more"));
    requireReleasable(policy, session);
    return new Asked(
        request,
        session,
        policy,
        models.key(sql, model),
        new Transcript(
            session.nonce(),
            session.sessionKeys(),
            Transcript.deviceDigest(request.evidence().devices()),
            session.ticketDigest(),
            model.model(),
            model.version(),
            session.policyDigest(),
            broker.id(),
            KeyWrap.SUITE),
        AuditLog.now(sql));
  }

  static void requireReleasable(PolicyInForce policy, Session session) throws RefusedException {
    Challenges.requireNotFrozen(policy);
    if (!policy.digest().equals(session.policyDigest())) {
      throw policyChanged();
    }
  }

  /// A decided nonce admits the transcript that it was decided over, and no other.
  private static void requireSame(Session.Outcome outcome, Bytes transcript)
      throws RefusedException {
    if (!outcome.transcript().equals(transcript)) {
      throw challenge();
    }
    if (outcome instanceof Session.Outcome.Refused(_, var codes)) {
      throw Refuser.refused(codes);
    }
  }
}
