package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.protocol.Profile;
import java.time.Instant;

/// Proof that `E` is authentic: only this package makes one, after chain and signature held.
/// Immutable if `E` is.
public final class Verified<E> implements Verification<E> {
  private final E evidence;
  private final CertificateChain chain;
  private final Profile profile;
  private final Instant verifiedAt;
  private final boolean revocationLookedUp;

  Verified(
      E evidence,
      CertificateChain chain,
      Profile profile,
      Instant verifiedAt,
      boolean revocationLookedUp) {
    this.evidence = evidence;
    this.chain = chain;
    this.profile = profile;
    this.verifiedAt = verifiedAt;
    this.revocationLookedUp = revocationLookedUp;
  }

  /// Proof of what this evidence vouches for: same chain, profile and time.
  <S> Verified<S> vouchingFor(S statement) {
    return new Verified<>(statement, chain, profile, verifiedAt, revocationLookedUp);
  }

  /// What is authentic.
  public E evidence() {
    return evidence;
  }

  /// The chain that vouches for it, leaf first, root last.
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

  /// True if every certificate that can be revoked was looked up in a current list.
  public boolean revocationLookedUp() {
    return revocationLookedUp;
  }
}
