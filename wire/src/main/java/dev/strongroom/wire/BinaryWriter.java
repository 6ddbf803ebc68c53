package dev.strongroom.wire;

import java.io.ByteArrayOutputStream;

/// Builds canonical encodings, the mirror of [BinaryReader]. Not thread-safe.
public final class BinaryWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /// One byte.
  public BinaryWriter u8(int value) {
    out.write(value);
    return this;
  }

  /// Two bytes, big-endian.
  public BinaryWriter u16be(int value) {
    return u8(value >>> 8).u8(value);
  }

  /// Two bytes, little-endian.
  public BinaryWriter u16le(int value) {
    return u8(value).u8(value >>> 8);
  }

  /// Three bytes, little-endian.
  public BinaryWriter u24le(int value) {
    return u16le(value).u8(value >>> 16);
  }

  /// Four bytes, big-endian.
  public BinaryWriter u32be(long value) {
    return u16be((int) (value >>> 16)).u16be((int) value);
  }

  /// Four bytes, little-endian.
  public BinaryWriter u32le(long value) {
    return u16le((int) value).u16le((int) (value >>> 16));
  }

  /// Eight bytes, big-endian.
  public BinaryWriter u64be(long value) {
    return u32be(value >>> 32).u32be(value);
  }

  /// Eight bytes, little-endian.
  public BinaryWriter u64le(long value) {
    return u32le(value).u32le(value >>> 32);
  }

  /// The bytes as they are.
  public BinaryWriter raw(Bytes value) {
    out.writeBytes(value.toArray());
    return this;
  }

  /// `length` zero bytes.
  public BinaryWriter zeros(int length) {
    return raw(Bytes.zeros(length));
  }

  /// The bytes behind their length, four bytes big-endian.
  public BinaryWriter field(Bytes value) {
    return u32be(value.length()).raw(value);
  }

  /// UTF-8 text behind its length in bytes, four bytes big-endian.
  public BinaryWriter field(String value) {
    return field(Bytes.utf8(value));
  }

  /// What was written so far.
  public Bytes toBytes() {
    return Bytes.copyOf(out.toByteArray());
  }
}
