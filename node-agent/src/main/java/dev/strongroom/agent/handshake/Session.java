package dev.strongroom.agent.handshake;

import dev.strongroom.agent.AgentException;
import dev.strongroom.agent.Fault;
import dev.strongroom.protocol.ModelVersion;
import dev.strongroom.protocol.audit.AuditEntry;
import dev.strongroom.protocol.release.Challenge;
import dev.strongroom.protocol.release.KeyWrap;
import dev.strongroom.protocol.release.Lease;
import dev.strongroom.protocol.release.ReleaseAnswer;
import dev.strongroom.transparency.Checkpoint;
import dev.strongroom.transparency.LogException;
import dev.strongroom.transparency.Proofs;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.SecretBytes;
import dev.strongroom.wire.dsse.Envelope;
import dev.strongroom.wire.dsse.UntrustedException;
import java.security.GeneralSecurityException;
import java.time.Duration;

/// Judges what a broker says within one session: is it the ticketed broker, about these keys, this
/// ticket, this model, and is the release logged? Immutable.
///
/// @param deployment the owner's ticket
/// @param model the version that is asked for
/// @param keys this session's keys
record Session(Deployment deployment, ModelVersion model, SessionKeys keys) {
  private static final Duration LONGEST_NONCE = Duration.ofSeconds(60);

  /// Opens a challenge.
  ///
  /// @throws AgentException [Fault#CHALLENGE] if it is not for this session
  Challenge openChallenge(Envelope envelope) throws AgentException {
    var ticket = deployment.ticket();
    Challenge challenge;
    try {
      challenge = Challenge.open(envelope, ticket.broker().signingKey());
    } catch (UntrustedException | MalformedException e) {
      throw new AgentException(
          Fault.CHALLENGE,
          "the challenge is not of broker " + ticket.broker().id() + ": " + e.getMessage(),
          e);
    }
    var f = Fault.CHALLENGE;
    require(f, "profile", challenge.profile(), ticket.profile());
    require(f, "broker id", challenge.brokerId(), ticket.broker().id());
    require(f, "ticket digest", challenge.ticketDigest(), deployment.ticketDigest());
    require(f, "session keys", challenge.sessionKeys(), keys.commitment());
    require(f, "suite", challenge.suite(), KeyWrap.SUITE);
    if (!challenge.lifetime().isPositive() || challenge.lifetime().compareTo(LONGEST_NONCE) > 0) {
      throw new AgentException(f, "lifetime: got " + challenge.lifetime() + ", want up to PT1M");
    }
    return challenge;
  }

  /// Opens a lease.
  ///
  /// @param transcript T
  /// @throws AgentException [Fault#LEASE] if it is not for this session
  Lease openLease(Envelope envelope, Bytes transcript) throws AgentException {
    var ticket = deployment.ticket();
    Lease lease;
    try {
      lease = Lease.open(envelope, ticket.broker().signingKey());
    } catch (UntrustedException | MalformedException e) {
      throw new AgentException(
          Fault.LEASE,
          "the lease is not of broker " + ticket.broker().id() + ": " + e.getMessage(),
          e);
    }
    var f = Fault.LEASE;
    require(f, "profile", lease.profile(), ticket.profile());
    require(f, "broker id", lease.brokerId(), ticket.broker().id());
    require(f, "model", lease.model(), model);
    require(f, "transcript", lease.transcript(), transcript);
    require(f, "identity key", lease.identityKey(), keys.identity().publicKey());
    return lease;
  }

  /// Requires that the release under `lease` stands in the log under `checkpoint`. A redelivery
  /// proves that release as well: its own entry names neither ticket nor policy.
  ///
  /// @throws AgentException [Fault#NO_PROOF] if it does not
  void requireLogged(ReleaseAnswer answer, Challenge challenge, Lease lease, Checkpoint checkpoint)
      throws AgentException {
    try {
      Proofs.verifyInclusion(
          answer.entry(), answer.entryIndex(), answer.inclusionProof(), checkpoint.head());
    } catch (LogException e) {
      throw new AgentException(
          Fault.NO_PROOF, "the release is not proved to be in the log: " + e.getMessage(), e);
    }
    AuditEntry entry;
    try {
      entry = AuditEntry.parse(answer.entry());
    } catch (MalformedException e) {
      throw new AgentException(
          Fault.NO_PROOF, "the proved entry is no entry of a log: " + e.getMessage(), e);
    }
    requireAbout(entry, challenge, lease);
  }

  private void requireAbout(AuditEntry entry, Challenge challenge, Lease lease)
      throws AgentException {
    var f = Fault.NO_PROOF;
    require(f, "entry's profile", entry.profile(), lease.profile());
    switch (entry) {
      case AuditEntry.KeyReleased released -> {
        require(f, "entry's model", released.model(), model);
        require(f, "entry's lease", released.leaseId(), lease.id());
        require(f, "entry's transcript", released.transcript(), lease.transcript());
        require(f, "entry's ticket", released.ticketDigest(), deployment.ticketDigest());
        require(f, "entry's policy", released.policyDigest(), challenge.policyDigest());
      }
      case AuditEntry.ModelEnrolled _,
          AuditEntry.KeyRedelivered _,
          AuditEntry.ReleaseRefused _,
          AuditEntry.DeviceMoveRefused _,
          AuditEntry.DeviceMoved _,
          AuditEntry.ReleasesFrozen _,
          AuditEntry.ReleasesUnfrozen _,
          AuditEntry.LeaseEnded _ ->
          throw new AgentException(
              f,
              "the proved entry is a "
                  + entry.getClass().getSimpleName()
                  + ", want the release of this key");
    }
  }

  /// Opens the model key.
  ///
  /// @throws AgentException [Fault#KEY] if it was wrapped for another session
  SecretBytes openKey(ReleaseAnswer answer, Lease lease) throws AgentException {
    try {
      return KeyWrap.unwrap(
          answer.wrappedKey(), keys.wrap(), KeyWrap.releaseContext(lease.transcript(), lease.id()));
    } catch (GeneralSecurityException e) {
      throw new AgentException(
          Fault.KEY, "the wrapped key does not open with this session's key", e);
    }
  }

  private static void require(Fault fault, String field, Object got, Object want)
      throws AgentException {
    if (!got.equals(want)) {
      throw new AgentException(fault, field + ": got " + got + ", want " + want);
    }
  }
}
