package dev.strongroom.attestation.scheme.snp;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.SnpRule;
import dev.strongroom.attestation.trust.ChainRules;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.attestation.trust.EvidenceVerifier;
import dev.strongroom.attestation.trust.KeyAlgorithm;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Whether a report comes from the firmware of a genuine AMD processor. Pure, thread-safe.
///
/// The chain is leaf (VCEK or VLEK), ASK or ASVK, ARK. Which of the two kinds it must be is taken
/// from KEY_INFO under the signature, never from a label of the sender.
public final class SnpVerifier {
  // spec: AMD 57230 certificate chain, algorithm: VCEK, ASK and ARK are signed with RSASSA-PSS,
  // SHA-384, by
  // RSA-4096 keys
  // spec: AMD 57230 CRL: the ARK lists ASKs and ASVKs; nobody lists VCEKs and VLEKs
  private static final ChainRules CHAIN = new ChainRules(3, KeyAlgorithm.RSA_4096_PSS_SHA384, 1);

  private static final String ROOT_PREFIX = "ARK-";
  private static final int ISSUER = 1;

  private SnpVerifier() {}

  /// Verifies chain, then report, without looking at revocation lists.
  ///
  /// @param chain leaf, ASK or ASVK, ARK
  /// @param now time at which every certificate must be valid
  public static Verification<SnpReport> verify(
      SnpReport report, CertificateChain chain, TrustAnchors anchors, Instant now) {
    return verify(report, chain, anchors, new Revocation.NotGiven(), now);
  }

  /// Verifies chain, then report.
  ///
  /// @param chain leaf, ASK or ASVK, ARK
  /// @param revocation the ARK's list, in which ASK or ASVK is looked up
  /// @param now time at which every certificate and the list must be valid
  public static Verification<SnpReport> verify(
      SnpReport report,
      CertificateChain chain,
      TrustAnchors anchors,
      Revocation revocation,
      Instant now) {
    return switch (verifyChain(chain, anchors, revocation, now)) {
      case Verified<CertificateChain> verified -> verify(report, verified);
      case Rejected<CertificateChain>(var findings) ->
          new Rejected<>(EvidenceVerifier.withSignature(findings, report, chain.leaf()));
    };
  }

  /// Verifies a chain by itself, for many reports under it, without revocation lists.
  public static Verification<CertificateChain> verifyChain(
      CertificateChain chain, TrustAnchors anchors, Instant now) {
    return verifyChain(chain, anchors, new Revocation.NotGiven(), now);
  }

  /// Verifies a chain by itself, for many reports under it.
  public static Verification<CertificateChain> verifyChain(
      CertificateChain chain, TrustAnchors anchors, Revocation revocation, Instant now) {
    return ChainVerifier.verify(chain, CHAIN, anchors, revocation, now);
  }

  /// The same, with chains that were verified before at hand.
  public static Verification<CertificateChain> verifyChain(
      CertificateChain chain,
      TrustAnchors anchors,
      Revocation revocation,
      Instant now,
      VerificationCache cache) {
    return cache.verifyChain(chain, CHAIN, anchors, revocation, now);
  }

  /// Verifies a report under an already verified chain.
  public static Verification<SnpReport> verify(SnpReport report, Verified<CertificateChain> chain) {
    return EvidenceVerifier.verify(report, chain, SnpVerifier::mismatches);
  }

  /// The product that a verified report comes from, as its root names it.
  public static SnpProduct product(Verified<SnpReport> verified) {
    return rootProduct(verified.chain());
  }

  /// The provider that a verified report's VLEK belongs to; empty for a VCEK.
  public static String provider(Verified<SnpReport> verified) {
    boolean loaded = verified.evidence().keyInfo().signingKey() == KeyInfo.VLEK;
    try {
      return SnpEndorsement.parse(verified.chain().leaf(), loaded).cspId();
    } catch (MalformedException e) {
      throw new IllegalStateException("the leaf was read when the report was verified", e);
    }
  }

  private static SnpProduct rootProduct(CertificateChain chain) {
    var name = chain.root().commonName();
    return SnpProduct.ofText(name.startsWith(ROOT_PREFIX) ? name.substring(4) : name)
        .orElseThrow(() -> new IllegalStateException("pinned root " + name + " is no ARK"));
  }

  private static List<Finding> mismatches(SnpReport report, CertificateChain chain) {
    var findings = new ArrayList<Finding>();
    var name = chain.root().commonName();
    if (!name.startsWith(ROOT_PREFIX) || SnpProduct.ofText(name.substring(4)).isEmpty()) {
      findings.add(new Finding(ChainRule.NAME, "ARK- and a known product", name));
      return findings;
    }
    signingKey(report.keyInfo(), findings);
    boolean loaded = report.keyInfo().signingKey() == KeyInfo.VLEK;
    names(chain, loaded, findings);
    var product = rootProduct(chain);
    cpuid(report, product, findings);
    tcb(report, product, findings);
    try {
      endorsement(report, product, SnpEndorsement.parse(chain.leaf(), loaded), findings);
    } catch (MalformedException e) {
      findings.add(new Finding(SnpRule.EXTENSION, "the extensions of AMD 57230", text(e)));
    }
    return findings;
  }

