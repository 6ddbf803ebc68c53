package dev.strongroom.attestation.trust;

import java.util.Optional;
import java.util.function.Predicate;

/// What an issuer's key says of a signature.
enum SignatureCheck {
  /// It is the issuer's.
  HOLDS,
  /// It is of the wanted kind, and not the issuer's.
  BROKEN,
  /// Its algorithm or the issuer's key is of another kind.
  FOREIGN;

  /// By the issuer's key; [#FOREIGN] without one.
  static <K> SignatureCheck of(Optional<K> key, Predicate<K> verifies) {
    return key.map(k -> verifies.test(k) ? HOLDS : BROKEN).orElse(FOREIGN);
  }
}
