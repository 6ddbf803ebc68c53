package dev.strongroom.attestation.appraisal;

import dev.strongroom.wire.Bytes;

/// What this session's Evidence must be bound to. Every value is required: there is no way to leave
/// one unchecked.
///
/// @param snpReportData REPORT_DATA, 64 bytes, see
///   [dev.strongroom.protocol.release.Transcript#snpReportData]
/// @param deviceNonce SPDM requester nonce of every accelerator, 32 bytes
/// @param hostData HOST_DATA, 32 bytes, see [dev.strongroom.protocol.release.InitData#hostData]
public record Expected(Bytes snpReportData, Bytes deviceNonce, Bytes hostData) {
  private static final int REPORT_DATA_BYTES = 64;
  private static final int NONCE_BYTES = 32;
  private static final int HOST_DATA_BYTES = 32;

  public Expected {
    require("snpReportData", snpReportData, REPORT_DATA_BYTES);
    require("deviceNonce", deviceNonce, NONCE_BYTES);
    require("hostData", hostData, HOST_DATA_BYTES);
  }

  private static void require(String field, Bytes value, int length) {
    if (value.length() != length) {
      throw new IllegalArgumentException(
          field + ": got " + value.length() + " bytes, want " + length);
    }
  }
}
