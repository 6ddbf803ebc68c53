package dev.strongroom.attestation.trust;

/// The shape of a vendor's chain.
///
/// @param length exact number of certificates, root included
/// @param issuers how every issuer signs
/// @param firstRevocable place of the first certificate that its issuer's revocation list, or its
///   OCSP responder, can name: 0 the leaf, 1 where the vendor answers for issuers alone
/// @param leafHoldIsReported whether a leaf that is on hold does not refuse the chain, because the
///   caller reports it: see [Verified#leafHeldSince]
public record ChainRules(
    int length, KeyAlgorithm issuers, int firstRevocable, boolean leafHoldIsReported) {
  public ChainRules {
    if (leafHoldIsReported && firstRevocable > 0) {
      throw new IllegalArgumentException("leafHoldIsReported: the leaf is never looked up");
    }
  }

  /// A chain of which any hold refuses.
  public ChainRules(int length, KeyAlgorithm issuers, int firstRevocable) {
    this(length, issuers, firstRevocable, false);
  }

  /// A chain of which every certificate but the root can be revoked.
  public ChainRules(int length, KeyAlgorithm issuers) {
    this(length, issuers, 0);
  }

  /// The same for whoever finds a rule broken where [Verified#leafHeldSince] names a time: for
  /// leaves that sign statements once, such as manifests, and never for those of devices.
  public ChainRules reportingLeafHold() {
    return new ChainRules(length, issuers, firstRevocable, true);
  }
}
