package dev.strongroom.attestation.finding;

import static dev.strongroom.attestation.finding.Tier.CONTRAINDICATED;
import static dev.strongroom.attestation.finding.Tier.WARNING;

/// Rules of results of NVIDIA's Remote Attestation Service (NRAS).
public enum NrasRule implements Rule {
  /// A token names another issuer.
  ISSUER(
      "nras.issuer",
      CONTRAINDICATED,
      "RFC 7519, 4.1.1: iss",
      "Ask NVIDIA's production service; results of its staging service, of local verifiers and of"
          + " simulations count for nothing here."),
  /// No key of a pinned issuer is the one that a token names.
  SIGNER(
      "nras.signer",
      CONTRAINDICATED,
      "RFC 7515, 4.1.4: kid; RFC 7517, 4.7: x5c",
      "Fetch the service's JWK Set anew, close to the time of the result. If it names another"
          + " issuer, learn from NVIDIA whether the issuer changed before pinning it."),
  /// A token is not signed with ES384.
  ALGORITHM(
      "nras.algorithm",
      CONTRAINDICATED,
      "RFC 8725, 3.1",
      "Ask NVIDIA's service: it signs with ES384. Unsigned tokens, and those under a key that"
          + " everybody knows, are written by local verifiers."),
  /// A token's signature does not verify under the key that it names.
  SIGNATURE(
      "nras.signature",
      CONTRAINDICATED,
      "RFC 7515, 5.2; RFC 7518, 3.4",
      "It was altered or signed by another key: ask the service anew and pass its answer on as it"
          + " is."),
  /// A token is not of this time.
  TIME(
      "nras.time",
      CONTRAINDICATED,
      "RFC 7519, 4.1.4 to 4.1.6: exp, nbf, iat",
      "Ask the service anew in this session, or correct the clock of the verifier."),
  /// A submodule is not the one that the overall token names.
  DIGEST(
      "nras.digest",
      CONTRAINDICATED,
      "RFC 9711, 4.2.18.2: Detached-Submodule-Digest",
      "Pass the answer on as it is: overall token and submodules of one answer belong together."),
  /// Submodules are missing, or there are others than the overall token names.
  SUBMODULES(
      "nras.submodules",
      CONTRAINDICATED,
      "RFC 9711, 4.2.18: submods",
      "Pass the answer on whole: each submodule that the overall token names, and no other."),
  /// The result is of another session.
  NONCE(
      "nras.nonce",
      CONTRAINDICATED,
      "RFC 9711, 4.1: eat_nonce; NRAS error 4010 NONCE_NOT_MATCHING",
      "Have the devices make their reports in this session with its device nonce, and send that very"
          + " nonce to the service."),
  /// The service refuses the Evidence.
  RESULT(
      "nras.result",
      CONTRAINDICATED,
      "NVIDIA claims guide: x-nvidia-overall-att-result, x-nvidia-error-details",
      "See what the service says of each device, mend that, and ask anew."),
  /// A check of the service failed, or is not told.
  CLAIMS(
      "nras.claims",
      CONTRAINDICATED,
      "NVIDIA claims guide: GPU claims, nvSwitch claims",
      "See which check failed, and in NVIDIA's troubleshooting guide what mends it."),
  /// A certificate chain that the service looked at is not good.
  CERTIFICATES(
      "nras.certificates",
      CONTRAINDICATED,
      "NVIDIA claims guide: x-nvidia-cert-status, x-nvidia-cert-ocsp-status",
      "Update driver and firmware to versions whose manifests are signed by valid certificates; do"
          + " not use a device whose own certificate is revoked."),
  /// Measurements are not those of NVIDIA's manifests.
  MEASUREMENTS(
      "nras.measurements",
      CONTRAINDICATED,
      "NVIDIA claims guide: measres, x-nvidia-mismatch-measurement-records",
      "Install driver and firmware that NVIDIA has published manifests for, and restart the device;"
          + " do not use it until its measurements match."),
  /// The devices of the result are not the devices whose Evidence was sent.
  UEID(
      "nras.ueid",
      CONTRAINDICATED,
      "RFC 9711, 4.2.1: ueid",
      "Have the service judge the Evidence of exactly the devices that are sent, each once."),
  /// The result tells another model, driver or firmware than the device's own Evidence.
  DEVICE(
      "nras.device",
      CONTRAINDICATED,
      "NVIDIA claims guide: hwmodel, driver and VBIOS versions",
      "Have the service judge the very Evidence that is sent, not earlier Evidence of the device."),
  /// The service warns of something.
  WARNED(
      "nras.warned",
      WARNING,
      "NVIDIA claims guide: x-nvidia-attestation-warning",
      "Read what the service warns of; accept it by name only if that is known to be harmless."),
  /// The service denies something that this build has no name for.
  CLAIM_UNKNOWN(
      "nras.claim-unknown",
      WARNING,
      "NVIDIA claims guide",
      "Learn from NVIDIA's claims guide what the claim means before accepting it by name."),
  /// NVIDIA's service judged, and nothing was recomputed.
  NOT_LOCAL(
      "nras.not-local",
      WARNING,
      "RFC 9334, 5.3: Attestation Results of another Verifier",
      "Accept it by name only where NVIDIA's service may decide what a good device is; else verify"
          + " the devices' Evidence here.");

  private final Text text;

  NrasRule(String code, Tier tier, String clause, String advice) {
    text = new Text(code, tier, clause, advice);
  }

  @Override
  public Text text() {
    return text;
  }
}
