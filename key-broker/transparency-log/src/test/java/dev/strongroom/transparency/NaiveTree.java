package dev.strongroom.transparency;

import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// RFC 9162 section 2.1 as it is written: recursion over sublists, nothing kept.
final class NaiveTree {
  private NaiveTree() {}

  static Bytes mth(List<Bytes> entries) {
    if (entries.isEmpty()) {
      return Bytes.empty().sha256();
    }
    if (entries.size() == 1) {
      return Bytes.copyOf(new byte[] {0}).concat(entries.getFirst()).sha256();
    }
    int k = split(entries.size());
    return Bytes.copyOf(new byte[] {1})
        .concat(mth(entries.subList(0, k)))
        .concat(mth(entries.subList(k, entries.size())))
        .sha256();
  }

  static List<Bytes> path(int m, List<Bytes> entries) {
    if (entries.size() == 1) {
      return List.of();
    }
    int k = split(entries.size());
    var left = entries.subList(0, k);
    var right = entries.subList(k, entries.size());
    return m < k ? join(path(m, left), mth(right)) : join(path(m - k, right), mth(left));
  }

  static List<Bytes> proof(int m, List<Bytes> entries) {
    return m == 0 || m == entries.size() ? List.of() : subproof(m, entries, true);
  }

  private static List<Bytes> subproof(int m, List<Bytes> entries, boolean known) {
    if (m == entries.size()) {
      return known ? List.of() : List.of(mth(entries));
    }
    int k = split(entries.size());
    var left = entries.subList(0, k);
    var right = entries.subList(k, entries.size());
    return m <= k
        ? join(subproof(m, left, known), mth(right))
        : join(subproof(m - k, right, false), mth(left));
  }

  private static List<Bytes> join(List<Bytes> path, Bytes last) {
    var joined = new ArrayList<>(path);
    joined.add(last);
    return joined;
  }

  private static int split(int n) {
    int k = 1;
    while (2 * k < n) {
      k *= 2;
    }
    return k;
  }

  static List<Bytes> entries(int count, long seed) {
    var random = new Random(seed);
    var entries = new ArrayList<Bytes>();
    for (int i = 0; i < count; i++) {
      var entry = new byte[random.nextInt(40)];
      random.nextBytes(entry);
      entries.add(Bytes.copyOf(entry));
    }
    return entries;
  }

  static List<Bytes> leafHashes(List<Bytes> entries) {
    return entries.stream().map(MerkleTree::leafHash).toList();
  }

  static Bytes flip(Bytes bytes, int index) {
    var copy = bytes.toArray();
    copy[index] ^= 1;
    return Bytes.copyOf(copy);
  }
}
