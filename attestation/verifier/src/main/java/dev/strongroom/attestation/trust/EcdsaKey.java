package dev.strongroom.attestation.trust;

import dev.strongroom.wire.Bytes;

/// A point of a curve, ready to verify. Thread-safe.
interface EcdsaKey {
  /// True if `signature` holds over `message`.
  ///
  /// @param signature on the key's curve, both values from 1 to n - 1
  boolean verify(Bytes message, EcdsaSignature signature);
}
