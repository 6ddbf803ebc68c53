package dev.strongroom.transparency;

import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/// The right edge of a tree: roots of its complete subtrees, largest first, one for each set bit of
/// the size. Enough to append and to know the root in O(log n), with no other entry at hand. An
/// immutable value, so a transaction that rolls back needs no undo.
///
/// @param size number of entries
/// @param peaks subtree roots, `Long.bitCount(size)` of them, 32 bytes each
public record MerkleFrontier(long size, List<Bytes> peaks) {
  public MerkleFrontier {
    peaks = List.copyOf(peaks);
    if (size < 0 || peaks.size() != Long.bitCount(size)) {
      throw new IllegalArgumentException(
          "size " + size + " has " + Long.bitCount(size) + " peaks, got " + peaks.size());
    }
    if (peaks.stream().anyMatch(peak -> peak.length() != MerkleTree.HASH_BYTES)) {
      throw new IllegalArgumentException("every peak has 32 bytes");
    }
  }

  /// No entries.
  public static MerkleFrontier empty() {
    return new MerkleFrontier(0, List.of());
  }

  /// The frontier after one more entry.
  public MerkleFrontier plus(Bytes leafHash) {
    var next = new ArrayList<>(peaks);
    var merged = leafHash;
    for (long full = size; (full & 1) == 1; full >>>= 1) {
      merged = MerkleTree.nodeHash(next.removeLast(), merged);
    }
    next.add(merged);
    return new MerkleFrontier(size + 1, next);
  }

  /// Size and root.
  public TreeHead head() {
    if (size == 0) {
      return TreeHead.empty();
    }
    var root = peaks.getLast();
    for (int i = peaks.size() - 2; i >= 0; i--) {
      root = MerkleTree.nodeHash(peaks.get(i), root);
    }
    return new TreeHead(size, root);
  }
}
