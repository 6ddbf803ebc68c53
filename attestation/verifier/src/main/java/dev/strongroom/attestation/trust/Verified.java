package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.protocol.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Proof that `E` is authentic: only this package makes one, after chain and signature held.
/// Immutable if `E` is.
public final class Verified<E> implements Verification<E> {
  private final E evidence;
  private final CertificateChain chain;
  private final Profile profile;
  private final Instant verifiedAt;
  private final RevocationOutcome revocation;
  private final SignerKey signer;

  Verified(
      E evidence,
      CertificateChain chain,
      Profile profile,
      Instant verifiedAt,
      RevocationOutcome revocation) {
    this(evidence, chain, profile, verifiedAt, revocation, SignerKey.of(evidence));
  }

  private Verified(
      E evidence,
      CertificateChain chain,
      Profile profile,
      Instant verifiedAt,
      RevocationOutcome revocation,
      SignerKey signer) {
    this.evidence = evidence;
    this.chain = chain;
    this.profile = profile;
    this.verifiedAt = verifiedAt;
    this.revocation = revocation;
    this.signer = signer;
  }

  /// Proof of what this evidence vouches for: same chain, profile and time.
  <S> Verified<S> vouchingFor(S statement) {
    return vouchingFor(statement, SignerKey.of(statement));
  }

  /// The same for a statement whose key was decoded before.
  <S> Verified<S> vouchingFor(S statement, SignerKey itsSigner) {
    return new Verified<>(statement, chain, profile, verifiedAt, revocation, itsSigner);
  }

  /// The same proof at another time, at which all of it holds too.
  Verified<E> at(Instant time) {
    return new Verified<>(evidence, chain, profile, time, revocation, signer);
  }

  /// The key that this evidence speaks for.
  SignerKey signer() {
    return signer;
  }

  /// What is authentic.
  public E evidence() {
    return evidence;
  }

  /// The chain that vouches for it, leaf first, root last; of an [IssuedKey] it ends with the
  /// pinned issuer.
  public CertificateChain chain() {
    return chain;
  }

  /// The profile that the root belongs to.
  public Profile profile() {
    return profile;
  }

  /// The time that was verified at.
  public Instant verifiedAt() {
    return verifiedAt;
  }

  /// True if every certificate that can be revoked was looked up in a current list or answer.
  public boolean revocationLookedUp() {
    return revocation.isGiven() && revocation.notLookedUp().isEmpty();
  }

  /// Places in the chain, 0 the leaf, of certificates that can be revoked and were not looked up.
  public List<Integer> notLookedUp() {
    return revocation.notLookedUp();
  }

  /// Since when the leaf is on hold. A time only under rules that have the caller report it
  /// ([ChainRules#reportingLeafHold]); under any others a hold rejects.
  public Optional<Instant> leafHeldSince() {
    return revocation.leafHeldSince();
  }
}
