package dev.strongroom.transparency;

import dev.strongroom.wire.Bytes;

/// Size and root of a Merkle tree (RFC 9162 section 4.10, without timestamp). Says nothing about
/// who vouches for it, see [Checkpoint].
///
/// @param size number of entries
/// @param root Merkle Tree Hash, 32 bytes
public record TreeHead(long size, Bytes root) {
  public TreeHead {
    if (size < 0) {
      throw new IllegalArgumentException("tree size is " + size + ", want 0 or more");
    }
    if (root.length() != MerkleTree.HASH_BYTES) {
      throw new IllegalArgumentException("root has " + root.length() + " bytes, want 32");
    }
    // spec: RFC 9162 2.1.1 empty list: the hash of an empty list is the hash of an empty string
    if (size == 0 && !root.equals(MerkleTree.EMPTY_ROOT)) {
      throw new IllegalArgumentException("an empty tree has root " + MerkleTree.EMPTY_ROOT);
    }
  }

  /// The head of a tree without entries.
  public static TreeHead empty() {
    return new TreeHead(0, MerkleTree.EMPTY_ROOT);
  }
}
