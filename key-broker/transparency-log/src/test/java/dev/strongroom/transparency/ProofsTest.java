package dev.strongroom.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.transparency.LogException.Fault;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ProofsTest {
  private static final int LARGEST = 40;

  private final List<Bytes> entries = NaiveTree.entries(LARGEST, 7);
  private final MerkleNodes nodes = MerkleNodes.of(NaiveTree.leafHashes(entries));

  @Nested
  @DisplayName("RFC 9162 2.1.3.2: verifying an inclusion proof")
  class Inclusion {
    // spec: RFC 9162 2.1.3.2 step 1
    @Test
    @DisplayName("step 1: if leaf_index is greater than or equal to tree_size, fail")
    void refusesAnIndexAtOrBeyondTheSize() {
      for (int size = 1; size <= LARGEST; size++) {
        var head = nodes.head(size);
        var proof = nodes.inclusionProof(size - 1, size);
        var entry = entries.get(size - 1);
        int beyond = size;
        refuses(Fault.INCLUSION, () -> Proofs.verifyInclusion(entry, beyond, proof, head));
        refuses(Fault.INCLUSION, () -> Proofs.verifyInclusion(entry, -1, proof, head));
      }
      refuses(
          Fault.INCLUSION,
          () -> Proofs.verifyInclusion(Bytes.empty(), 0, List.of(), TreeHead.empty()));
    }

    // spec: RFC 9162 2.1.3.2 step 5
    @Test
    @DisplayName("step 5: every other index leads elsewhere")
    void refusesAnotherIndex() {
      for (int size = 1; size <= LARGEST; size++) {
        for (int index = 0; index < size; index++) {
          var proof = nodes.inclusionProof(index, size);
          for (int other = 0; other < size; other++) {
            if (other != index) {
              int wrong = other;
              var head = nodes.head(size);
              refuses(
                  Fault.INCLUSION,
                  () -> Proofs.verifyInclusion(entries.get(wrong), wrong, proof, head));
            }
          }
        }
      }
    }

    @Test
    void refusesEveryFlippedDroppedRepeatedOrAddedHash() {
      for (int size = 1; size <= LARGEST; size++) {
        for (int index = 0; index < size; index++) {
          int at = index;
          var head = nodes.head(size);
          for (var bad : mutations(nodes.inclusionProof(index, size))) {
            refuses(Fault.INCLUSION, () -> Proofs.verifyInclusion(entries.get(at), at, bad, head));
          }
        }
      }
    }

    // spec: RFC 9162 2.1.3.2 step 4
    @Test
    @DisplayName("step 4: a path that goes on after sn = 0 fails although the hash is the root")
    void refusesAPathBeyondTheRoot() {
      // The root of two entries, shown as a proof that the first node is entry 0 of a tree of one.
      var root = nodes.head(2).root();
      var head = new TreeHead(1, root);

      refuses(
          Fault.INCLUSION,
          () -> Proofs.verifyLeafInclusion(nodes.node(0, 0), 0, List.of(nodes.node(0, 1)), head));
      refuses(
          Fault.INCLUSION,
          () -> Proofs.verifyLeafInclusion(nodes.node(0, 1), 0, List.of(nodes.node(0, 0)), head));
    }

    // spec: RFC 9162 2.1.3.2 step 5
    @Test
    @DisplayName("step 5: a path that ends before sn = 0 fails although the hash is the root")
    void refusesAnInnerNodeAsLeaf() {
      var root = nodes.head(4).root();

      refuses(
          Fault.INCLUSION,
          () -> Proofs.verifyLeafInclusion(root, 0, List.of(), new TreeHead(4, root)));
      refuses(
          Fault.INCLUSION,
          () ->
              Proofs.verifyLeafInclusion(
                  nodes.node(1, 0), 0, List.of(nodes.node(1, 1)), new TreeHead(4, root)));
    }

    @Test
    void refusesAHashOfAnotherLength() {
      var head = nodes.head(2);

      refuses(
          Fault.INCLUSION,
          () -> Proofs.verifyInclusion(entries.get(0), 0, List.of(Bytes.zeros(31)), head));
    }
  }

  @Nested
  @DisplayName("RFC 9162 2.1.4.2: verifying consistency between two tree heads")
  class Consistency {
    // spec: RFC 9162 2.1.4.2 step 1
    @Test
    void refusesEveryFlippedDroppedRepeatedOrAddedHash() {
      for (int size = 0; size <= LARGEST; size++) {
        for (int old = 0; old <= size; old++) {
          var older = nodes.head(old);
          var newer = nodes.head(size);
          for (var bad : mutations(nodes.consistencyProof(old, size))) {
            refuses(Fault.CONSISTENCY, () -> Proofs.verifyConsistency(older, newer, bad));
          }
        }
      }
    }

    // spec: RFC 9162 2.1.4.2 step 7
    @Test
    void refusesEitherRootChanged() {
      for (int size = 1; size <= LARGEST; size++) {
        for (int old = 1; old < size; old++) {
          var proof = nodes.consistencyProof(old, size);
          var older = nodes.head(old);
          var newer = nodes.head(size);
          var badOlder = new TreeHead(old, NaiveTree.flip(older.root(), 0));
          var badNewer = new TreeHead(size, NaiveTree.flip(newer.root(), 31));
          refuses(Fault.CONSISTENCY, () -> Proofs.verifyConsistency(badOlder, newer, proof));
          refuses(Fault.CONSISTENCY, () -> Proofs.verifyConsistency(older, badNewer, proof));
        }
      }
    }

    // spec: RFC 9162 2.1.4.2 step 7
    @Test
    @DisplayName("step 7: a proof for other sizes fails")
    void refusesAnotherSize() {
      for (int size = 2; size < LARGEST; size++) {
        for (int old = 1; old < size; old++) {
          var proof = nodes.consistencyProof(old, size);
          var older = nodes.head(old);
          var grown = nodes.head(size + 1);
          refuses(Fault.CONSISTENCY, () -> Proofs.verifyConsistency(older, grown, proof));
        }
      }
    }

    // spec: RFC 9162 2.1.4.2 step 6
    @Test
    @DisplayName(
        "step 6: a path that goes on after sn = 0 fails although both hashes are the roots")
    void refusesAPathBeyondTheRoots() {
      for (int size = 2; size <= LARGEST; size++) {
        for (int old = 1; old < size; old++) {
          var extra = Bytes.zeros(32);
          var proof = new ArrayList<>(nodes.consistencyProof(old, size));
          proof.add(extra);
          var older = new TreeHead(old, MerkleTree.nodeHash(extra, nodes.head(old).root()));
          var newer = new TreeHead(size, MerkleTree.nodeHash(extra, nodes.head(size).root()));

          refuses(Fault.CONSISTENCY, () -> Proofs.verifyConsistency(older, newer, proof));
        }
      }
    }

    // spec: RFC 9162 2.1.4.2 step 7
    @Test
    @DisplayName("step 7: a path that ends before sn = 0 fails although both hashes are the roots")
    void refusesAPathThatStopsBelowTheRoots() {
      var older = new TreeHead(3, nodes.node(0, 2));
      var newer = new TreeHead(4, nodes.node(1, 1));
      var proof = List.of(nodes.node(0, 2), nodes.node(0, 3));

      refuses(Fault.CONSISTENCY, () -> Proofs.verifyConsistency(older, newer, proof));
    }

    @Test
    void refusesAForkOfTheSameSize() {
      var head = nodes.head(5);
      var fork = new TreeHead(5, NaiveTree.flip(head.root(), 3));

      refuses(Fault.CONSISTENCY, () -> Proofs.verifyConsistency(head, fork, List.of()));
    }

    @Test
    void refusesAShorterLog() {
      refuses(
          Fault.ROLLBACK, () -> Proofs.verifyConsistency(nodes.head(5), nodes.head(4), List.of()));
    }
  }

  private static List<List<Bytes>> mutations(List<Bytes> proof) {
    var bad = new ArrayList<List<Bytes>>();
    for (int i = 0; i < proof.size(); i++) {
      var flipped = new ArrayList<>(proof);
      flipped.set(i, NaiveTree.flip(proof.get(i), i % 32));
      bad.add(flipped);
      var dropped = new ArrayList<>(proof);
      dropped.remove(i);
      bad.add(dropped);
      var repeated = new ArrayList<>(proof);
      repeated.add(i, proof.get(i));
      bad.add(repeated);
    }
    var added = new ArrayList<>(proof);
    added.add(Bytes.zeros(32));
    bad.add(added);
    return bad;
  }

  private static void refuses(Fault fault, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(LogException.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasMessageStartingWith(fault.code() + ": ");
  }
}
