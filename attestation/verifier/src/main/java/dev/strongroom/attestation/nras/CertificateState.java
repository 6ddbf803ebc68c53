package dev.strongroom.attestation.nras;

import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// What the service says of a certificate chain that it looked at (claims 3.0).
///
/// | Claim | Good |
/// |---|---|
/// | x-nvidia-cert-status | `valid` |
/// | x-nvidia-cert-ocsp-status | `good` |
/// | x-nvidia-cert-expiration-date | not before now |
/// | x-nvidia-cert-revocation-reason | null |
/// | x-nvidia-cert-ocsp-nonce-matches, x-nvidia-cert-ocsp-response-valid | true, or not said |
///
/// @param status empty where it is not said
/// @param ocspStatus empty where it is not said
/// @param expiresAt end of the first certificate to expire
/// @param revocationReason empty where there is none
/// @param ocspAnswerHolds false if the service says that an OCSP answer was not valid or not fresh
public record CertificateState(
    String status,
    String ocspStatus,
    Optional<Instant> expiresAt,
    String revocationReason,
    boolean ocspAnswerHolds) {
  private static final String STATUS = "x-nvidia-cert-status";
  private static final String OCSP_STATUS = "x-nvidia-cert-ocsp-status";
  private static final String EXPIRATION = "x-nvidia-cert-expiration-date";
  private static final String REASON = "x-nvidia-cert-revocation-reason";
  private static final String OCSP_NONCE = "x-nvidia-cert-ocsp-nonce-matches";
  private static final String OCSP_RESPONSE = "x-nvidia-cert-ocsp-response-valid";

  static final Set<String> NAMES =
      Set.of(STATUS, OCSP_STATUS, EXPIRATION, REASON, OCSP_NONCE, OCSP_RESPONSE);

  static final CertificateState NOT_SAID = new CertificateState("", "", Optional.empty(), "", true);

  static CertificateState of(Members members) throws MalformedException {
    return new CertificateState(
        members.textOrNone(STATUS),
        members.textOrNone(OCSP_STATUS),
        members.timeOrNone(EXPIRATION),
        members.textOrNone(REASON),
        members.flagOrNone(OCSP_NONCE).orElse(true)
            && members.flagOrNone(OCSP_RESPONSE).orElse(true));
  }

  /// True if it is as wanted at that time.
  boolean isGoodAt(Instant now) {
    return status.equals("valid")
        && ocspStatus.equals("good")
        && expiresAt.filter(end -> !now.isAfter(end)).isPresent()
        && revocationReason.isEmpty()
        && ocspAnswerHolds;
  }

  /// In words, for findings.
  String text() {
    return "status '%s', OCSP '%s'%s, until %s%s"
        .formatted(
            status,
            ocspStatus,
            ocspAnswerHolds ? "" : " by an answer that does not hold",
            expiresAt.map(Instant::toString).orElse("no time that is said"),
            revocationReason.isEmpty() ? "" : ", revoked for '" + revocationReason + "'");
  }
}
