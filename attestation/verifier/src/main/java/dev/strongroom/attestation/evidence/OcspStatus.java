package dev.strongroom.attestation.evidence;

import java.time.Instant;
import java.util.Optional;

/// What an OCSP answer says of a certificate (RFC 6960, 2.2 and 4.2.1: CertStatus).
public sealed interface OcspStatus {
  /// Its issuer stands by it.
  record Good() implements OcspStatus {}

  /// The responder knows nothing of it.
  record Unknown() implements OcspStatus {}

  /// Its issuer does not stand by it.
  ///
  /// @param since revocationTime
  /// @param reason CRLReason (RFC 5280, 5.3.1), if one is given; any number, since all revoke
  record Revoked(Instant since, Optional<Integer> reason) implements OcspStatus {
    private static final int CERTIFICATE_HOLD = 6;

    /// True if the issuer may come to stand by it again.
    // spec: RFC 6960 2.2: revoked on hold since 1970-01-01 says that it was never issued
    public boolean isOnHold() {
      return reason.equals(Optional.of(CERTIFICATE_HOLD)) && !since.equals(Instant.EPOCH);
    }

    /// In words: `revoked at 2026-01-01T00:00:00Z, reason 1`.
    public String text() {
      return "revoked at " + since + reason.map(number -> ", reason " + number).orElse("");
    }
  }
}
