package dev.strongroom.attestation.appraisal;

import dev.strongroom.wire.Bytes;

/// What the CPU's Evidence must carry to be of this session. It stands in different places:
///
/// | Scheme | Place | Form |
/// |---|---|---|
/// | SEV-SNP | REPORT_DATA | zeros behind it, 64 bytes in all |
/// | TDX, SGX | REPORTDATA | zeros behind it, 64 bytes in all |
/// | Azure's virtual TPM | extraData of the quote | as it is |
///
/// @param value 8 to 64 bytes, not all zero
public record SessionNonce(Bytes value) {
  private static final int MIN_BYTES = 8;
  private static final int REPORT_DATA_BYTES = 64;

  public SessionNonce {
    if (value.length() < MIN_BYTES || value.length() > REPORT_DATA_BYTES) {
      throw new IllegalArgumentException("nonce: got " + value.length() + " bytes, want 8 to 64");
    }
    if (value.isZero()) {
      // spec: RFC 9711 4.1 (entropy): a nonce is unpredictable; zeros are what firmware writes
      // unasked
      throw new IllegalArgumentException("nonce: is zero");
    }
  }

  /// As a report carries it, 64 bytes.
  Bytes reportData() {
    return value.concat(Bytes.zeros(REPORT_DATA_BYTES - value.length()));
  }
}
