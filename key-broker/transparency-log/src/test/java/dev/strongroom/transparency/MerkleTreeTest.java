package dev.strongroom.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
  private static final int LARGEST = 300;
  private static final long SEED = 20261123;

  /// The eight entries and the roots of their prefixes that the reference implementation of
  /// Certificate Transparency tests with (google/certificate-transparency, merkle_tree_test.cc).
  private static final List<String> KNOWN_ENTRIES =
      List.of(
          "",
          "00",
          "10",
          "2021",
          "3031",
          "40414243",
          "5051525354555657",
          "606162636465666768696a6b6c6d6e6f");

  private static final List<String> KNOWN_ROOTS =
      List.of(
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
          "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
          "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
          "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
          "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
          "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
          "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
          "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
          "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

  // spec: RFC 9162 2.1.1 leaf
  // spec: RFC 9162 2.1.1 node
  @Test
  void hasTheKnownRoots() throws Exception {
    var leaves = new ArrayList<Bytes>();
    for (int size = 0; size < KNOWN_ROOTS.size(); size++) {
      assertThat(MerkleTree.root(leaves).hex()).isEqualTo(KNOWN_ROOTS.get(size));
      if (size < KNOWN_ENTRIES.size()) {
        leaves.add(MerkleTree.leafHash(Bytes.ofHex("entry", KNOWN_ENTRIES.get(size))));
      }
    }
  }

  @Test
  void rootsAreThoseOfTheNaiveTree() {
    var entries = NaiveTree.entries(LARGEST, SEED);
    var nodes = MerkleNodes.of(NaiveTree.leafHashes(entries));
    var frontier = MerkleFrontier.empty();
    for (int size = 0; size <= LARGEST; size++) {
      var expected = new TreeHead(size, NaiveTree.mth(entries.subList(0, size)));

      assertThat(nodes.head(size)).isEqualTo(expected);
      assertThat(frontier.head()).isEqualTo(expected);
      if (size < LARGEST) {
        frontier = frontier.plus(MerkleTree.leafHash(entries.get(size)));
      }
    }
  }

  // spec: RFC 9162 2.1.3.2 steps 2 and 3
  // spec: RFC 9162 2.1.3.2 step 4.a
  // spec: RFC 9162 2.1.3.2 step 4.a.ii
  // spec: RFC 9162 2.1.3.2 step 4.b
  // spec: RFC 9162 2.1.3.2 step 4.c
  @Test
  void inclusionProofsAreThoseOfTheNaiveTreeAndVerify() throws Exception {
    var entries = NaiveTree.entries(LARGEST, SEED + 1);
    var nodes = MerkleNodes.of(NaiveTree.leafHashes(entries));
    for (int size = 1; size <= LARGEST; size++) {
      var prefix = entries.subList(0, size);
      var head = nodes.head(size);
      for (int index = 0; index < size; index++) {
        var proof = nodes.inclusionProof(index, size);
        Proofs.verifyInclusion(entries.get(index), index, proof, head);
        if (size <= 66 || size % 37 == 0) {
          assertThat(proof).isEqualTo(NaiveTree.path(index, prefix));
        }
      }
    }
  }

  // spec: RFC 9162 2.1.4.1 SUBPROOF
  // spec: RFC 9162 2.1.4.2 step 2
  // spec: RFC 9162 2.1.4.2 steps 3 and 4
  // spec: RFC 9162 2.1.4.2 step 5
  // spec: RFC 9162 2.1.4.2 step 6.a
  // spec: RFC 9162 2.1.4.2 step 6.a.iii
  // spec: RFC 9162 2.1.4.2 step 6.b
  // spec: RFC 9162 2.1.4.2 step 6.c
  @Test
  void consistencyProofsAreThoseOfTheNaiveTreeAndVerify() throws Exception {
    var entries = NaiveTree.entries(LARGEST, SEED + 2);
    var nodes = MerkleNodes.of(NaiveTree.leafHashes(entries));
    for (int size = 0; size <= LARGEST; size++) {
      for (int old = 0; old <= size; old++) {
        var proof = nodes.consistencyProof(old, size);
        Proofs.verifyConsistency(nodes.head(old), nodes.head(size), proof);
        if (size <= 66 || size % 37 == 0) {
          assertThat(proof).isEqualTo(NaiveTree.proof(old, entries.subList(0, size)));
        }
      }
    }
  }

  @Test
  void staticFormsAgreeWithTheKeptNodes() {
    var leaves = NaiveTree.leafHashes(NaiveTree.entries(21, SEED + 3));
    var nodes = MerkleNodes.of(leaves);

    assertThat(MerkleTree.inclusionProof(13, leaves)).isEqualTo(nodes.inclusionProof(13, 21));
    assertThat(MerkleTree.consistencyProof(9, leaves)).isEqualTo(nodes.consistencyProof(9, 21));
  }

  @Test
  void refusesProofsBeyondItsSize() {
    var nodes = MerkleNodes.of(NaiveTree.leafHashes(NaiveTree.entries(5, SEED)));

    assertThatThrownBy(() -> nodes.inclusionProof(5, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> nodes.inclusionProof(0, 6))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> nodes.consistencyProof(5, 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> nodes.node(1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  // spec: RFC 9162 2.1.1 empty list
  @Test
  void refusesValuesThatAreNoTree() {
    var hash = MerkleTree.leafHash(Bytes.empty());

    assertThatThrownBy(() -> new TreeHead(0, hash)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TreeHead(-1, hash)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new TreeHead(1, Bytes.zeros(31)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MerkleFrontier(3, List.of(hash)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MerkleNodes().append(Bytes.zeros(31)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
