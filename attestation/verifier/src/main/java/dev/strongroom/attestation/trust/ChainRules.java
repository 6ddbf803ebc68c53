package dev.strongroom.attestation.trust;

/// The shape of a vendor's chain.
///
/// @param length exact number of certificates, root included
/// @param issuers how every issuer signs
/// @param firstRevocable place of the first certificate that its issuer's revocation list can name:
///   0 the leaf, 1 where the vendor lists issuers alone
/// @param leafEnd who judges that the leaf ran out
public record ChainRules(int length, KeyAlgorithm issuers, int firstRevocable, LeafEnd leafEnd) {
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

  /// A chain of which every certificate must be valid.
  public ChainRules(int length, KeyAlgorithm issuers, int firstRevocable) {
    this(length, issuers, firstRevocable, LeafEnd.REFUSED);
  }

  /// A chain of which every certificate but the root can be revoked, and every one must be valid.
  public ChainRules(int length, KeyAlgorithm issuers) {
    this(length, issuers, 0);
  }

  /// The same, with the end of the leaf left to the caller.
  public ChainRules leavingLeafEnd() {
    return new ChainRules(length, issuers, firstRevocable, LeafEnd.LEFT_TO_CALLER);
  }

  /// True if the certificate at this place must not have ended.
  boolean refusesEndAt(int place) {
    return switch (leafEnd) {
      case REFUSED -> true;
      case LEFT_TO_CALLER -> place > 0;
    };
  }
}
