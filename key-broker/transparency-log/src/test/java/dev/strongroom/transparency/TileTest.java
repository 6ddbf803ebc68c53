package dev.strongroom.transparency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TileTest {
  @Test
  @DisplayName("tlog-tiles: index 1234067 will be encoded as x001/x234/067")
  void writesPaths() {
    assertThat(new Tile(0, 1234067, 256).path()).isEqualTo("tile/0/x001/x234/067");
    assertThat(new Tile(2, 0, 1).path()).isEqualTo("tile/2/000.p/1");
    assertThat(new Tile(0, 999, 256).entriesPath()).isEqualTo("tile/entries/999");
    assertThat(new Tile(0, 1000, 7).entriesPath()).isEqualTo("tile/entries/x001/000.p/7");
  }

  @Test
  void readsWhatItWrites() throws Exception {
    for (var tile :
        List.of(
            new Tile(0, 0, 256),
            new Tile(7, 5, 255),
            new Tile(1, 999_999, 3),
            new Tile(0, 123_456_789_012_345L, 256))) {
      assertThat(Tile.parse(tile.path())).isEqualTo(tile);
    }
  }

  // spec: C2SP tlog-tiles "Merkle Tree"
  @Test
  void refusesSecondSpellings() {
    for (var path :
        List.of(
            "tile/00/000",
            "tile/8/000",
            "tile/0/0",
            "tile/0/x000/001",
            "tile/0/001/002",
            "tile/0/x001",
            "tile/0/000.p/0",
            "tile/0/000.p/01",
            "tile/0/000.p/256",
            "tile/0/000.p/999",
            "tile/0/../000",
            "tile/entries/000",
            "/tile/0/000")) {
      assertThatThrownBy(() -> Tile.parse(path)).isInstanceOf(MalformedException.class);
    }
  }

  // spec: C2SP tlog-tiles "Partial Tiles"
  @Test
  @DisplayName(
      "tlog-tiles: 70,000 entries are 273 full and a partial of 112, one full and 17, and one of 1")
  void listsTheTilesOfATree() {
    var tiles = Tile.added(0, 70_000);

    assertThat(tiles).hasSize(273 + 1 + 1 + 1 + 1);
    assertThat(tiles.subList(272, 277))
        .containsExactly(
            new Tile(0, 272, 256),
            new Tile(0, 273, 112),
            new Tile(1, 0, 256),
            new Tile(1, 1, 17),
            new Tile(2, 0, 1));
    assertThat(Tile.added(0, 256)).containsExactly(new Tile(0, 0, 256), new Tile(1, 0, 1));
    assertThat(Tile.added(255, 257))
        .containsExactly(new Tile(0, 0, 256), new Tile(0, 1, 1), new Tile(1, 0, 1));
    assertThat(Tile.added(300, 300)).isEmpty();
  }

  @Test
  void growsTileByTileToTheSameTree() {
    var leaves = NaiveTree.leafHashes(NaiveTree.entries(70_000, 5));
    var nodes = MerkleNodes.of(leaves);
    for (var tile : Tile.added(0, 70_000)) {
      int under = 1 << (8 * tile.level());
      for (int i : new int[] {0, tile.width() / 2, tile.width() - 1}) {
        int from = (int) (tile.index() * 256 + i) * under;
        var hash = MerkleNodes.of(leaves.subList(from, from + under)).head().root();
        assertThat(tile.hashes(nodes).slice(32 * i, 32 * i + 32)).isEqualTo(hash);
      }
    }
  }

  @Test
  void contentSurvives() throws Exception {
    var entries = NaiveTree.entries(300, 6);
    var nodes = MerkleNodes.of(NaiveTree.leafHashes(entries));
    var tile = new Tile(0, 1, 44);
    var bundle = tile.bundle(entries.subList(256, 300));

    assertThat(tile.parseBundle(bundle)).isEqualTo(entries.subList(256, 300));
    assertThat(tile.parseHashes(tile.hashes(nodes)))
        .isEqualTo(NaiveTree.leafHashes(entries.subList(256, 300)));
    assertThatThrownBy(() -> tile.parseBundle(bundle.concat(Bytes.zeros(1))))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> tile.parseBundle(bundle.slice(0, bundle.length() - 1)))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> tile.parseHashes(Bytes.zeros(44 * 32 + 1)))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> tile.bundle(List.of())).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Tile(0, 0, 1).bundle(List.of(Bytes.zeros(65536))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Tile(1, 0, 1).entriesPath())
        .isInstanceOf(IllegalStateException.class);
  }
}
