package dev.strongroom.attestation.finding;

import static dev.strongroom.attestation.finding.Tier.CONTRAINDICATED;

/// Rules of certificate chains, and of the signature under their leaf.
public enum ChainRule implements Rule {
  /// The chain has another number of certificates than its scheme demands.
  LENGTH(
      "chain.length",
      CONTRAINDICATED,
      "RFC 5280, 6.1",
      "Send the chain leaf first, complete up to and including the vendor's root."),
  /// The last certificate is no pinned root of any profile.
  ROOT_UNKNOWN(
      "chain.root-unknown",
      CONTRAINDICATED,
      "RFC 5280, 6.1.1 (d)",
      "Send the vendor's own root last; a root is compared with pins, never trusted because sent."),
  /// The last certificate is a root of the other profile.
  ROOT_PROFILE(
      "chain.root-profile",
      CONTRAINDICATED,
      "Strongroom architecture, 10",
      "Production verifies genuine hardware only, simulation simulated hardware only: use the"
          + " profile that the evidence belongs to."),
  /// A certificate is not the issuer of the one before it.
  ISSUER(
      "chain.issuer",
      CONTRAINDICATED,
      "RFC 5280, 6.1.3 (a)(4)",
      "Send each certificate directly before the certificate of its issuer."),
  /// A certificate's signature does not verify under its issuer's key.
  SIGNATURE(
      "chain.signature",
      CONTRAINDICATED,
      "RFC 5280, 6.1.3 (a)(1)",
      "Fetch the chain anew from the vendor; the one sent was altered or belongs to no such issuer."),
  /// A certificate was not valid at the time of verification.
  VALIDITY(
      "chain.validity",
      CONTRAINDICATED,
      "RFC 5280, 6.1.3 (a)(2)",
      "Fetch a current certificate, or correct the clock of the verifier."),
  /// A certificate may not issue others, or a leaf may.
  CONSTRAINTS(
      "chain.constraints",
      CONTRAINDICATED,
      "RFC 5280, 6.1.4 (k) to (n)",
      "The chain is not the vendor's: do not use this machine until it is understood."),
  /// A key or signature algorithm is not the one that the vendor uses.
  ALGORITHM(
      "chain.algorithm",
      CONTRAINDICATED,
      "AMD 57230, certificate chain; NVIDIA device identity profile",
      "The chain is not the vendor's: do not use this machine until it is understood."),
  /// No revocation list was given at all.
  CRL_ABSENT(
      "chain.crl-absent",
      CONTRAINDICATED,
      "RFC 5280, 6.3.3",
      "Fetch the issuer's revocation list (`strongroom collateral fetch`) and give it."),
  /// Revocation lists were given, and none of them is the issuer's.
  CRL_FOREIGN(
      "chain.crl-foreign",
      CONTRAINDICATED,
      "RFC 5280, 6.3.3 (b)(1)",
      "Fetch the revocation list of the issuer that is wanted: each product and CA has its own."),
  /// A list in the issuer's name is not signed by the issuer.
  CRL_SIGNATURE(
      "chain.crl-signature",
      CONTRAINDICATED,
      "RFC 5280, 6.3.3 (f), (g)",
      "The list was altered or is another root's: fetch it anew from the vendor."),
  /// The issuer's list is not current.
  CRL_STALE(
      "chain.crl-stale",
      CONTRAINDICATED,
      "RFC 5280, 6.3.3 (a)",
      "Fetch the issuer's revocation list anew, or correct the clock of the verifier."),
  /// The issuer revoked a certificate.
  REVOKED(
      "chain.revoked",
      CONTRAINDICATED,
      "RFC 5280, 6.3.3 (j); RFC 6960, 2.2",
      "Do not use this machine: the vendor no longer stands by what vouches for it."),
  /// The issuer put a certificate on hold.
  CERTIFICATE_HOLD(
      "chain.certificate-hold",
      CONTRAINDICATED,
      "RFC 6960, 2.2; RFC 5280, 5.3.1 certificateHold",
      "Ask the vendor why it withholds its word; until it releases or revokes the certificate, do"
          + " not rely on it."),
  /// An OCSP answer about a certificate is by somebody whom its issuer does not let answer.
  OCSP_RESPONDER(
      "chain.ocsp-responder",
      CONTRAINDICATED,
      "RFC 6960, 4.2.2.2",
      "Ask the vendor's own OCSP service anew; the answer is by nobody whom the issuer certified"
          + " for it."),
  /// An OCSP answer about a certificate is not signed by the responder that it names.
  OCSP_SIGNATURE(
      "chain.ocsp-signature",
      CONTRAINDICATED,
      "RFC 6960, 3.2 (2)",
      "The answer was altered, or uses keys that the vendor does not: ask its OCSP service anew."),
  /// An OCSP answer about a certificate, or its responder's certificate, is not current.
  OCSP_STALE(
      "chain.ocsp-stale",
      CONTRAINDICATED,
      "RFC 6960, 3.2 (5), (6)",
      "Ask the vendor's OCSP service anew, or correct the clock of the verifier."),
  /// An OCSP answer about a certificate is not the answer to our question.
  OCSP_NONCE(
      "chain.ocsp-nonce",
      CONTRAINDICATED,
      "RFC 6960, 4.4.1; RFC 9654",
      "Ask the vendor's OCSP service anew; if it answers without the nonce, ask without one and"
          + " rely on its times."),
  /// The responder does not know a certificate.
  OCSP_UNKNOWN(
      "chain.ocsp-unknown",
      CONTRAINDICATED,
      "RFC 6960, 2.2",
      "Do not use this machine until the vendor says why its own service does not know the"
          + " certificate."),
  /// A name in the chain is not the one that its place demands.
  NAME(
      "chain.name",
      CONTRAINDICATED,
      "AMD 57230, certificate chain; NVIDIA device identity profile",
      "Send the chain of the key that signed the report."),
  /// The report's own signature does not verify under the leaf.
  REPORT_SIGNATURE(
      "report.signature",
      CONTRAINDICATED,
      "AMD 56860 ATTESTATION_REPORT; DMTF DSP0274 1.1 MEASUREMENTS; TDX DCAP Quoting Library API,"
          + " 4.1.2.4",
      "It was altered or signed by another key: make the report anew and send it with its own chain,"
          + " or fetch the collateral anew.");

  private final Text text;

  ChainRule(String code, Tier tier, String clause, String advice) {
    text = new Text(code, tier, clause, advice);
  }

  /// True if other lists or another time could mend the breach: it speaks of no forgery.
  public boolean isMendable() {
    return switch (this) {
      case VALIDITY, CRL_ABSENT, CRL_FOREIGN, CRL_STALE, OCSP_STALE -> true;
      default -> false;
    };
  }

  @Override
  public Text text() {
    return text;
  }
}
