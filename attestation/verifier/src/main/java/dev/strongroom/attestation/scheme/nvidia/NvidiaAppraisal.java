package dev.strongroom.attestation.scheme.nvidia;

import dev.strongroom.attestation.demand.DottedVersion;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.scheme.nvidia.rim.RimComparison;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Whether an authentic report is acceptable. Pure, thread-safe.
public final class NvidiaAppraisal {
  private static final int BROM = 1;

  private NvidiaAppraisal() {}

  /// What any user of a report must know, whatever the session: firmware id and mode.
  public static List<Finding> intrinsic(Verified<NvidiaReport> verified) {
    var findings = new ArrayList<Finding>();
    var opaque = verified.evidence().opaque();
    if (opaque.fwid().isEmpty()) {
      findings.add(new Finding(NvidiaRule.FWID_ABSENT, "field 20 FWID", "absent"));
    }
    if (opaque instanceof OpaqueData.Gpu gpu && gpu.mode().isEmpty()) {
      // spec: NVIDIA opaque data modes: PROTECTED_PCIE_STATUS is on iff FEATURE_FLAG is 2
      findings.add(
          new Finding(
              NvidiaRule.MODE,
              "PROTECTED_PCIE_STATUS on where FEATURE_FLAG is PPCIE, and else off",
              "%b with %s"
                  .formatted(gpu.protectedPcie().orElse(false), gpu.featureFlag().orElse(null))));
    }
    return findings;
  }

  /// Certificates of the device that nothing spoke of.
  public static List<Finding> notLookedUp(Verified<NvidiaReport> verified) {
    var open = verified.notLookedUp();
    if (open.isEmpty()) {
      return List.of();
    }
    var names =
        open.stream()
            .map(place -> verified.chain().certificates().get(place).commonName())
            .toList();
    // spec: NVIDIA CRL distribution points: lists name Identity and Provisioner, none a BROM
    return List.of(
        open.equals(List.of(BROM))
            ? new Finding(
                NvidiaRule.BROM_NOT_LOOKED_UP, "a fresh answer for chain[1]", "none for " + names)
            : new Finding(
                NvidiaRule.OCSP_ABSENT,
                "fresh answers, or lists, for chain[1] to [3]",
                "none for " + names));
  }

  /// What it measured, beside the manifests of its driver and VBIOS, or of its BIOS.
  ///
  /// @param collateral manifests, and what speaks of their signers
  /// @param cache what held before
  public static RimComparison measured(
      Verified<NvidiaReport> verified,
      NvidiaCollateral collateral,
      TrustAnchors anchors,
      Instant now,
      VerificationCache cache) {
    return NvidiaManifests.compare(verified, collateral, anchors, now, cache);
  }

  /// Versions below what is asked for.
  ///
  /// @param wanted lowest accepted versions of its architecture
  public static List<Finding> floors(NvidiaDevice device, ReleasePolicy.Accelerators wanted) {
    var findings = new ArrayList<Finding>();
    var driver = device.driverVersion().orElse(ReleasePolicy.Accelerators.ANY_VERSION);
    below("driver", driver, wanted.minimumDriver(), findings);
    below("VBIOS", device.vbiosVersion(), wanted.minimumVbios(), findings);
    int svn =
        switch (device.opaque()) {
          case OpaqueData.Gpu gpu -> gpu.fspUcodeSvn().orElse(0);
          case OpaqueData.Switch _ -> 0;
        };
    if (svn < wanted.minimumFspUcodeSvn()) {
      findings.add(
          new Finding(
              NvidiaRule.FLOOR,
              "FSP_UCODE_SVN " + wanted.minimumFspUcodeSvn() + " or higher",
              "" + svn));
    }
    return findings;
  }

  private static void below(String what, String seen, String floor, List<Finding> out) {
    boolean asked = !floor.equals(ReleasePolicy.Accelerators.ANY_VERSION);
    if (asked && !DottedVersion.isAtLeast(seen, floor)) {
      out.add(new Finding(NvidiaRule.FLOOR, what + " " + floor + " or later", seen));
    }
  }

  /// What the session binds: all 32 bytes of the requester nonce.
  public static List<Finding> bound(Verified<NvidiaReport> verified, Bytes nonce) {
    var seen = verified.evidence().nonce();
    return seen.equals(nonce)
        ? List.of()
        : List.of(new Finding(NvidiaRule.NONCE, nonce.hex(), seen.hex()));
  }
}
