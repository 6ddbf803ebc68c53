package dev.strongroom.transparency;

import dev.strongroom.wire.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/// The Merkle Tree Hash and its proofs (RFC 9162 section 2.1, SHA-256), over a list of leaf hashes.
///
/// | Hash  | Input                        |
/// |-------|------------------------------|
/// | empty | no bytes                     |
/// | leaf  | `0x00 ‖ entry`               |
/// | node  | `0x01 ‖ left ‖ right`        |
///
/// A tree of n > 1 entries splits at the largest power of two below n. Every call here hashes the
/// whole list; [MerkleNodes] keeps the inner nodes for logs that live. Thread-safe.
public final class MerkleTree {
  /// Length of every hash.
  public static final int HASH_BYTES = 32;

  /// Root of a tree without entries.
  public static final Bytes EMPTY_ROOT = Bytes.empty().sha256();

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  private MerkleTree() {}

  /// Hash of one entry.
  public static Bytes leafHash(Bytes entry) {
    // spec: RFC 9162 2.1.1 leaf: MTH({d[0]}) = HASH(0x00 || d[0])
    var digest = sha256();
    digest.update(LEAF);
    return Bytes.copyOf(digest.digest(entry.toArray()));
  }

  /// Hash of an inner node.
  public static Bytes nodeHash(Bytes left, Bytes right) {
    // spec: RFC 9162 2.1.1 node: MTH(D_n) = HASH(0x01 || MTH(D[0:k]) || MTH(D[k:n]))
    var digest = sha256();
    digest.update(NODE);
    digest.update(left.toArray());
    return Bytes.copyOf(digest.digest(right.toArray()));
  }

  /// Root over `leafHashes`.
  public static Bytes root(List<Bytes> leafHashes) {
    return MerkleNodes.of(leafHashes).head().root();
  }

  /// The path from entry `index` to the root over `leafHashes`, lowest sibling first.
  public static List<Bytes> inclusionProof(long index, List<Bytes> leafHashes) {
    return MerkleNodes.of(leafHashes).inclusionProof(index, leafHashes.size());
  }

  /// Proof that the tree over the first `oldSize` hashes is a prefix of the tree over all.
  public static List<Bytes> consistencyProof(long oldSize, List<Bytes> leafHashes) {
    return MerkleNodes.of(leafHashes).consistencyProof(oldSize, leafHashes.size());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is required of every Java platform", e);
    }
  }
}
