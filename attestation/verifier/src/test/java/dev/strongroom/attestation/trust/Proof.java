package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.protocol.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Makes a [Verified] without verifying, so that a test of one step needs no genuine step before
/// it.
public final class Proof {
  private static final RevocationOutcome NOT_GIVEN =
      new RevocationOutcome(false, List.of(), Optional.empty());

  private Proof() {}

  /// `evidence`, as if it were authentic.
  public static <E> Verified<E> of(E evidence, CertificateChain chain, Instant at) {
    return new Verified<>(evidence, chain, Profile.SIMULATION, at, NOT_GIVEN);
  }
}
