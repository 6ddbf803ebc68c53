package dev.strongroom.wire;

import java.util.HexFormat;

/// Takes bytes apart, front to back. Every read names its field and checks what remains before it
/// allocates; an overrun is a [MalformedException] with field and offset. Unsigned 32-bit values
/// are `long`; unsigned 64-bit values are read as [Bytes] or refused above [Long#MAX_VALUE]. Not
/// thread-safe.
public final class BinaryReader {
  private final byte[] source;
  private final int end;
  private int position;

  /// Reads all of `source`.
  public BinaryReader(Bytes source) {
    this(source.toArray());
  }

  /// Reads all of `source`, which must not change meanwhile.
  public BinaryReader(byte[] source) {
    this(source, 0, source.length);
  }

  private BinaryReader(byte[] source, int from, int end) {
    this.source = source;
    this.position = from;
    this.end = end;
  }

  /// Offset of the next byte.
  public int position() {
    return position;
  }

  /// Bytes left.
  public int remaining() {
    return end - position;
  }

  /// One byte, 0 to 255.
  public int u8(String field) throws MalformedException {
    need(field, 1);
    return source[position++] & 0xff;
  }

  /// Two bytes, little-endian.
  public int u16le(String field) throws MalformedException {
    need(field, 2);
    return (source[position++] & 0xff) | (source[position++] & 0xff) << 8;
  }

  /// Two bytes, big-endian.
  public int u16be(String field) throws MalformedException {
    need(field, 2);
    return (source[position++] & 0xff) << 8 | (source[position++] & 0xff);
  }

  /// Three bytes, little-endian.
  public int u24le(String field) throws MalformedException {
    need(field, 3);
    return (source[position++] & 0xff)
        | (source[position++] & 0xff) << 8
        | (source[position++] & 0xff) << 16;
  }

  /// Four bytes, little-endian.
  public long u32le(String field) throws MalformedException {
    need(field, 4);
    long value = 0;
    for (int shift = 0; shift < 32; shift += 8) {
      value |= (source[position++] & 0xffL) << shift;
    }
    return value;
  }

  /// Four bytes, big-endian.
  public long u32be(String field) throws MalformedException {
    need(field, 4);
    return bigEndian(4);
  }

  /// Eight bytes, big-endian, all 64 bits: negative where the top bit is set. Compare with
  /// [Long#compareUnsigned].
  public long bits64be(String field) throws MalformedException {
    need(field, 8);
    return bigEndian(8);
  }

  /// Eight bytes, little-endian, all 64 bits: a bit field, not a number.
  public long bits64le(String field) throws MalformedException {
    need(field, 8);
    return Long.reverseBytes(bigEndian(8));
  }

  /// One to eight bytes, big-endian (reduced-size encoding), all bits.
  public long bitsBe(String field, int length) throws MalformedException {
    if (length < 1 || length > 8) {
      throw new MalformedException(field, position, "length " + length + " is not 1 to 8");
    }
    need(field, length);
    return bigEndian(length);
  }

  private long bigEndian(int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | (source[position++] & 0xff);
    }
    return value;
  }

  /// Exactly `length` bytes.
  public Bytes bytes(String field, int length) throws MalformedException {
    need(field, length);
    var slice = new byte[length];
    System.arraycopy(source, position, slice, 0, length);
    position += length;
    return Bytes.copyOf(slice);
  }

  /// Bytes behind a four-byte big-endian length of at most `limit`: the field encoding that
  /// [BinaryWriter#field] writes.
  public Bytes field(String field, int limit) throws MalformedException {
    int at = position;
    long length = u32be(field);
    if (length > limit) {
      throw new MalformedException(field, at, "length " + length + " exceeds " + limit);
    }
    return bytes(field, (int) length);
  }

  /// A reader over the next `length` bytes, which this reader skips.
  public BinaryReader sub(String field, int length) throws MalformedException {
    need(field, length);
    var inner = new BinaryReader(source, position, position + length);
    position += length;
    return inner;
  }

  /// Skips `length` bytes whose value does not matter.
  public void skip(String field, int length) throws MalformedException {
    need(field, length);
    position += length;
  }

  /// Requires exactly `expected`.
  public void expect(String field, Bytes expected) throws MalformedException {
    int at = position;
    var seen = bytes(field, expected.length());
    if (!seen.equals(expected)) {
      throw new MalformedException(field, at, "got " + seen + ", want " + expected);
    }
  }

  /// Requires `length` zero bytes.
  public void zeros(String field, int length) throws MalformedException {
    need(field, length);
    for (int i = 0; i < length; i++) {
      if (source[position + i] != 0) {
        var seen = HexFormat.of().toHexDigits(source[position + i]);
        throw new MalformedException(field, position + i, "got " + seen + ", want 00");
      }
    }
    position += length;
  }

  /// Requires that nothing is left.
  public void end() throws MalformedException {
    if (position != end) {
      throw new MalformedException(
          "end", position, remaining() + (remaining() == 1 ? " byte" : " bytes") + " left over");
    }
  }

  private void need(String field, int length) throws MalformedException {
    if (length < 0 || length > end - position) {
      throw new MalformedException(
          field, position, "needs " + length + " bytes, " + remaining() + " remain");
    }
  }
}
