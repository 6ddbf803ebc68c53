package dev.strongroom.attestation.scheme.dcap;

/// What a policy wants of one bit.
public enum Demand {
  /// It must be set.
  REQUIRE,
  /// It must be clear.
  FORBID,
  /// Either will do.
  ANY
}
