package dev.strongroom.attestation.scheme.nvidia;

import dev.strongroom.attestation.demand.DottedVersion;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.enrolment.ReleasePolicy;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/// Whether an authentic report is acceptable. Pure, thread-safe.
public final class NvidiaAppraisal {
  private NvidiaAppraisal() {}

  /// What any user of a report must know, whatever the session: the firmware id, and what was not
  /// looked at.
  public static List<Finding> intrinsic(Verified<NvidiaReport> verified) {
    var findings = new ArrayList<Finding>();
    var opaque = verified.evidence().opaque();
    if (opaque.fwid().isEmpty()) {
      findings.add(new Finding(NvidiaRule.FWID_ABSENT, "field 20 FWID", "absent"));
    }
    if (opaque instanceof OpaqueData.Gpu gpu && gpu.mode().isEmpty()) {
      // spec: NVIDIA opaque data: PROTECTED_PCIE_STATUS is on iff FEATURE_FLAG is 2
      findings.add(
          new Finding(
              NvidiaRule.MODE,
              "PROTECTED_PCIE_STATUS on where FEATURE_FLAG is PPCIE, and else off",
              "%b with %s"
                  .formatted(gpu.protectedPcie().orElse(false), gpu.featureFlag().orElse(null))));
    }
    findings.add(
        new Finding(
            NvidiaRule.RIM_ABSENT,
            "measurements compared with the driver's and the VBIOS's manifest",
            "no manifest given"));
    findings.add(
        new Finding(
            NvidiaRule.OCSP_ABSENT, "a fresh answer for chain[1] to [3]", "no answer given"));
    return findings;
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
