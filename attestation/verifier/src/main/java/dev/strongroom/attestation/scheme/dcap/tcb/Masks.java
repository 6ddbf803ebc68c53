package dev.strongroom.attestation.scheme.dcap.tcb;

import dev.strongroom.wire.Bytes;

/// Comparison under a mask of the same length.
final class Masks {
  private Masks() {}

  /// True if `seen` has the value of `wanted` in every bit of `mask`, and `wanted` has no other.
  static boolean fits(Bytes seen, Bytes wanted, Bytes mask) {
    if (seen.length() != mask.length() || wanted.length() != mask.length()) {
      return false;
    }
    for (int i = 0; i < mask.length(); i++) {
      if ((seen.at(i) & mask.at(i)) != wanted.at(i)) {
        return false;
      }
    }
    return true;
  }
}
