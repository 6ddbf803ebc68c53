package dev.strongroom.attestation.scheme.snp;

/// PLATFORM_INFO (AMD 56860, ATTESTATION_REPORT). Which bits have a meaning follows the firmware's
/// ABI and not the report's version; firmware in the field sets bits that are not published, so
/// unknown ones are surfaced and never fail.
///
/// | Bit | Name |
/// |---|---|
/// | 0 | SMT_EN |
/// | 1 | TSME_EN |
/// | 2 | ECC_EN |
/// | 3 | RAPL_DIS |
/// | 4 | CIPHERTEXT_HIDING_DRAM_EN |
/// | 5 | ALIAS_CHECK_COMPLETE |
/// | 7 | TIO_EN |
///
/// @param bits all 64
public record PlatformInfo(long bits) {
  private static final long KNOWN = 0b1011_1111;
  private static final int ALIAS_CHECK_COMPLETE = 5;

  /// Bit 5: no memory alias was found at boot or after the last reset (AMD-SB-3015).
  public boolean aliasCheckComplete() {
    return (bits >>> ALIAS_CHECK_COMPLETE & 1) == 1;
  }

  /// Bits whose meaning is not known here, in place.
  public long unknown() {
    return bits & ~KNOWN;
  }

  /// As 16 hexadecimal digits.
  public String hex() {
    return "%016x".formatted(bits);
  }
}
