package dev.strongroom.attestation.scheme.nvidia.rim;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.RimRule;
import dev.strongroom.attestation.trust.ChainRules;
import dev.strongroom.attestation.trust.EvidenceVerifier;
import dev.strongroom.attestation.trust.KeyAlgorithm;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.attestation.trust.XmlSignature;
import dev.strongroom.attestation.trust.XmlSignatureRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Whether NVIDIA signed a manifest. Pure, thread-safe.
///
/// The chain that the manifest carries is signer (L4), L3, CA, `NVIDIA CoRIM signing Root CA`:
/// exactly four, P-384 throughout. The names of its places keep it apart from the chains of
/// devices.
///
/// A signer lives two years, and devices run what it signed for longer. So a signer that has ended
/// does not reject: [#warnings] tells it, and a policy accepts that by name or refuses. Everything
/// above the signer must be valid, and the signer must have begun. A revocation list may drop what
/// has ended (RFC 5280, 3.3), so of an ended signer it does not say that it was never revoked.
public final class RimVerifier {
  // spec: NVIDIA RIM KeyInfo: four certificates, ECDSA P-384 with SHA-384
  private static final ChainRules CHAIN =
      new ChainRules(4, KeyAlgorithm.ECDSA_P384_SHA384).leavingLeafEnd().reportingLeafHold();

  private static final XmlSignatureRules SIGNATURE =
      new XmlSignatureRules(RimRule.SIGNATURE_FORM, RimRule.SIGNATURE);

  private static final String ROOT_NAME = "NVIDIA CoRIM signing Root CA";
  private static final String ISSUER_NAME = "NVIDIA Reference Value ";
  private static final int SIGNER = 0;
  private static final int L3 = 1;
  private static final int CA = 2;
  private static final int ROOT = 3;

  private RimVerifier() {}

  /// Verifies the chain that the manifest carries, then its signature.
  ///
  /// @param revocation of signer, L3 and CA
  /// @param now time to verify at
  public static Verification<Rim> verify(
      Rim rim, TrustAnchors anchors, Revocation revocation, Instant now) {
    return verify(rim, anchors, revocation, now, new VerificationCache(1));
  }

  /// The same, with what was verified before at hand. The verdict is the same.
  ///
  /// @param cache kept between manifests
  public static Verification<Rim> verify(
      Rim rim, TrustAnchors anchors, Revocation revocation, Instant now, VerificationCache cache) {
    return switch (cache.verifyChain(rim.chain(), CHAIN, anchors, revocation, now)) {
      case Verified<CertificateChain> chain ->
          cache.verifyDocument(rim, chain, RimVerifier::mismatches, SIGNATURE);
      case Rejected<CertificateChain>(var findings) -> new Rejected<>(reasons(rim, findings));
    };
  }

  /// A forgery shall not pass for a manifest whose chain ran out.
  private static List<Finding> reasons(Rim rim, List<Finding> ofChain) {
    var findings = new ArrayList<Finding>();
    ofChain.forEach(finding -> findings.add(finding.about(rim.title())));
    if (EvidenceVerifier.isMendable(ofChain)) {
      findings.addAll(XmlSignature.signatureUnder(rim.chain().leaf(), rim, SIGNATURE));
    }
    return findings;
  }

  /// What any user of the manifest must know: whether its signer had ended when it was verified, or
  /// is on hold.
  // spec: RFC 5280 6.1.3 (a)(2) signer: a certificate counts until its notAfter
  public static List<Finding> warnings(Verified<Rim> rim) {
    var signer = rim.chain().leaf();
    var findings = new ArrayList<Finding>();
    if (rim.verifiedAt().isAfter(signer.notAfter())) {
      findings.add(
          new Finding(
              RimRule.SIGNER_EXPIRED,
              "a signer that is valid at " + rim.verifiedAt(),
              "chain[0] '%s', valid %s to %s"
                  .formatted(signer.commonName(), signer.notBefore(), signer.notAfter())));
    }
    // spec: NVIDIA OCSP certificateHold: it says of a manifest's signer that it is reconsidered
    rim.leafHeldSince()
        .ifPresent(
            since ->
                findings.add(
                    new Finding(
                        RimRule.SIGNER_HOLD,
                        "a signer that its issuer stands by",
                        "chain[0] '%s', on hold since %s".formatted(signer.commonName(), since))));
    return findings.stream().map(finding -> finding.about(rim.evidence().title())).toList();
  }

  /// Certificates of the manifest that nothing spoke of.
  public static List<Finding> notLookedUp(Verified<Rim> rim) {
    if (rim.notLookedUp().isEmpty()) {
      return List.of();
    }
    var names =
        rim.notLookedUp().stream()
            .map(place -> rim.chain().certificates().get(place).commonName())
            .toList();
    return List.of(
        new Finding(
                RimRule.SIGNER_NOT_LOOKED_UP,
                "fresh answers, or lists, for chain[0] to [2]",
                "none for " + names)
            .about(rim.evidence().title()));
  }

  private static List<Finding> mismatches(Rim rim, CertificateChain chain) {
    var findings = new ArrayList<Finding>();
    name(chain, SIGNER, "…L4…", name -> name.contains("L4"), findings);
    name(chain, L3, ISSUER_NAME + "L3 …", name -> name.startsWith(ISSUER_NAME + "L3 "), findings);
    name(chain, CA, ISSUER_NAME + "…", name -> name.startsWith(ISSUER_NAME), findings);
    name(chain, ROOT, ROOT_NAME, ROOT_NAME::equals, findings);
    return findings.stream().map(finding -> finding.about(rim.title())).toList();
  }

  private static void name(
      CertificateChain chain, int place, String wanted, Predicate<String> fits, List<Finding> out) {
    var name = chain.certificates().get(place).commonName();
    if (!fits.test(name)) {
      out.add(new Finding(ChainRule.NAME, "chain[" + place + "] named " + wanted, name));
    }
  }
}
