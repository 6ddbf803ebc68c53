package dev.strongroom.attestation.scheme.snp;

/// What a report shows of one bit.
public enum Shown {
  /// Set, and the firmware gives it a meaning.
  ON,
  /// Clear, and the firmware gives it a meaning.
  OFF,
  /// Nothing shows that the firmware gives it a meaning: neither set nor clear says anything.
  UNKNOWN
}
