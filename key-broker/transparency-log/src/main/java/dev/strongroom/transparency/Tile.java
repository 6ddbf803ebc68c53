package dev.strongroom.transparency;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// One tile of the tree as C2SP `tlog-tiles` serves it: up to 256 consecutive hashes of one level,
/// or the entries below such a run. Level `l` holds the nodes over 256^l entries each.
///
/// | Path                        | Content                                        |
/// |-----------------------------|------------------------------------------------|
/// | `tile/<L>/<N>`              | 256 hashes, 8192 bytes                         |
/// | `tile/<L>/<N>.p/<W>`        | a partial tile: W hashes, 1 to 255             |
/// | `tile/entries/<N>[.p/<W>]`  | the entries, each behind its big-endian u16 length |
///
/// `<N>` is written in groups of three digits, all but the last with an `x` before: 1234067 is
/// `x001/x234/067`.
///
/// @param level 0 for leaf hashes, at most 7: 256^8 entries do not fit a `long`
/// @param index of the tile within its level
/// @param width 1 to 256 hashes; 256 is a full tile
public record Tile(int level, long index, int width) {
  /// Hashes in a full tile.
  public static final int FULL_WIDTH = 256;

  private static final int HEIGHT = 8;
  private static final int MAX_LEVEL = 7;
  private static final int MAX_ENTRY_BYTES = 0xffff;
  private static final Pattern PATH =
      Pattern.compile("tile/(0|[1-7])/((?:x\\d{3}/){0,6}\\d{3})(?:\\.p/([1-9]\\d{0,2}))?");

  public Tile {
    if (level < 0 || level > MAX_LEVEL || index < 0 || width < 1 || width > FULL_WIDTH) {
      throw new IllegalArgumentException(
          "no tile of level " + level + ", index " + index + ", width " + width);
    }
  }

  /// Reads a hash tile's path.
  ///
  /// @throws MalformedException if it is not the one spelling of a tile
  public static Tile parse(String path) throws MalformedException {
    var match = PATH.matcher(path);
    if (!match.matches()) {
      throw new MalformedException("tile path", -1, "got " + path + ", want tile/<L>/<N>[.p/<W>]");
    }
    var number = match.group(2);
    // spec: C2SP tlog-tiles "Merkle Tree": zero-padded 3-digit elements, so no spare x000
    if (number.startsWith("x000/")) {
      throw new MalformedException("tile path", -1, "index " + number + " has a spare element");
    }
    long index = Long.parseLong(number.replace("x", "").replace("/", ""));
    var partial = match.group(3);
    int width = partial == null ? FULL_WIDTH : Integer.parseInt(partial);
    if (partial != null && width >= FULL_WIDTH) {
      throw new MalformedException("tile path", -1, "partial width " + width + " is not below 256");
    }
    return new Tile(Integer.parseInt(match.group(1)), index, width);
  }

  /// Path of this tile's hashes, relative to the log's prefix.
  public String path() {
    return "tile/" + level + "/" + number();
  }

  /// Path of the entries below this level 0 tile.
  public String entriesPath() {
    requireLeaves();
    return "tile/entries/" + number();
  }

  private String number() {
    var text = new StringBuilder("%03d".formatted(index % 1000));
    for (long rest = index / 1000; rest != 0; rest /= 1000) {
      text.insert(0, "x%03d/".formatted(rest % 1000));
    }
    return width == FULL_WIDTH ? text.toString() : text + ".p/" + width;
  }

  /// The tiles that a tree of `newSize` has and one of `oldSize` had not, lowest level first.
  public static List<Tile> added(long oldSize, long newSize) {
    if (oldSize < 0 || newSize < oldSize) {
      throw new IllegalArgumentException("sizes " + oldSize + " and " + newSize + " do not grow");
    }
    var tiles = new ArrayList<Tile>();
    for (int level = 0; level <= MAX_LEVEL && newSize >>> (HEIGHT * level) != 0; level++) {
      long before = oldSize >>> (HEIGHT * level);
      long after = newSize >>> (HEIGHT * level);
      if (before == after) {
        continue;
      }
      for (long index = before / FULL_WIDTH; index < after / FULL_WIDTH; index++) {
        tiles.add(new Tile(level, index, FULL_WIDTH));
      }
      // spec: C2SP tlog-tiles "Partial Tiles": floor(s / 256**l) mod 256 entries, never empty
      int partial = (int) (after % FULL_WIDTH);
      if (partial != 0) {
        tiles.add(new Tile(level, after / FULL_WIDTH, partial));
      }
    }
    return List.copyOf(tiles);
  }

  /// This tile's hashes, one after the other.
  ///
  /// @throws IndexOutOfBoundsException if `nodes` has fewer entries than the tile covers
  public Bytes hashes(MerkleNodes nodes) {
    var out = new BinaryWriter();
    for (int i = 0; i < width; i++) {
      out.raw(nodes.node(HEIGHT * level, index * FULL_WIDTH + i));
    }
    return out.toBytes();
  }

  /// Takes this tile's content apart.
  ///
  /// @throws MalformedException if it is not `width` hashes long
  public List<Bytes> parseHashes(Bytes content) throws MalformedException {
    var in = new BinaryReader(content);
    var hashes = new ArrayList<Bytes>();
    for (int i = 0; i < width; i++) {
      hashes.add(in.bytes("hash", MerkleTree.HASH_BYTES));
    }
    in.end();
    return List.copyOf(hashes);
  }

  /// The entry bundle below this level 0 tile.
  ///
  /// @throws IllegalArgumentException if there are not `width` entries of at most 65535 bytes
  public Bytes bundle(List<Bytes> entries) {
    requireLeaves();
    if (entries.size() != width) {
      throw new IllegalArgumentException("got " + entries.size() + " entries, want " + width);
    }
    var out = new BinaryWriter();
    for (var entry : entries) {
      if (entry.length() > MAX_ENTRY_BYTES) {
        throw new IllegalArgumentException(
            "an entry has " + entry.length() + " bytes, limit 65535");
      }
      out.u16be(entry.length()).raw(entry);
    }
    return out.toBytes();
  }

  /// Takes an entry bundle apart.
  ///
  /// @throws MalformedException if it does not hold exactly `width` entries
  public List<Bytes> parseBundle(Bytes content) throws MalformedException {
    requireLeaves();
    var in = new BinaryReader(content);
    var entries = new ArrayList<Bytes>();
    for (int i = 0; i < width; i++) {
      entries.add(in.bytes("entry", in.u16be("entry length")));
    }
    in.end();
    return List.copyOf(entries);
  }

  private void requireLeaves() {
    if (level != 0) {
      throw new IllegalStateException("entries lie below level 0, this is level " + level);
    }
  }
}
