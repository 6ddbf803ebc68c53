package dev.strongroom.attestation.trust;

/// The shape of a vendor's chain.
///
/// @param length exact number of certificates, root included
/// @param issuers how every issuer signs
/// @param firstRevocable place of the first certificate that its issuer's revocation list, or its
///   OCSP responder, can name: 0 the leaf, 1 where the vendor answers for issuers alone
/// @param leafEnd who judges that the leaf ran out
/// @param leafHoldIsReported whether a leaf that is on hold does not refuse the chain, because the
///   caller reports it: see [Verified#leafHeldSince]
public record ChainRules(
    int length,
    KeyAlgorithm issuers,
    int firstRevocable,
    LeafEnd leafEnd,
    boolean leafHoldIsReported) {
  /// Who judges that a leaf is past its notAfter. That it is not valid yet is always refused, and
  /// so is an issuer outside its validity.
  public enum LeafEnd {
    /// The chain is refused.
    REFUSED,
    /// The chain is verified all the same; whoever uses it compares
    /// [dev.strongroom.attestation.evidence.Certificate#notAfter] of its leaf with
    /// [Verified#verifiedAt]. For leaves that sign documents which outlive them.
    LEFT_TO_CALLER
  }

  public ChainRules {
    if (leafHoldIsReported && firstRevocable > 0) {
      throw new IllegalArgumentException("leafHoldIsReported: the leaf is never looked up");
    }
  }

  /// A chain of which every certificate must be valid, and any hold refuses.
  public ChainRules(int length, KeyAlgorithm issuers, int firstRevocable) {
    this(length, issuers, firstRevocable, LeafEnd.REFUSED, false);
  }

  /// A chain of which every certificate but the root can be revoked, and every one must be valid.
  public ChainRules(int length, KeyAlgorithm issuers) {
    this(length, issuers, 0);
  }

  /// The same, with the end of the leaf left to the caller.
  public ChainRules leavingLeafEnd() {
    return new ChainRules(
        length, issuers, firstRevocable, LeafEnd.LEFT_TO_CALLER, leafHoldIsReported);
  }

  /// The same for whoever finds a rule broken where [Verified#leafHeldSince] names a time: for
  /// leaves that sign statements once, such as manifests, and never for those of devices.
  public ChainRules reportingLeafHold() {
    return new ChainRules(length, issuers, firstRevocable, leafEnd, true);
  }

  /// True if the certificate at this place must not have ended.
  boolean refusesEndAt(int place) {
    return switch (leafEnd) {
      case REFUSED -> true;
      case LEFT_TO_CALLER -> place > 0;
    };
  }
}
