package dev.strongroom.attestation.scheme.snp;

/// What a policy demands of one bit.
public enum Demand {
  /// The report must prove that it is set.
  REQUIRE,
  /// The report must prove that it is clear.
  FORBID,
  /// Either, and unknown too.
  ANY
}
