package dev.strongroom.quickstart.model;

import dev.strongroom.wire.BinaryWriter;
import dev.strongroom.wire.Bytes;
import java.util.ArrayList;
import java.util.List;

/// Builds what stands before the weights in a GGUF file, version 3 (ggml, docs/gguf.md). All
/// numbers are little-endian; text is UTF-8 behind its length in eight bytes.
///
/// | Part     | Content                                                                      |
/// |----------|------------------------------------------------------------------------------|
/// | header   | `GGUF`, u32 version 3, u64 number of tensors, u64 number of metadata entries  |
/// | metadata | for each: text key, u32 value type, value                                    |
/// | tensors  | for each: text name, u32 dimensions, u64 each innermost first, u32 type, u64 offset |
/// | padding  | zeros up to a multiple of 32                                                 |
/// | weights  | each tensor at its offset from here, padded to a multiple of 32              |
///
/// An array value is u32 type of its elements, u64 their number, then the elements. Not
/// thread-safe.
final class GgufWriter {
  /// What tensors are aligned to where `general.alignment` is absent.
  static final int ALIGNMENT = 32;

  private static final int VERSION = 3;
  private static final int TYPE_U32 = 4;
  private static final int TYPE_I32 = 5;
  private static final int TYPE_F32 = 6;
  private static final int TYPE_BOOL = 7;
  private static final int TYPE_STRING = 8;
  private static final int TYPE_ARRAY = 9;
  private static final int TENSOR_F32 = 0;

  private final BinaryWriter metadata = new BinaryWriter();
  private final List<Tensor> tensors = new ArrayList<>();
  private int entries;

  /// A matrix or vector of 32-bit floats.
  ///
  /// @param name as llama.cpp spells it
  /// @param columns length of a row, the innermost dimension
  /// @param rows number of rows, one for a vector
  record Tensor(String name, int columns, int rows) {
    long sizeBytes() {
      return 4L * columns * rows;
    }
  }

  GgufWriter text(String key, String value) {
    key(key, TYPE_STRING);
    text(metadata, value);
    return this;
  }

  GgufWriter number(String key, int value) {
    key(key, TYPE_U32).u32le(value);
    return this;
  }

  GgufWriter real(String key, float value) {
    key(key, TYPE_F32).u32le(Float.floatToRawIntBits(value));
    return this;
  }

  GgufWriter flag(String key, boolean value) {
    key(key, TYPE_BOOL).u8(value ? 1 : 0);
    return this;
  }

  GgufWriter texts(String key, List<String> values) {
    array(key, TYPE_STRING, values.size());
    values.forEach(value -> text(metadata, value));
    return this;
  }

  GgufWriter numbers(String key, List<Integer> values) {
    array(key, TYPE_I32, values.size());
    values.forEach(value -> metadata.u32le(value));
    return this;
  }

  GgufWriter reals(String key, List<Float> values) {
    array(key, TYPE_F32, values.size());
    values.forEach(value -> metadata.u32le(Float.floatToRawIntBits(value)));
    return this;
  }

  GgufWriter tensor(Tensor tensor) {
    tensors.add(tensor);
    return this;
  }

  /// Everything before the first weight. The weights follow in the order of `tensor` calls.
  Bytes toBytes() {
    var out = new BinaryWriter();
    out.raw(Bytes.utf8("GGUF")).u32le(VERSION).u64le(tensors.size()).u64le(entries);
    out.raw(metadata.toBytes());
    long offset = 0;
    for (var tensor : tensors) {
      text(out, tensor.name);
      if (tensor.rows == 1) {
        out.u32le(1).u64le(tensor.columns);
      } else {
        out.u32le(2).u64le(tensor.columns).u64le(tensor.rows);
      }
      out.u32le(TENSOR_F32).u64le(offset);
      offset += tensor.sizeBytes() + padding(tensor.sizeBytes());
    }
    var unpadded = out.toBytes();
    return unpadded.concat(Bytes.zeros(padding(unpadded.length())));
  }

  /// Zero bytes that must follow `length` bytes.
  static int padding(long length) {
    return (int) Math.floorMod(-length, (long) ALIGNMENT);
  }

  private void array(String key, int elementType, int count) {
    key(key, TYPE_ARRAY).u32le(elementType).u64le(count);
  }

  private BinaryWriter key(String key, int type) {
    entries++;
    text(metadata, key);
    return metadata.u32le(type);
  }

  private static void text(BinaryWriter out, String value) {
    var bytes = Bytes.utf8(value);
    out.u64le(bytes.length()).raw(bytes);
  }
}
