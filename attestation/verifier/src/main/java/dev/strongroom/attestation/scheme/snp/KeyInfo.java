package dev.strongroom.attestation.scheme.snp;

/// KEY_INFO (AMD 56860, ATTESTATION_REPORT): bit 0 AUTHOR_KEY_EN, bit 1 MASK_CHIP_KEY, bits 4:2
/// SIGNING_KEY.
///
/// @param authorKeyEnabled the author key digest is present
/// @param maskChipKey the host has the firmware write zeros instead of a signature
/// @param signingKey 0 VCEK, 1 VLEK, 7 none, others reserved
public record KeyInfo(boolean authorKeyEnabled, boolean maskChipKey, int signingKey) {
  /// SIGNING_KEY of a Versioned Chip Endorsement Key.
  public static final int VCEK = 0;

  /// SIGNING_KEY of a Versioned Loaded Endorsement Key.
  public static final int VLEK = 1;

  /// SIGNING_KEY of an unsigned report.
  public static final int NONE = 7;

  private static final int AUTHOR_KEY_EN = 1;
  private static final int MASK_CHIP_KEY = 2;
  private static final int SIGNING_KEY_SHIFT = 2;

  static KeyInfo ofBits(int bits) {
    return new KeyInfo(
        (bits & AUTHOR_KEY_EN) != 0, (bits & MASK_CHIP_KEY) != 0, bits >>> SIGNING_KEY_SHIFT);
  }
}
