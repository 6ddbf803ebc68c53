package dev.strongroom.attestation.trust;

/// The shape of a vendor's chain.
///
/// @param length exact number of certificates, root included
/// @param issuers how every issuer signs
/// @param firstRevocable place of the first certificate that its issuer's revocation list can name:
///   0 the leaf, 1 where the vendor lists issuers alone
public record ChainRules(int length, KeyAlgorithm issuers, int firstRevocable) {
  /// A chain of which every certificate but the root can be revoked.
  public ChainRules(int length, KeyAlgorithm issuers) {
    this(length, issuers, 0);
  }
}
