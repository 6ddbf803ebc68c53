package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.OcspResponse.Single;
import dev.strongroom.attestation.evidence.OcspStatus;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Looks one certificate of a chain up in OCSP answers (RFC 6960, 3.2) and in its issuer's lists.
///
/// | Said of it | Then |
/// |---|---|
/// | revoked, by an authentic answer or list, however old | refused, whatever else is said |
/// | on hold, by an authentic answer | refused, or reported, until a later current answer says good |
/// | good, by one current answer | looked up |
/// | unknown, by a current answer | refused, though no list names it: its issuer may never have made it |
/// | not listed, by a current list | looked up |
/// | only what is forged, stale or unanswered | refused, for each of these |
/// | nothing | not looked up |
///
/// Not thread-safe.
final class AnswerLookup {
  private static final String WANTED = "a certificate that its issuer stands by";

  private final CertificateChain chain;
  private final int place;
  private final ChainRules rules;
  private final Instant now;
  private final Responder responder;

  private final List<Finding> revoked = new ArrayList<>();
  private final List<Finding> useless = new ArrayList<>();
  private final List<Hold> holds = new ArrayList<>();
  private final List<Instant> good = new ArrayList<>();
  private boolean isListed;

  /// @param isCurrent whether it answers for now too
  private record Hold(OcspStatus.Revoked status, Instant thisUpdate, boolean isCurrent) {}

  AnswerLookup(
      CertificateChain chain, int place, ChainRules rules, Revocation.Answers given, Instant now) {
    this.chain = chain;
    this.place = place;
    this.rules = rules;
    this.now = now;
    this.responder = new Responder(chain.certificates().get(place + 1), rules.issuers());
    for (var answer : given.answers()) {
      for (var single : answer.response().singles()) {
        if (isAbout(single)) {
          read(answer, single);
        }
      }
    }
    readLists(given);
  }

  // spec: RFC 6960 3.2 (1): the answer is about this very certificate, by serial number and by name
  // and key of the issuer that the chain verifies
  private boolean isAbout(Single single) {
    return single.certificate().names(certificate(), responder.issuer());
  }

  private Certificate certificate() {
    return chain.certificates().get(place);
  }

  // spec: RFC 6960 3.2 (2)(3)(4): the signature is valid, and its signer is who may answer for this
  // certificate
  private void read(OcspAnswer answer, Single single) {
    switch (responder.of(answer.response())) {
      case Responder.Named.Foreign(var why) ->
          defect(ChainRule.OCSP_RESPONDER, "by its issuer, or by whom that certified for it", why);
      case Responder.Named.Entitled(var signer) -> {
        if (responder.check(answer.response(), signer) == SignatureCheck.HOLDS) {
          readAuthentic(answer, single, signer);
        } else {
          defect(
              ChainRule.OCSP_SIGNATURE,
              "signed by '" + signer.commonName() + "' with " + rules.issuers().text(),
              "its signature, of " + answer.response().signatureAlgorithm() + ", does not verify");
        }
      }
    }
  }

  private void readAuthentic(OcspAnswer answer, Single single, Certificate signer) {
    int before = useless.size();
    freshness(answer, single, signer);
    boolean isFresh = useless.size() == before;
    switch (single.status()) {
      // An old answer still proves a revocation: nothing that was revoked comes back.
      case OcspStatus.Revoked status when !status.isOnHold() ->
          revoked.add(new Finding(ChainRule.REVOKED, WANTED, described(status)));
      case OcspStatus.Revoked status -> holds.add(new Hold(status, single.thisUpdate(), isFresh));
      case OcspStatus.Good _ when isFresh -> good.add(single.thisUpdate());
      case OcspStatus.Unknown _ when isFresh ->
          useless.add(
              new Finding(
                  ChainRule.OCSP_UNKNOWN,
                  "a certificate that '" + signer.commonName() + "' knows",
                  described() + " is unknown to it"));
      case OcspStatus.Good _, OcspStatus.Unknown _ -> {}
    }
  }

  // spec: RFC 6960 3.2 (5)(6): thisUpdate is past and nextUpdate is not; the same holds of the
  // responder's certificate
  private void freshness(OcspAnswer answer, Single single, Certificate signer) {
    if (!answer.isAnswered()) {
      defect(
          ChainRule.OCSP_NONCE,
          "with nonce " + answer.nonce().orElseThrow(),
          answer.response().nonce().map(nonce -> "nonce " + nonce).orElse("no nonce"));
    }
    var end = answer.end(single);
    if (end.isEmpty() || !new Span(single.thisUpdate(), end.get()).contains(now)) {
      defect(
          ChainRule.OCSP_STALE,
          "that is current at " + now,
          "one of " + single.thisUpdate() + end.map(until -> " to " + until).orElse(", no end"));
    } else if (!validity(signer).contains(now)) {
      defect(
          ChainRule.OCSP_STALE,
          "by a responder that is valid at " + now,
          "'%s', valid %s to %s"
              .formatted(signer.commonName(), signer.notBefore(), signer.notAfter()));
    }
  }

  static Span validity(Certificate certificate) {
    return new Span(certificate.notBefore(), certificate.notAfter());
  }

  private void readLists(Revocation.Answers given) {
    var named =
        given.lists().stream()
            .filter(list -> list.issuer().equals(responder.issuer().subject()))
            .toList();
    if (named.isEmpty()) {
      return;
    }
    var findings = new ArrayList<Finding>();
    new RevocationLookup(chain, place, rules, named, now, findings).run();
    isListed = findings.isEmpty();
    for (var finding : findings) {
      (finding.rule() == ChainRule.REVOKED ? revoked : useless).add(finding);
    }
  }

  private void defect(ChainRule rule, String wanted, String got) {
    useless.add(new Finding(rule, "an answer about " + described() + ", " + wanted, got));
  }

  private String described() {
    return ChainVerifier.placed(place, certificate());
  }

  private String described(OcspStatus.Revoked status) {
    return "%s, serial number %s, %s"
        .formatted(described(), certificate().serialNumber(), status.text());
  }

  /// What refuses the certificate.
  List<Finding> findings() {
    var findings = new ArrayList<>(revoked);
    if (!isHoldReported()) {
      openHolds()
          .forEach(
              hold ->
                  findings.add(
                      new Finding(ChainRule.CERTIFICATE_HOLD, WANTED, described(hold.status()))));
    }
    if (findings.isEmpty() && good.isEmpty()) {
      useless.stream()
          .filter(finding -> !isLookedUp() || finding.rule() == ChainRule.OCSP_UNKNOWN)
          .forEach(findings::add);
    }
    return findings.stream().distinct().toList();
  }

  /// True if something current says how the certificate stands.
  boolean isLookedUp() {
    return isListed || !good.isEmpty() || holds.stream().anyMatch(Hold::isCurrent);
  }

  /// Since when the certificate is on hold, if whoever asks reports that.
  Optional<Instant> reportedHold() {
    return isHoldReported()
        ? openHolds().stream().map(hold -> hold.status().since()).findFirst()
        : Optional.empty();
  }

  private boolean isHoldReported() {
    return place == 0 && rules.leafHoldIsReported();
  }

  /// A hold ends where a later answer that is current says good.
  private List<Hold> openHolds() {
    return holds.stream()
        .filter(hold -> good.stream().noneMatch(since -> since.isAfter(hold.thisUpdate())))
        .toList();
  }
}
