package dev.strongroom.broker.verifier;

import dev.strongroom.attestation.appraisal.Collateral;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.wire.dsse.Envelope;
import java.time.Instant;
import java.util.List;

/// What others say of platforms and software, at hand before Evidence is appraised (RFC 9334, 8.2
/// and 8.3). Whether each part of it is fresh, the appraisal judges. Thread-safe.
public interface AtHand {
  /// Vendors' certificates, revocation lists and TCB documents.
  ///
  /// @throws UnavailableException if those that are here may not be used at `now`
  Collateral collateral(Instant now) throws UnavailableException;

  /// Signed manifests of reference values.
  List<Envelope> references();
}
