package dev.strongroom.broker.release;

import dev.strongroom.attestation.appraisal.AppraisalPolicy;
import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.database.Database;
import dev.strongroom.broker.key.ModelKeys;
import dev.strongroom.broker.lease.ChangeSignal;
import dev.strongroom.broker.ledger.DevicesRefusedException;
import dev.strongroom.broker.log.Checkpoints;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.release.KeyWrap;
import dev.strongroom.protocol.release.Lease;
import dev.strongroom.protocol.release.ReleaseAnswer;
import dev.strongroom.protocol.release.ReleaseRequest;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.json.StrictJson;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// Lets keys out. Whatever fails on the way, no key leaves without a durable checkpoint over its
/// entry. Thread-safe.
public final class Releases {
  private static final Logger LOG = System.getLogger(Releases.class.getName());
  private static final String MALFORMED = "evidence.malformed";

  private final Database database;
  private final BrokerIdentity broker;
  private final SigningKey signing;
  private final ModelKeys modelKeys;
  private final Appraiser appraiser;
  private final Checkpoints checkpoints;
  private final ChangeSignal signal;
  private final ReleaseObserver observer;
  private final RequestReader reader;
  private final Refuser refuser;
  private final Admission admission;

  Releases(
      Database database,
      BrokerIdentity broker,
      SigningKey signing,
      ModelKeys modelKeys,
      Appraiser appraiser,
      Checkpoints checkpoints,
      ChangeSignal signal,
      ReleaseObserver observer,
      RequestReader reader,
      Refuser refuser,
      Admission admission) {
    this.database = database;
    this.broker = broker;
    this.signing = signing;
    this.modelKeys = modelKeys;
    this.appraiser = appraiser;
    this.checkpoints = checkpoints;
    this.signal = signal;
    this.observer = observer;
    this.reader = reader;
    this.refuser = refuser;
    this.admission = admission;
  }

  /// Decides over a request.
  ///
  /// @return lease, wrapped key and the proof that the release is in the log
  /// @throws RefusedException if anything refuses; the codes are logged
  /// @throws UnavailableException if database or log did not answer, or there is no collateral that
  ///   may be used; no key has left, and the same request may be sent again
  public ReleaseAnswer release(ReleaseRequest request)
      throws RefusedException, UnavailableException, MalformedException {
    var asked = reader.read(request);
    return switch (decide(asked)) {
      case Decision.Refused refused -> {
        LOG.log(
            Level.INFO, "release of {0} refused: {1}", asked.session().model(), refused.findings());
        throw refuser.refuse(asked, refused.codes());
      }
      case Decision.Granted granted -> answer(asked, admit(asked, granted));
    };
  }

  /// How many refusals since the start were not logged because their ticket had too many already.
  public long unloggedRefusals() {
    return refuser.unlogged();
  }

  /// How often since the start a platform showed a device that another held.
  public long refusedMoves() {
    return refuser.refusedMoves();
  }

  private Decision decide(Asked asked)
      throws RefusedException, UnavailableException, MalformedException {
    var policy = asked.policy().policy();
    try {
      var result =
          appraiser.appraise(
              asked.request().evidence(),
              asked.expected(),
              AppraisalPolicy.of(policy),
              asked.readAt());
      return Decision.of(result, policy.acceptedWarnings());
    } catch (MalformedException e) {
      var _ = refuser.refuse(asked, List.of(MALFORMED));
      throw e;
    }
  }

  private Admission.Admitted admit(Asked asked, Decision.Granted granted)
      throws RefusedException, UnavailableException, MalformedException {
    Admission.Admitted admitted;
    try {
      admitted = database.transaction(sql -> admission.admit(sql, asked, granted));
    } catch (DevicesRefusedException e) {
      throw refused(asked, e);
    } catch (RefusedException e) {
      throw refused(asked, e);
    }
    observer.reached(ReleaseStep.COMMITTED);
    signal.raise();
    return admitted;
  }

  private RefusedException refused(Asked asked, DevicesRefusedException e)
      throws RefusedException, UnavailableException, MalformedException {
    for (var held : e.held()) {
      LOG.log(
          Level.WARNING,
          "device {0} of platform {1} was shown by platform {2}: release of {3} refused",
          held.deviceId(),
          held.holder().platformId(),
          e.asking().platformId(),
          asked.session().model());
    }
    return refuser.refuse(asked, e);
  }

  private RefusedException refused(Asked asked, RefusedException e)
      throws RefusedException, UnavailableException, MalformedException {
    var codes = e.problem().findings();
    if (!codes.isEmpty()) {
      return refuser.refuse(asked, codes);
    }
    if (e.problem().code().equals(Challenges.FROZEN)) {
      refuser.log(asked.session().model(), asked.session().ticketDigest(), e);
    }
    return e;
  }

  private ReleaseAnswer answer(Asked asked, Admission.Admitted admitted)
      throws RefusedException, UnavailableException, MalformedException {
    var lease = admitted.lease();
    var _ = checkpoints.prove(admitted.newest());
    var proof = checkpoints.prove(admitted.release());
    observer.reached(ReleaseStep.CHECKPOINTED);
    var wrapped = database.transaction(sql -> wrap(sql, asked, lease.id()));
    observer.reached(ReleaseStep.WRAPPED);
    LOG.log(Level.INFO, "released {0} under {1}", lease.model(), lease.id());
    return new ReleaseAnswer(
        signing.sign(Lease.PAYLOAD_TYPE, StrictJson.write(lease.message(broker))),
        wrapped,
        admitted.release().entry(),
        admitted.release().index(),
        proof.path(),
        proof.checkpoint());
  }

  /// Wraps the key to the session, unless the model was contained or the lease ran out in the
  /// meantime; an order that comes while it is wrapped waits.
  private Bytes wrap(Handle sql, Asked asked, String leaseId)
      throws RefusedException, UnavailableException {
    admission.requireLive(sql, asked.session().model(), leaseId);
    try (var key = modelKeys.unwrap(sql, asked.session().model(), asked.key())) {
      return KeyWrap.wrap(
          key, asked.request().keys().wrap(), KeyWrap.releaseContext(asked.digest(), leaseId));
    }
  }
}
