package dev.strongroom.attestation.scheme.snp;

/// PLATFORM_INFO (AMD 56860, ATTESTATION_REPORT), see [PlatformBit]. Which bits have a meaning
/// follows the firmware's ABI and not the report's version; firmware in the field sets bits that
/// are not published, so unknown ones are surfaced and never fail.
///
/// @param bits all 64
public record PlatformInfo(long bits) {
  /// True if `bit` is set; what that proves, [PlatformBit#in] says.
  public boolean has(PlatformBit bit) {
    return (bits >>> bit.index() & 1) == 1;
  }

  /// Bits whose meaning is not known here, in place.
  public long unknown() {
    long known = 0;
    for (var bit : PlatformBit.values()) {
      known |= 1L << bit.index();
    }
    return bits & ~known;
  }

  /// As 16 hexadecimal digits.
  public String hex() {
    return "%016x".formatted(bits);
  }
}
