package dev.strongroom.simulator.layout;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;

/// A structure of fixed length, zero at first, whose fields are set by offset in any order. Not
/// thread-safe.
public final class Area {
  private final byte[] bytes;

  /// `length` zero bytes.
  public Area(int length) {
    bytes = new byte[length];
  }

  /// Sets a field.
  ///
  /// @throws IllegalArgumentException if `value` has another length than the field
  public void put(int offset, int length, Bytes value) {
    if (value.length() != length) {
      throw new IllegalArgumentException(
          "field at 0x%x: got %d bytes, want %d".formatted(offset, value.length(), length));
    }
    patch(offset, value);
  }

  /// Sets a number of up to eight bytes, little-endian.
  public void number(int offset, int length, long value) {
    patch(offset, new BinaryWriter().u64le(value).toBytes().slice(0, length));
  }

  /// Sets any bytes, reserved ones included.
  ///
  /// @throws IndexOutOfBoundsException if they reach past the end
  public void patch(int offset, Bytes value) {
    System.arraycopy(value.toArray(), 0, bytes, offset, value.length());
  }

  /// The bytes from `from` (inclusive) to `to` (exclusive).
  public Bytes slice(int from, int to) {
    return toBytes().slice(from, to);
  }

  /// All of it.
  public Bytes toBytes() {
    return Bytes.copyOf(bytes);
  }
}
