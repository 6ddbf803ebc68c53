package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.HexFormat;
import java.util.Optional;

/// Who may sign OCSP answers about the certificates of `issuer` (RFC 6960, 4.2.2.2): the issuer
/// itself, and whom it issued a certificate for that. Whether that certificate is of this time is
/// not judged here: what was signed stays signed.
record Responder(Certificate issuer, KeyAlgorithm algorithm) {
  /// id-kp-OCSPSigning, 1.3.6.1.5.5.7.3.9.
  private static final Bytes OCSP_SIGNING = hex("2b06010505070309");

  /// id-pkix-ocsp-nocheck, 1.3.6.1.5.5.7.48.1.5.
  private static final Bytes NO_CHECK = hex("2b0601050507300105");

  private static final String NO_CHECK_EXTENSION = "1.3.6.1.5.5.7.48.1.5";

  /// The one who is named as signer.
  sealed interface Named {
    /// It may sign.
    record Entitled(Certificate certificate) implements Named {}

    /// It may not.
    ///
    /// @param why in words
    record Foreign(String why) implements Named {}
  }

  private static Bytes hex(String hex) {
    return Bytes.copyOf(HexFormat.of().parseHex(hex));
  }

  /// Who signed `response`, by its own words.
  Named of(OcspResponse response) {
    if (response.responder().names(issuer)) {
      return new Named.Entitled(issuer);
    }
    var why = "no certificate of responder with " + response.responder().text();
    for (var certificate : response.certificates()) {
      if (response.responder().names(certificate)) {
        var wrong = wrong(certificate);
        if (wrong.isEmpty()) {
          return new Named.Entitled(certificate);
        }
        why = "responder '%s' %s".formatted(certificate.commonName(), wrong.get());
      }
    }
    return new Named.Foreign(why);
  }

  // spec: RFC 6960 4.2.2.2: a responder's certificate is issued directly by the issuer of the
  // certificate in question, and its extKeyUsage has id-kp-OCSPSigning
  private Optional<String> wrong(Certificate responder) {
    if (!responder.issuer().equals(issuer.subject())) {
      return Optional.of("was certified by another issuer");
    }
    if (responder.pathLength() >= 0 || !responder.maySign()) {
      return Optional.of("is an issuer, or may not sign");
    }
    if (responder.hasUnknownCriticalExtension()) {
      return Optional.of("has an unknown critical extension");
    }
    try {
      if (!responder.isFor(OCSP_SIGNING)) {
        return Optional.of("was certified for another purpose");
      }
      if (!isNeverRevoked(responder)) {
        return Optional.of("would have to be looked up itself: it has no ocsp-nocheck");
      }
    } catch (MalformedException e) {
      return Optional.of("has extensions of another form");
    }
    var check =
        algorithm.check(
            responder.signatureAlgorithm(), responder.toBeSigned(), responder.signature(), issuer);
    return check == SignatureCheck.HOLDS
        ? Optional.empty()
        : Optional.of("bears no signature of its issuer");
  }

  // spec: RFC 6960 4.2.2.2.1: ocsp-nocheck vouches for a responder as long as its certificate is
  // valid; without it the responder's own status would have to be asked
  // spec: NVIDIA OCSP ocsp-nocheck: its device responders have the identifier in extKeyUsage, where
  // a general path verifier does not look; the issuer signed it there too
  private static boolean isNeverRevoked(Certificate responder) throws MalformedException {
    return responder.extension(NO_CHECK_EXTENSION).isPresent() || responder.isFor(NO_CHECK);
  }

  /// What `signer` says of the response's signature.
  SignatureCheck check(OcspResponse response, Certificate signer) {
    return algorithm.check(
        response.signatureAlgorithm(), response.toBeSigned(), response.signature(), signer);
  }
}
