package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import java.time.Instant;
import java.util.List;

/// Looks one certificate of a chain up in its issuer's list (RFC 5280, 6.3.3, for complete lists
/// that the issuer itself signs). Used once.
record RevocationLookup(
    CertificateChain chain,
    int place,
    ChainRules rules,
    List<RevocationList> lists,
    Instant now,
    List<Finding> out) {
  // spec: RFC 5280 6.3.3 (a)(b)(f)(g)(j): the list is current, its issuer is the certificate's, it
  // is signed by that issuer's key, and it does not name the serial number
  void run() {
    var certificate = chain.certificates().get(place);
    var issuer = chain.certificates().get(place + 1);
    var named = lists.stream().filter(list -> list.issuer().equals(issuer.subject())).toList();
    if (named.isEmpty()) {
      add(
          lists.isEmpty() ? ChainRule.CRL_ABSENT : ChainRule.CRL_FOREIGN,
          "a revocation list of " + issuer.subjectText(),
          lists.isEmpty()
              ? "none"
              : "lists of " + lists.stream().map(RevocationList::issuerText).toList());
      return;
    }
    var signed = named.stream().filter(list -> isSigned(list, issuer)).toList();
    if (signed.isEmpty()) {
      add(
          ChainRule.CRL_SIGNATURE,
          "a list signed by " + ChainVerifier.placed(place + 1, issuer),
          "the signature of its list does not verify");
      return;
    }
    // A stale list still proves a revocation: nothing that was revoked comes back.
    if (signed.stream().anyMatch(list -> list.revokes(certificate.serialNumber()))) {
      add(
          ChainRule.REVOKED,
          "a certificate that its issuer stands by",
          "%s, serial number %s"
              .formatted(ChainVerifier.placed(place, certificate), certificate.serialNumber()));
    }
    if (signed.stream().noneMatch(this::isCurrent)) {
      var last = signed.getLast();
      add(
          ChainRule.CRL_STALE,
          "a list of %s that is current at %s".formatted(issuer.commonName(), now),
          "one of %s to %s".formatted(last.thisUpdate(), last.nextUpdate()));
    }
  }

  private boolean isSigned(RevocationList list, Certificate issuer) {
    var check =
        rules
            .issuers()
            .check(list.signatureAlgorithm(), list.toBeSigned(), list.signature(), issuer);
    return check == SignatureCheck.HOLDS;
  }

  private boolean isCurrent(RevocationList list) {
    return !now.isBefore(list.thisUpdate()) && !now.isAfter(list.nextUpdate());
  }

  private void add(ChainRule rule, String expected, String actual) {
    out.add(new Finding(rule, expected, actual));
  }
}
