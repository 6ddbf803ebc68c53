package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/// Signatures of issuers for one verification: those that held before are not computed again. What
/// is found to hold now is kept only where the whole verification held: a stranger can sign lower
/// certificates of a chain of his own, and shall push nothing out with them. Not thread-safe; what
/// it is made of is.
final class KnownSignatures implements IssuerSignatures {
  /// All that a signature's validity depends on.
  record Key(
      KeyAlgorithm kind, String algorithm, Bytes toBeSigned, Bytes signature, Bytes issuerSpki) {}

  private final Lru<Key, SignatureCheck> known;
  private final List<Key> found = new ArrayList<>();

  /// @param known those that held before
  KnownSignatures(Lru<Key, SignatureCheck> known) {
    this.known = known;
  }

  @Override
  public SignatureCheck check(
      KeyAlgorithm kind, String algorithm, Bytes toBeSigned, Bytes signature, Certificate issuer) {
    var key = new Key(kind, algorithm, toBeSigned, signature, issuer.spki());
    var before = known.get(key);
    if (before.isPresent()) {
      return before.get();
    }
    var check = kind.check(algorithm, toBeSigned, signature, issuer);
    if (check == SignatureCheck.HOLDS) {
      found.add(key);
    }
    return check;
  }

  /// Keeps those that were found to hold.
  void keep() {
    found.forEach(key -> known.put(key, SignatureCheck.HOLDS));
  }
}
