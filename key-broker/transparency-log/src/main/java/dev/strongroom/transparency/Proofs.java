package dev.strongroom.transparency;

import dev.strongroom.transparency.LogException.Fault;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/// Verifies proofs of RFC 9162 section 2.1, clause by clause. Thread-safe.
public final class Proofs {
  private Proofs() {}

  /// Verifies that `entry` is number `index` of the tree under `head`.
  ///
  /// @throws LogException if the proof does not say so
  public static void verifyInclusion(Bytes entry, long index, List<Bytes> proof, TreeHead head)
      throws LogException {
    verifyLeafInclusion(MerkleTree.leafHash(entry), index, proof, head);
  }

  /// As [#verifyInclusion], for a caller that has only the leaf hash.
  ///
  /// @throws LogException if the proof does not say so
  public static void verifyLeafInclusion(
      Bytes leafHash, long index, List<Bytes> proof, TreeHead head) throws LogException {
    requireHashes(Fault.INCLUSION, proof);
    // spec: RFC 9162 2.1.3.2 step 1: an index at or beyond the tree size fails
    if (index < 0 || index >= head.size()) {
      throw new LogException(
          Fault.INCLUSION, "entry " + index + " lies outside a log of " + head.size());
    }
    // spec: RFC 9162 2.1.3.2 steps 2 and 3: fn is the index, sn the last one, r the leaf hash
    long fn = index;
    long sn = head.size() - 1;
    var r = leafHash;
    for (var p : proof) {
      // spec: RFC 9162 2.1.3.2 step 4: sn = 0 before the path ends fails
      if (sn == 0) {
        throw new LogException(Fault.INCLUSION, "the proof for entry " + index + " is too long");
      }
      if ((fn & 1) == 1 || fn == sn) {
        // spec: RFC 9162 2.1.3.2 step 4.a: with LSB(fn) set or fn = sn, r = HASH(0x01 || p || r)
        r = MerkleTree.nodeHash(p, r);
        // spec: RFC 9162 2.1.3.2 step 4.a.ii: until LSB(fn) is set or fn is 0
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        // spec: RFC 9162 2.1.3.2 step 4.b: otherwise r = HASH(0x01 || r || p)
        r = MerkleTree.nodeHash(r, p);
      }
      // spec: RFC 9162 2.1.3.2 step 4.c: finally shift both once
      fn >>>= 1;
      sn >>>= 1;
    }
    // spec: RFC 9162 2.1.3.2 step 5: sn must be 0 and r the root
    if (sn != 0) {
      throw new LogException(Fault.INCLUSION, "the proof for entry " + index + " is too short");
    }
    if (!r.equals(head.root())) {
      throw new LogException(
          Fault.INCLUSION, "entry " + index + " leads to root " + r + ", want " + head.root());
    }
  }

  /// Verifies that the tree under `newer` begins with every entry of the tree under `older`.
  ///
  /// @throws LogException if it is smaller, or the proof does not say so
  public static void verifyConsistency(TreeHead older, TreeHead newer, List<Bytes> proof)
      throws LogException {
    requireHashes(Fault.CONSISTENCY, proof);
    if (newer.size() < older.size()) {
      throw new LogException(
          Fault.ROLLBACK, "the log had " + older.size() + " entries, now " + newer.size());
    }
    if (older.size() == 0 || older.size() == newer.size()) {
      verifyTrivial(older, newer, proof);
      return;
    }
    // spec: RFC 9162 2.1.4.2 step 1: an empty path fails
    if (proof.isEmpty()) {
      throw new LogException(Fault.CONSISTENCY, "the proof is empty");
    }
    var path = new ArrayList<>(proof);
    // spec: RFC 9162 2.1.4.2 step 2: prepend first_hash if first is a power of two
    if (Long.bitCount(older.size()) == 1) {
      path.addFirst(older.root());
    }
    // spec: RFC 9162 2.1.4.2 steps 3 and 4: fn and sn are the last indices, shifted while LSB(fn)
    // is set
    long fn = older.size() - 1;
    long sn = newer.size() - 1;
    while ((fn & 1) == 1) {
      fn >>>= 1;
      sn >>>= 1;
    }
    walk(older, newer, path, fn, sn);
  }

  private static void walk(
      TreeHead older, TreeHead newer, List<Bytes> path, long first, long second)
      throws LogException {
    long fn = first;
    long sn = second;
    // spec: RFC 9162 2.1.4.2 step 5: fr and sr are the first hash of the path
    var fr = path.getFirst();
    var sr = path.getFirst();
    for (var c : path.subList(1, path.size())) {
      // spec: RFC 9162 2.1.4.2 step 6: sn = 0 before the path ends fails
      if (sn == 0) {
        throw new LogException(Fault.CONSISTENCY, "the proof is too long");
      }
      if ((fn & 1) == 1 || fn == sn) {
        // spec: RFC 9162 2.1.4.2 step 6.a: with LSB(fn) set or fn = sn, c is left of both
        fr = MerkleTree.nodeHash(c, fr);
        sr = MerkleTree.nodeHash(c, sr);
        // spec: RFC 9162 2.1.4.2 step 6.a.iii: until LSB(fn) is set or fn is 0
        while ((fn & 1) == 0 && fn != 0) {
          fn >>>= 1;
          sn >>>= 1;
        }
      } else {
        // spec: RFC 9162 2.1.4.2 step 6.b: otherwise c is right of sr
        sr = MerkleTree.nodeHash(sr, c);
      }
      // spec: RFC 9162 2.1.4.2 step 6.c: finally shift both once
      fn >>>= 1;
      sn >>>= 1;
    }
    // spec: RFC 9162 2.1.4.2 step 7: both hashes match and sn is 0
    if (sn != 0) {
      throw new LogException(Fault.CONSISTENCY, "the proof is too short");
    }
    requireRoot("older", fr, older);
    requireRoot("newer", sr, newer);
  }

  private static void verifyTrivial(TreeHead older, TreeHead newer, List<Bytes> proof)
      throws LogException {
    if (!proof.isEmpty()) {
      throw new LogException(
          Fault.CONSISTENCY, "the proof has " + proof.size() + " hashes, want none");
    }
    if (older.size() == newer.size()) {
      requireRoot("newer", newer.root(), older);
    }
  }

  private static void requireRoot(String which, Bytes got, TreeHead head) throws LogException {
    if (!got.equals(head.root())) {
      throw new LogException(
          Fault.CONSISTENCY,
          which + " root at size " + head.size() + " is " + got + ", want " + head.root());
    }
  }

  private static void requireHashes(Fault fault, List<Bytes> proof) throws LogException {
    for (var hash : proof) {
      if (hash.length() != MerkleTree.HASH_BYTES) {
        throw new LogException(fault, "a proof hash has " + hash.length() + " bytes, want 32");
      }
    }
  }
}
