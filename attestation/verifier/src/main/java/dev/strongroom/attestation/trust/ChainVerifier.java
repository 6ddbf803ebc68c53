package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Printable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Verifies that a chain leads from its leaf to a pinned root (RFC 5280, 6.1, for chains without
/// policies and name constraints; 6.3 for complete revocation lists; RFC 6960 for answers about
/// single certificates). Pure, thread-safe.
public final class ChainVerifier {
  /// Organization that a simulator's roots name. It only words a refusal: trust comes from pins.
  public static final String SIMULATION_ORGANIZATION = "Strongroom simulation";

  /// Longer than any vendor's name. A stranger's may have 8 KiB, and stands in many findings.
  private static final int MAX_NAME_CHARACTERS = 64;

  private ChainVerifier() {}

  /// Verifies `chain`. A chain of another length, or to a root that is not pinned, gets that one
  /// finding; any other gets all that apply.
  ///
  /// @param rules shape of the vendor's chains
  /// @param now time at which every certificate must be valid
  public static Verification<CertificateChain> verify(
      CertificateChain chain, ChainRules rules, TrustAnchors anchors, Instant now) {
    return verify(chain, rules, anchors, new Revocation.NotGiven(), now);
  }

  /// Verifies `chain` and looks its certificates up in revocation lists or answers.
  ///
  /// @param rules shape of the vendor's chains
  /// @param now time at which every certificate, and every list and answer that is used, must be
  ///   valid; the leaf may have ended where `rules` leave that to the caller
  public static Verification<CertificateChain> verify(
      CertificateChain chain,
      ChainRules rules,
      TrustAnchors anchors,
      Revocation revocation,
      Instant now) {
    return verify(chain, rules, anchors, revocation, now, IssuerSignatures.COMPUTED);
  }

  /// The same, with signatures of issuers that may be known.
  static Verification<CertificateChain> verify(
      CertificateChain chain,
      ChainRules rules,
      TrustAnchors anchors,
      Revocation revocation,
      Instant now,
      IssuerSignatures signatures) {
    int length = chain.certificates().size();
    if (length != rules.length()) {
      return rejected(
          ChainRule.LENGTH, rules.length() + " certificates, leaf to root", "" + length);
    }
    if (!anchors.trusts(chain.root().fingerprint())) {
      return new Rejected<>(List.of(foreignRoot(chain.root(), anchors.profile())));
    }
    var findings = inside(chain, rules, now, signatures);
    var outcome = RevocationOutcome.of(chain, rules, revocation, now, findings);
    return findings.isEmpty()
        ? new Verified<>(chain, chain, anchors.profile(), now, outcome)
        : new Rejected<>(findings);
  }

  /// What is wrong between leaf and last certificate, whoever trusts the last.
  ///
  /// @param rules how every issuer signs, and who judges the leaf's end
  /// @param signatures of issuers that may be known
  static List<Finding> inside(
      CertificateChain chain, ChainRules rules, Instant now, IssuerSignatures signatures) {
    var findings = new ArrayList<Finding>();
    int length = chain.certificates().size();
    for (int i = 0; i < length; i++) {
      validity(i, chain.certificates().get(i), rules, now, findings);
      constraints(i, chain.certificates().get(i), findings);
    }
    for (int i = 0; i < length - 1; i++) {
      link(chain, i, rules.issuers(), signatures, findings);
    }
    return findings;
  }

  private static Finding foreignRoot(Certificate root, Profile wanted) {
    var shown = root.subjectText() + ", SHA-256 " + root.fingerprint();
    var vendor = TrustAnchors.vendorRoot(root.fingerprint());
    var expected = "a pinned root of profile " + wanted.text();
    if (vendor.isPresent()) {
      return new Finding(
          ChainRule.ROOT_PROFILE, expected, vendor.get() + ", a root of profile production");
    }
    if (root.organization().equals(SIMULATION_ORGANIZATION)) {
      var whose = wanted == Profile.SIMULATION ? "another simulation's root" : "by its own name";
      return new Finding(
          ChainRule.ROOT_PROFILE,
          expected,
          "a root of profile simulation, " + whose + ": " + shown);
    }
    return new Finding(ChainRule.ROOT_UNKNOWN, expected, shown);
  }

  private static void validity(
      int i, Certificate certificate, ChainRules rules, Instant now, List<Finding> out) {
    boolean ended = rules.refusesEndAt(i) && now.isAfter(certificate.notAfter());
    if (ended || now.isBefore(certificate.notBefore())) {
      out.add(
          new Finding(
              ChainRule.VALIDITY,
              "valid at " + now,
              "%s, valid %s to %s"
                  .formatted(
                      placed(i, certificate), certificate.notBefore(), certificate.notAfter())));
    }
  }

  // spec: RFC 5280 6.1.4 (k): an issuer has cA
  // spec: RFC 5280 6.1.4 (l)(m): pathLenConstraint bounds the issuers below
  // spec: RFC 5280 6.1.4 (n): an issuer's KeyUsage has keyCertSign
  // spec: RFC 5280 6.1.4 (o): a critical extension that is not known refuses
  private static void constraints(int i, Certificate certificate, List<Finding> out) {
    boolean leaf = i == 0;
    if (leaf && (certificate.pathLength() >= 0 || !certificate.maySign())) {
      out.add(
          new Finding(
              ChainRule.CONSTRAINTS,
              "a leaf that signs",
              placed(i, certificate) + " is an issuer"));
    }
    if (!leaf && (certificate.pathLength() < i - 1 || !certificate.mayIssue())) {
      out.add(
          new Finding(
              ChainRule.CONSTRAINTS,
              "an issuer of " + (i - 1) + " more below it",
              "%s with path length %d, keyCertSign %b"
                  .formatted(
                      placed(i, certificate), certificate.pathLength(), certificate.mayIssue())));
    }
    if (certificate.hasUnknownCriticalExtension()) {
      out.add(
          new Finding(
              ChainRule.CONSTRAINTS,
              "known critical extensions only",
              placed(i, certificate) + " has an unknown one"));
    }
  }

  private static void link(
      CertificateChain chain,
      int i,
      KeyAlgorithm kind,
      IssuerSignatures signatures,
      List<Finding> out) {
    var issued = chain.certificates().get(i);
    var issuer = chain.certificates().get(i + 1);
    if (!issued.issuer().equals(issuer.subject())) {
      out.add(
          new Finding(
              ChainRule.ISSUER,
              "the issuer of " + placed(i, issued),
              "chain[" + (i + 1) + "] is " + issuer.subjectText()));
    }
    var check =
        signatures.check(
            kind, issued.signatureAlgorithm(), issued.toBeSigned(), issued.signature(), issuer);
    switch (check) {
      case HOLDS -> {}
      case FOREIGN ->
          out.add(
              new Finding(
                  ChainRule.ALGORITHM,
                  kind.text(),
                  "%s signed with %s".formatted(placed(i, issued), issued.signatureAlgorithm())));
      case BROKEN ->
          out.add(
              new Finding(
                  ChainRule.SIGNATURE,
                  "a signature by " + placed(i + 1, issuer),
                  "the signature of " + placed(i, issued) + " does not verify"));
    }
  }

  /// `chain[0] 'Intel SGX TCB Signing'`: one verification may look at several chains.
  static String placed(int i, Certificate certificate) {
    return "chain[%d] '%s'"
        .formatted(i, Printable.start(certificate.commonName(), MAX_NAME_CHARACTERS));
  }

  private static Verification<CertificateChain> rejected(Rule rule, String want, String got) {
    return new Rejected<>(List.of(new Finding(rule, want, got)));
  }
}
