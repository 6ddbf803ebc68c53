package dev.strongroom.attestation.evidence;

import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.HexFormat;

/// Tells schemes apart by the bytes of a report, for reports that come without a label.
public final class EvidenceFormat {
  /// SPDM 1.1 GET_MEASUREMENTS, signature requested, all blocks: how NVIDIA reports start.
  private static final Bytes SPDM_REQUEST = Bytes.copyOf(HexFormat.of().parseHex("11e001ff"));

  /// Length of every SEV-SNP ATTESTATION_REPORT (AMD 56860).
  private static final int SNP_REPORT_BYTES = 1184;

  private EvidenceFormat() {}

  /// The scheme that `report` has the outer form of.
  ///
  /// @throws MalformedException if it has the form of no known scheme
  public static Scheme detect(Bytes report) throws MalformedException {
    int prefix = SPDM_REQUEST.length();
    if (report.length() >= prefix && report.slice(0, prefix).equals(SPDM_REQUEST)) {
      return Scheme.NVIDIA_GPU;
    }
    if (report.length() == SNP_REPORT_BYTES) {
      return Scheme.AMD_SEV_SNP;
    }
    throw new MalformedException(
        "report",
        0,
        "got "
            + report.length()
            + " bytes, want 1184 (SEV-SNP) or a start of 11 e0 01 ff (NVIDIA)");
  }
}