  private static String text(MalformedException e) {
    return String.valueOf(e.getMessage());
  }

  // spec: AMD 56860 ATTESTATION_REPORT KEY_INFO.MASK_CHIP_KEY: MASK_CHIP_KEY writes zeros instead
  // of a signature
  private static void signingKey(KeyInfo keyInfo, List<Finding> out) {
    if (keyInfo.maskChipKey()) {
      out.add(new Finding(SnpRule.UNSIGNED, "MASK_CHIP_KEY 0", "MASK_CHIP_KEY 1"));
    }
    switch (keyInfo.signingKey()) {
      case KeyInfo.VCEK, KeyInfo.VLEK -> {}
      case KeyInfo.NONE ->
          out.add(new Finding(SnpRule.UNSIGNED, "SIGNING_KEY 0 or 1", "SIGNING_KEY 7, none"));
      default ->
          out.add(
              new Finding(
                  SnpRule.SIGNING_KEY,
                  "SIGNING_KEY 0 or 1",
                  "SIGNING_KEY " + keyInfo.signingKey() + ", reserved"));
    }
  }

  // spec: AMD 57230 certificate chain, subjects: ARK-<product>, SEV-<product> or
  // SEV-VLEK-<product>, SEV-VCEK or SEV-VLEK
  private static void names(CertificateChain chain, boolean loaded, List<Finding> out) {
    var wantedLeaf = loaded ? "SEV-VLEK" : "SEV-VCEK";
    if (!chain.leaf().commonName().equals(wantedLeaf)) {
      out.add(new Finding(SnpRule.SIGNING_KEY, wantedLeaf, chain.leaf().commonName()));
    }
    var wantedIssuer = (loaded ? "SEV-VLEK-" : "SEV-") + rootProduct(chain).text();
    var issuer = chain.certificates().get(ISSUER).commonName();
    if (!issuer.equals(wantedIssuer)) {
      out.add(new Finding(ChainRule.NAME, wantedIssuer, issuer));
    }
  }

  private static void cpuid(SnpReport report, SnpProduct product, List<Finding> out) {
    if (!report.hasCpuid()) {
      return;
    }
    var seen = SnpProduct.ofCpuid(report.cpuid());
    if (seen.isEmpty() || seen.get() != product) {
      out.add(
          new Finding(
              SnpRule.PRODUCT,
              product.text() + ", as the root names it",
              report.cpuid() + seen.map(p -> " (" + p.text() + ")").orElse(" (unknown)")));
    }
  }

  private static void tcb(SnpReport report, SnpProduct product, List<Finding> out) {
    for (var raw :
        List.of(
            report.currentTcb(), report.reportedTcb(), report.committedTcb(), report.launchTcb())) {
      if (!product.reservedBytesAreZero(raw)) {
        out.add(new Finding(SnpRule.TCB_RESERVED, "zero reserved bytes", raw.hex()));
      }
    }
    var reported = product.tcb(report.reportedTcb());
    var committed = product.tcb(report.committedTcb());
    var current = product.tcb(report.currentTcb());
    // spec: AMD 56860 TCB_VERSION: REPORTED_TCB <= COMMITTED_TCB <= CURRENT_TCB, component by
    // component
    if (!committed.isAtLeast(reported)) {
      out.add(
          new Finding(SnpRule.TCB_ORDER, "REPORTED_TCB at most " + committed, reported.toString()));
    }
    if (!current.isAtLeast(committed)) {
      out.add(
          new Finding(SnpRule.TCB_ORDER, "COMMITTED_TCB at most " + current, committed.toString()));
    }
  }

  private static void endorsement(
      SnpReport report, SnpProduct product, SnpEndorsement leaf, List<Finding> out) {
    if (leaf.product() != product) {
      out.add(
          new Finding(
              SnpRule.PRODUCT, product.text() + ", as the root names it", leaf.product().text()));
    }
    var reported = product.tcb(report.reportedTcb());
    // spec: AMD 57230 VCEK extensions: the key is derived from exactly these SPLs, so equal and not
    // at least
    if (!leaf.tcb().equals(reported)) {
      out.add(
          new Finding(
              SnpRule.CERTIFICATE_TCB,
              "a certificate for REPORTED_TCB " + reported,
              "a certificate for " + leaf.tcb()));
    }
    int length = leaf.hwid().length();
    if (length > 0
        && !leaf.hwid()
            .concat(Bytes.zeros(report.chipId().length() - length))
            .equals(report.chipId())) {
      out.add(new Finding(SnpRule.CHIP_ID, "CHIP_ID " + leaf.hwid(), report.chipId().toString()));
    }
  }
}
