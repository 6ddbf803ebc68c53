package dev.strongroom.broker.release;

import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.broker.database.Database;
import dev.strongroom.broker.enrolment.EnrolledModels;
import dev.strongroom.broker.key.ModelKeys;
import dev.strongroom.broker.lease.ChangeSignal;
import dev.strongroom.broker.lease.LeaseStore;
import dev.strongroom.broker.ledger.DeviceLedger;
import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.broker.log.Checkpoints;
import dev.strongroom.broker.policy.Policies;
import dev.strongroom.wire.dsse.SigningKey;
import java.security.SecureRandom;

/// What a release needs, put together.
///
/// @param database where everything durable is
/// @param broker this broker
/// @param signing signs leases
/// @param modelKeys opens stored keys
/// @param policies policies in force
/// @param models enrolled versions
/// @param leases rows of leases
/// @param log the audit log
/// @param refuser logs refusals
/// @param checkpoints signed heads of the log
/// @param signal raised after every change
/// @param random lease ids
/// @param observer told of every step
public record ReleaseDesk(
    Database database,
    BrokerIdentity broker,
    SigningKey signing,
    ModelKeys modelKeys,
    Policies policies,
    EnrolledModels models,
    LeaseStore leases,
    AuditLog log,
    Refuser refuser,
    Checkpoints checkpoints,
    ChangeSignal signal,
    SecureRandom random,
    ReleaseObserver observer) {

  /// Releases decided by `appraiser`.
  public Releases open(Appraiser appraiser) {
    var admission =
        new Admission(
            policies, new DeviceLedger(leases), leases, log, broker.profile(), random, observer);
    var reader = new RequestReader(database, broker, policies, models, refuser);
    return new Releases(
        database,
        broker,
        signing,
        modelKeys,
        appraiser,
        checkpoints,
        signal,
        observer,
        reader,
        refuser,
        admission);
  }
}
