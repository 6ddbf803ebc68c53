package dev.strongroom.attestation.demand;

/// What a policy demands of one bit.
public enum Demand {
  /// The Evidence must prove that it is set.
  REQUIRE,
  /// The Evidence must prove that it is clear.
  FORBID,
  /// Either, and unknown too.
  ANY
}
