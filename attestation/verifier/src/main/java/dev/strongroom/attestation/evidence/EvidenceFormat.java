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

  /// The forms that are told apart, for people.
  public static final String KNOWN =
      "SEV-SNP: 1184 bytes, TDX or SGX: begins with 03, 04 or 05 00 02 00, Azure: a JSON object,"
          + " NVIDIA: begins with 11 e0 01 ff";

  // spec: ECDSA Quote Library API A.4 Quote Header form: version, attestation key type 2, TEE type
  private static final int QUOTE_HEADER_BYTES = 48;

  private static final int FIRST_QUOTE_VERSION = 3;
  private static final int LAST_QUOTE_VERSION = 5;
  private static final int ECDSA_P256_KEY = 2;
  private static final int TEE_AT = 4;
  private static final int TDX = 0x81;

  private EvidenceFormat() {}

  private static boolean isQuote(Bytes report) {
    return report.length() > QUOTE_HEADER_BYTES
        && report.at(0) >= FIRST_QUOTE_VERSION
        && report.at(0) <= LAST_QUOTE_VERSION
        && report.at(1) == 0
        && report.at(2) == ECDSA_P256_KEY
        && report.at(3) == 0;
  }

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
    if (isQuote(report)) {
      return report.at(TEE_AT) == TDX ? Scheme.INTEL_TDX : Scheme.INTEL_SGX;
    }
    if (report.length() > 0 && report.at(0) == '{') {
      return Scheme.AZURE_VTPM;
    }
    throw new MalformedException("report", 0, "got " + report.length() + " bytes, want " + KNOWN);
  }
}
