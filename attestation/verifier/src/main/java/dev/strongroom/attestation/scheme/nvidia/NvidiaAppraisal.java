package dev.strongroom.attestation.scheme.nvidia;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NvidiaRule;
import dev.strongroom.attestation.trust.Verified;
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
    if (verified.evidence().opaque() instanceof OpaqueData.Legacy legacy
        && legacy.fwid().isEmpty()) {
      findings.add(new Finding(NvidiaRule.FWID_ABSENT, "field 20 FWID", "absent"));
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

  /// What the session binds: all 32 bytes of the requester nonce.
  public static List<Finding> bound(Verified<NvidiaReport> verified, Bytes nonce) {
    var seen = verified.evidence().nonce();
    return seen.equals(nonce)
        ? List.of()
        : List.of(new Finding(NvidiaRule.NONCE, nonce.hex(), seen.hex()));
  }
}
