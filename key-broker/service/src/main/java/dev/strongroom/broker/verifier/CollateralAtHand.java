package dev.strongroom.broker.verifier;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.protocol.client.UnavailableException;
import java.time.Instant;

/// What vendors say of platforms, at hand before Evidence is appraised (RFC 9334, 8.2): the same
/// for releases and for Relying Parties. Whether each part of it is fresh, the appraisal judges.
/// Thread-safe.
public interface CollateralAtHand {
  /// Vendors' certificates, revocation lists and answers, TCB documents and manifests.
  ///
  /// @throws UnavailableException if those that are here may not be used at `now`
  Collateral collateral(Instant now) throws UnavailableException;
}
