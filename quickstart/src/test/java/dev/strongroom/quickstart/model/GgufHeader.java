package dev.strongroom.quickstart.model;

import dev.strongroom.wire.BinaryReader;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A GGUF header as a reader of the specification sees it (ggml, docs/gguf.md, version 3): it knows
/// nothing of the writer.
record GgufHeader(Map<String, Object> metadata, List<Tensor> tensors, long dataOffset) {
  GgufHeader {
    metadata = Map.copyOf(metadata);
    tensors = List.copyOf(tensors);
  }

  record Tensor(String name, List<Long> dimensions, long offset) {
    Tensor {
      dimensions = List.copyOf(dimensions);
    }

    long sizeBytes() {
      return 4 * dimensions.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }
  }

  static GgufHeader read(Path file) throws IOException, MalformedException {
    var in = new BinaryReader(Files.readAllBytes(file));
    in.expect("magic", Bytes.utf8("GGUF"));
    in.expect("version", Bytes.ofHex("version", "03000000"));
    long tensorCount = in.bits64le("tensor_count");
    long entries = in.bits64le("metadata_kv_count");
    Map<String, Object> metadata = new HashMap<>();
    for (long i = 0; i < entries; i++) {
      var key = text(in);
      if (metadata.put(key, value(in, in.u32le("value_type"))) != null) {
        throw new MalformedException(key, in.position(), "comes twice");
      }
    }
    var tensors = new ArrayList<Tensor>();
    for (long i = 0; i < tensorCount; i++) {
      var name = text(in);
      var dimensions = new ArrayList<Long>();
      for (long n = in.u32le("n_dimensions"); n > 0; n--) {
        dimensions.add(in.bits64le("dimension"));
      }
      in.zeros("type F32", 4);
      tensors.add(new Tensor(name, dimensions, in.bits64le("offset")));
    }
    int padding = (32 - in.position() % 32) % 32;
    in.zeros("padding", padding);
    return new GgufHeader(metadata, tensors, in.position());
  }

  private static Object value(BinaryReader in, long type) throws MalformedException {
    return switch ((int) type) {
      case 4, 5 -> in.u32le("integer");
      case 6 -> Float.intBitsToFloat((int) in.u32le("float"));
      case 7 -> in.u8("bool") == 1;
      case 8 -> text(in);
      case 9 -> {
        long elementType = in.u32le("element type");
        long count = in.bits64le("count");
        var elements = new ArrayList<>();
        for (long i = 0; i < count; i++) {
          elements.add(value(in, elementType));
        }
        yield elements;
      }
      default -> throw new MalformedException("value_type", in.position(), "got " + type);
    };
  }

  private static String text(BinaryReader in) throws MalformedException {
    return in.bytes("string", (int) in.bits64le("length")).utf8();
  }
}
