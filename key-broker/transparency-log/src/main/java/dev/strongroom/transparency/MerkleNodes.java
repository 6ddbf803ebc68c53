package dev.strongroom.transparency;

import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Every complete node of a growing tree, in memory: built once from the stored leaf hashes, it
/// then answers root and proofs for any size up to its own in O(log n) hashes.
///
/// Node `(level, i)` covers entries `i * 2^level` up to `(i + 1) * 2^level` and exists once all of
/// them do. Nodes of one level lie in one array: 64 bytes an entry in all. Thread-safe.
public final class MerkleNodes {
  /// Most entries, so that a level's array stays addressable (2 GiB).
  public static final long MAX_ENTRIES = (1L << 26) - 1;

  private static final int FIRST_CAPACITY = 16 * MerkleTree.HASH_BYTES;

  private final List<byte[]> levels = new ArrayList<>();
  private long size;

  /// A tree without entries.
  public MerkleNodes() {}

  /// The tree over `leafHashes`.
  public static MerkleNodes of(List<Bytes> leafHashes) {
    var nodes = new MerkleNodes();
    leafHashes.forEach(nodes::append);
    return nodes;
  }

  /// Adds one entry's leaf hash.
  ///
  /// @throws IllegalArgumentException if it is not 32 bytes long
  /// @throws IllegalStateException once [#MAX_ENTRIES] are in
  public synchronized void append(Bytes leafHash) {
    if (leafHash.length() != MerkleTree.HASH_BYTES) {
      throw new IllegalArgumentException("leaf hash has " + leafHash.length() + " bytes, want 32");
    }
    if (size == MAX_ENTRIES) {
      throw new IllegalStateException("the log is full: " + MAX_ENTRIES + " entries");
    }
    var node = leafHash;
    long index = size;
    int level = 0;
    put(level, index, node);
    while ((index & 1) == 1) {
      node = MerkleTree.nodeHash(get(level, index - 1), node);
      index >>>= 1;
      put(++level, index, node);
    }
    size++;
  }

  /// Number of entries.
  public synchronized long size() {
    return size;
  }

  /// Size and root now.
  public synchronized TreeHead head() {
    return head(size);
  }

  /// Size and root when the tree had `treeSize` entries.
  public synchronized TreeHead head(long treeSize) {
    requireSize(treeSize);
    return treeSize == 0 ? TreeHead.empty() : new TreeHead(treeSize, hash(0, treeSize));
  }

  /// The node `(level, index)`.
  ///
  /// @throws IndexOutOfBoundsException if it is not complete yet
  public synchronized Bytes node(int level, long index) {
    if (level < 0 || level > 62 || index < 0 || index >= size >>> level) {
      throw new IndexOutOfBoundsException("node " + level + "/" + index + " of size " + size);
    }
    return get(level, index);
  }

  /// The path from entry `index` to the root of the tree of `treeSize` entries (RFC 9162 2.1.3.1),
  /// lowest sibling first.
  public synchronized List<Bytes> inclusionProof(long index, long treeSize) {
    requireSize(treeSize);
    if (index < 0 || index >= treeSize) {
      throw new IndexOutOfBoundsException("entry " + index + " of " + treeSize);
    }
    var path = new ArrayList<Bytes>();
    long from = 0;
    long to = treeSize;
    while (to - from > 1) {
      long middle = from + split(to - from);
      if (index < middle) {
        path.addFirst(hash(middle, to));
        to = middle;
      } else {
        path.addFirst(hash(from, middle));
        from = middle;
      }
    }
    return List.copyOf(path);
  }

  /// Proof that the tree of `oldSize` entries is a prefix of that of `newSize` (RFC 9162 2.1.4.1).
  /// Empty where one of them is trivial: no old entries, or equal sizes.
  public synchronized List<Bytes> consistencyProof(long oldSize, long newSize) {
    requireSize(newSize);
    if (oldSize < 0 || oldSize > newSize) {
      throw new IndexOutOfBoundsException("old size " + oldSize + " of " + newSize);
    }
    if (oldSize == 0 || oldSize == newSize) {
      return List.of();
    }
    var path = new ArrayList<Bytes>();
    long from = 0;
    long to = newSize;
    while (to != oldSize) {
      long middle = from + split(to - from);
      if (oldSize <= middle) {
        path.addFirst(hash(middle, to));
        to = middle;
      } else {
        path.addFirst(hash(from, middle));
        from = middle;
      }
    }
    // spec: RFC 9162 2.1.4.1 SUBPROOF: the verifier knows MTH(D[0:m]) itself when b is true
    if (from != 0) {
      path.addFirst(hash(from, to));
    }
    return List.copyOf(path);
  }

  /// MTH over entries `from` to `to`, where `from` is a multiple of the power of two that covers
  /// the range: joins complete nodes from the right.
  private Bytes hash(long from, long to) {
    long width = to - from;
    int level = Long.numberOfTrailingZeros(width);
    long end = to - (1L << level);
    var hash = get(level, end >>> level);
    for (long rest = width & (width - 1); rest != 0; rest &= rest - 1) {
      level = Long.numberOfTrailingZeros(rest);
      end -= 1L << level;
      hash = MerkleTree.nodeHash(get(level, end >>> level), hash);
    }
    return hash;
  }

  /// The largest power of two below `n`.
  private static long split(long n) {
    return Long.highestOneBit(n - 1);
  }

  private void requireSize(long treeSize) {
    if (treeSize < 0 || treeSize > size) {
      throw new IndexOutOfBoundsException("tree size " + treeSize + " of " + size);
    }
  }

  private Bytes get(int level, long index) {
    int at = Math.toIntExact(index * MerkleTree.HASH_BYTES);
    return Bytes.copyOf(Arrays.copyOfRange(levels.get(level), at, at + MerkleTree.HASH_BYTES));
  }

  private void put(int level, long index, Bytes hash) {
    if (level == levels.size()) {
      levels.add(new byte[FIRST_CAPACITY]);
    }
    int at = Math.toIntExact(index * MerkleTree.HASH_BYTES);
    var nodes = levels.get(level);
    if (at == nodes.length) {
      long doubled = Math.min(2L * nodes.length, MAX_ENTRIES * MerkleTree.HASH_BYTES);
      nodes = Arrays.copyOf(nodes, Math.toIntExact(doubled));
      levels.set(level, nodes);
    }
    System.arraycopy(hash.toArray(), 0, nodes, at, MerkleTree.HASH_BYTES);
  }
}
