package dev.strongroom.attestation.finding;

/// How far a broken rule lowers trust, as in AR4SI (draft-ietf-rats-ar4si). The order is from mild
/// to grave.
public enum Tier {
  /// Releases only where the policy accepts the rule by name.
  WARNING,
  /// Never releases.
  CONTRAINDICATED
}
