package dev.strongroom.attestation.scheme.nvidia;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.Der;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NvidiaRule;
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
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Whether a report comes from a genuine NVIDIA GPU or NVSwitch. Pure, thread-safe.
///
/// The chain is FMC leaf, BROM, Provisioner ICA, `NVIDIA <architecture> Identity`, `NVIDIA Device
/// Identity CA`: exactly five, P-384 throughout. The architecture is taken from the verified leaf
/// and never from a label of the sender. LS10's Identity is that of GH100.
public final class NvidiaVerifier {
  private static final int BROM = 1;

  // NVIDIA answers for no leaf: `unauthorized`.
  private static final ChainRules CHAIN = new ChainRules(5, KeyAlgorithm.ECDSA_P384_SHA384, BROM);

  private static final String ROOT_NAME = "NVIDIA Device Identity CA";
  private static final int PROVISIONER = 2;
  private static final int IDENTITY = 3;

  private NvidiaVerifier() {}

  /// Verifies chain, then report: five signatures.
  ///
  /// @param chain leaf first, five certificates
  /// @param now time at which every certificate must be valid
  public static Verification<NvidiaReport> verify(
      NvidiaReport report, CertificateChain chain, TrustAnchors anchors, Instant now) {
    return verify(report, verifyChain(chain, anchors, now));
  }

  /// Verifies chain, then report, with what was verified before at hand: three signatures for a
  /// device whose Provisioner ICA was seen under another, and the report's alone for one that was
  /// seen itself. The verdict is the same.
  ///
  /// @param cache kept between reports
  public static Verification<NvidiaReport> verify(
      NvidiaReport report,
      CertificateChain chain,
      TrustAnchors anchors,
      Instant now,
      VerificationCache cache) {
    return verify(report, verifyChain(chain, anchors, now, cache));
  }

  private static Verification<NvidiaReport> verify(
      NvidiaReport report, Verification<CertificateChain> chain) {
    return switch (chain) {
      case Verified<CertificateChain> verified -> verify(report, verified);
      case Rejected<CertificateChain>(var findings) -> new Rejected<>(findings);
    };
  }

  /// Verifies chain, with what speaks of its certificates, then report.
  ///
  /// @param revocation of BROM, Provisioner and Identity
  /// @param cache what held before
  public static Verification<NvidiaReport> verify(
      NvidiaReport report,
      CertificateChain chain,
      TrustAnchors anchors,
      Revocation revocation,
      Instant now,
      VerificationCache cache) {
    return switch (cache.verifyChain(chain, CHAIN, anchors, revocation, now)) {
      case Verified<CertificateChain> verified -> verify(report, verified);
      case Rejected<CertificateChain>(var findings) ->
          new Rejected<>(EvidenceVerifier.withSignature(findings, report, chain.leaf()));
    };
  }

  /// Verifies a chain by itself, for many reports under it.
  public static Verification<CertificateChain> verifyChain(
      CertificateChain chain, TrustAnchors anchors, Instant now) {
    return ChainVerifier.verify(chain, CHAIN, anchors, now);
  }

  /// The same, with chains that were verified before at hand.
  public static Verification<CertificateChain> verifyChain(
      CertificateChain chain, TrustAnchors anchors, Instant now, VerificationCache cache) {
    return cache.verifyChain(chain, CHAIN, anchors, new Revocation.NotGiven(), now);
  }

  /// Verifies a report under an already verified chain.
  public static Verification<NvidiaReport> verify(
      NvidiaReport report, Verified<CertificateChain> chain) {
    return EvidenceVerifier.verify(report, chain, NvidiaVerifier::mismatches);
  }

  private static List<Finding> mismatches(NvidiaReport report, CertificateChain chain) {
    var findings = new ArrayList<Finding>();
    try {
      var identity = NvidiaIdentity.parse(chain.leaf());
      var architecture = NvidiaArchitecture.of(identity.architecture());
      if (architecture.isEmpty()) {
        findings.add(
            new Finding(
                NvidiaRule.ARCHITECTURE,
                "one of " + Arrays.toString(NvidiaArchitecture.values()),
                identity.architecture()));
        return findings;
      }
      names(chain, architecture.get(), findings);
      issuerKey(chain, identity, findings);
      opaque(report.opaque(), architecture.get(), identity, findings);
      ownPdi(report.opaque(), chain, findings);
    } catch (MalformedException e) {
      findings.add(
          new Finding(
              NvidiaRule.LEAF_FWID,
              "device info and FWID extensions",
              String.valueOf(e.getMessage())));
    }
    return findings;
  }

  private static void names(
      CertificateChain chain, NvidiaArchitecture architecture, List<Finding> out) {
    var text = architecture.text();
    prefix(chain, 0, text + " ", out);
    prefix(chain, BROM, text + " ", out);
    prefix(chain, PROVISIONER, "NVIDIA " + text + " Provisioner", out);
    exact(chain, IDENTITY, architecture.identityName(), out);
    exact(chain, IDENTITY + 1, ROOT_NAME, out);
  }

  private static void prefix(CertificateChain chain, int i, String wanted, List<Finding> out) {
    var name = chain.certificates().get(i).commonName();
    if (!name.startsWith(wanted)) {
      out.add(new Finding(ChainRule.NAME, "chain[" + i + "] named " + wanted + "…", name));
    }
  }

  private static void exact(CertificateChain chain, int i, String wanted, List<Finding> out) {
    var name = chain.certificates().get(i).commonName();
    if (!name.equals(wanted)) {
      out.add(new Finding(ChainRule.NAME, "chain[" + i + "] named " + wanted, name));
    }
  }

  // spec: TCG DICE compositeDeviceID: deviceID is the key of the layer that issued the leaf
  private static void issuerKey(CertificateChain chain, NvidiaIdentity identity, List<Finding> out)
      throws MalformedException {
    var issuer =
        new Der(chain.certificates().get(BROM).spki()).value("SubjectPublicKeyInfo", Der.SEQUENCE);
    if (identity.issuerSpki().filter(named -> !named.equals(issuer)).isPresent()) {
      out.add(new Finding(NvidiaRule.LEAF_FWID, "deviceID: the key of chain[1]", "another key"));
    }
  }

  private static void opaque(
      OpaqueData opaque,
      NvidiaArchitecture architecture,
      NvidiaIdentity identity,
      List<Finding> out) {
    boolean ofSwitch = opaque instanceof OpaqueData.Switch;
    if (ofSwitch != architecture.isSwitch()) {
      out.add(
          new Finding(
              NvidiaRule.DEVICE_KIND,
              "a report of the " + architecture.text() + " that the leaf names",
              ofSwitch ? "one of a switch" : "one of a GPU"));
    }
    var fwid = opaque.fwid();
    if (fwid.isPresent() && !fwid.get().equals(identity.fwid())) {
      out.add(new Finding(NvidiaRule.FWID, identity.fwid().hex(), fwid.get().hex()));
    }
  }

  private static void ownPdi(OpaqueData opaque, CertificateChain chain, List<Finding> out) {
    if (opaque instanceof OpaqueData.Switch stated) {
      var certified = NvidiaDevice.pdi(chain.certificates().get(BROM));
      if (!certified.equals(Optional.of(stated.pdi()))) {
        out.add(
            new Finding(
                NvidiaRule.PDI,
                certified.orElse("a PDI in the serial number of chain[1]"),
                stated.pdi()));
      }
    }
  }
}
