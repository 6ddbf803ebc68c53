package dev.strongroom.broker.release;

import dev.strongroom.attestation.appraisal.Claims;
import dev.strongroom.attestation.claims.DeviceClaims;
import dev.strongroom.broker.Refusals;
import dev.strongroom.broker.lease.HeldLease;
import dev.strongroom.broker.lease.LeaseStore;
import dev.strongroom.broker.ledger.DeviceLedger;
import dev.strongroom.broker.ledger.LedgerRules;
import dev.strongroom.broker.log.AuditLog;
import dev.strongroom.broker.policy.Policies;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.Profile;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.Bytes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// The one transaction of a release. Locks are taken in the order model, nonce, devices, leases,
/// fleet, log. Thread-safe.
final class Admission {
  /// Redeliveries of one nonce: an agent retries a few times; more would only fill the log.
  static final int MAX_REDELIVERIES = 32;

  private static final int LEASE_ID_BYTES = 16;

  private final Policies policies;
  private final DeviceLedger ledger;
  private final LeaseStore leases;
  private final AuditLog log;
  private final Profile profile;
  private final SecureRandom random;
  private final ReleaseObserver observer;
  private final SessionStore sessions = new SessionStore();

  Admission(
      Policies policies,
      DeviceLedger ledger,
      LeaseStore leases,
      AuditLog log,
      Profile profile,
      SecureRandom random,
      ReleaseObserver observer) {
    this.policies = policies;
    this.ledger = ledger;
    this.leases = leases;
    this.log = log;
    this.profile = profile;
    this.random = random;
    this.observer = observer;
  }

  /// A lease that the key may leave under once the log is signed.
  ///
  /// @param lease new, or of the first delivery
  /// @param release the entry of its release
  /// @param newest the entry that this admission appended: of the release or of the redelivery
  record Admitted(HeldLease lease, AuditLog.Logged release, AuditLog.Logged newest) {}

  Admitted admit(Handle sql, Asked asked, Decision.Granted granted)
      throws RefusedException, UnavailableException {
    var session = asked.session();
    var model = session.model();
    var policy =
        policies
            .hold(sql, model.owner(), model.model())
            .orElseThrow(() -> new UnavailableException(model + " is not stored any more"));
    RequestReader.requireReleasable(policy, session);
    var leaseId = newLeaseId();
    if (!sessions.admit(sql, session.nonce(), asked.digest(), leaseId)) {
      return redeliver(sql, asked);
    }
    observer.reached(ReleaseStep.NONCE_ADMITTED);
    return deliver(sql, asked, granted, leaseId);
  }

  private Admitted deliver(Handle sql, Asked asked, Decision.Granted granted, String leaseId)
      throws RefusedException {
    var claims = granted.claims();
    var devices = claims.devices().stream().map(DeviceClaims::certifiedId).sorted().toList();
    var shown =
        claims.devices().stream()
            .map(device -> new DeviceLedger.Shown(device.certifiedId(), device.architecture()))
            .toList();
    var asking = new LedgerRules.Holder(claims.platformId(), claims.bootInstance());
    var moves = ledger.take(sql, shown, asking);
    var now = AuditLog.now(sql);
    LeaseStore.bumpFleet(sql);
    for (var move : moves) {
      log.append(sql, moved(asked, leaseId, move, asking, now));
    }
    var entry = released(asked, granted, leaseId, devices, now);
    var logged = new AuditLog.Logged(log.append(sql, entry), entry.canonical());
    var lease = lease(asked, claims, leaseId, now, logged.index());
    leases.insert(sql, lease, devices);
    return new Admitted(lease, logged, logged);
  }

  private AuditEntry.DeviceMoved moved(
      Asked asked, String leaseId, DeviceLedger.Move move, LedgerRules.Holder to, Instant now) {
    return new AuditEntry.DeviceMoved(
        now,
        profile,
        asked.session().model(),
        leaseId,
        move.deviceId(),
        move.from().platformId(),
        move.from().bootInstance(),
        to.platformId(),
        to.bootInstance());
  }

  private AuditEntry.KeyReleased released(
      Asked asked, Decision.Granted granted, String leaseId, List<String> devices, Instant now) {
    return new AuditEntry.KeyReleased(
        now,
        profile,
        asked.session().model(),
        leaseId,
        asked.digest(),
        asked.session().ticketDigest(),
        asked.session().policyDigest(),
        granted.claims().platformId(),
        granted.claims().bootInstance(),
        devices,
        granted.acceptedWarnings());
  }

  private static HeldLease lease(
      Asked asked, Claims claims, String leaseId, Instant now, long index) {
    var terms = asked.policy().policy().lease();
    return new HeldLease(
        leaseId,
        asked.session().model(),
        asked.digest(),
        asked.request().keys().identity(),
        claims.platformId(),
        claims.bootInstance(),
        now,
        terms.ttl(),
        terms.heartbeat(),
        now.plus(terms.ttl()),
        0,
        "",
        List.of(),
        false,
        "",
        1,
        index);
  }

  /// The nonce is bound already: the same transcript gets the key again under its lease, as long as
  /// nonce and lease live.
  private Admitted redeliver(Handle sql, Asked asked) throws RefusedException {
    var session =
        sessions
            .lock(sql, asked.session().nonce())
            .filter(found -> !found.expired())
            .orElseThrow(RequestReader::challenge);
    var outcome = session.outcome().orElseThrow(RequestReader::challenge);
    if (!outcome.transcript().equals(asked.digest())) {
      throw RequestReader.challenge();
    }
    return switch (outcome) {
      case Session.Outcome.Refused(_, var codes) -> throw Refuser.refused(codes);
      case Session.Outcome.Released(_, var leaseId, var redeliveries) -> {
        if (redeliveries >= MAX_REDELIVERIES) {
          throw RequestReader.challenge();
        }
        yield again(sql, asked, leaseId);
      }
    };
  }

  private Admitted again(Handle sql, Asked asked, String leaseId) throws RefusedException {
    var now = AuditLog.now(sql);
    var lease =
        leases
            .lock(sql, leaseId)
            .filter(held -> held.isLive(now))
            .orElseThrow(Admission::leaseEnded);
    // The holder counts its time from the answer that it gets.
    leases.extend(sql, leaseId, now.plus(lease.ttl()));
    sessions.countRedelivery(sql, asked.session().nonce());
    var release = new AuditLog.Logged(lease.entryIndex(), AuditLog.entry(sql, lease.entryIndex()));
    var again = new AuditEntry.KeyRedelivered(now, profile, lease.model(), leaseId, asked.digest());
    return new Admitted(
        lease, release, new AuditLog.Logged(log.append(sql, again), again.canonical()));
  }

  /// Refuses unless the lease is live and its model not frozen, and keeps both so until the
  /// transaction ends.
  void requireLive(Handle sql, ModelVersion model, String leaseId)
      throws RefusedException, UnavailableException {
    var policy = policies.hold(sql, model.owner(), model.model());
    var lease = leases.lock(sql, leaseId);
    var now = AuditLog.now(sql);
    if (policy.isEmpty() || policy.get().frozen() || lease.isEmpty() || !lease.get().isLive(now)) {
      throw leaseEnded();
    }
  }

  private static RefusedException leaseEnded() {
    return Refusals.forbidden(
        "release.lease-ended",
        "Lease ended",
        "the lease of this session has ended: say hello again");
  }

  private String newLeaseId() {
    var id = new byte[LEASE_ID_BYTES];
    random.nextBytes(id);
    return "lease-" + Bytes.copyOf(id).hex();
  }
}
