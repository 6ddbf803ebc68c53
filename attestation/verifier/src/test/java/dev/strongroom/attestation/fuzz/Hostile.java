package dev.strongroom.attestation.fuzz;

import dev.strongroom.wire.Bytes;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Inputs that no genuine sender makes.
final class Hostile {
  private static final int MEBIBYTE = 1 << 20;
  private static final int NESTING = 10_000;

  static final Bytes KEY_TWICE = Bytes.utf8("{\"cpu\":null,\"cpu\":null}");
  static final Bytes DEEP_OBJECTS = Bytes.utf8("{\"cpu\":".repeat(NESTING));

  private static final String XML_ENTITIES =
      "<!DOCTYPE a [<!ENTITY b 'bbbbbbbbbb'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><a>"
          + "&c;".repeat(NESTING)
          + "</a>";

  private Hostile() {}

  /// Inputs for every parser, whatever it reads, by name.
  static Map<String, Bytes> shapes() {
    var shapes = new LinkedHashMap<String, Bytes>();
    shapes.put("nothing", Bytes.empty());
    shapes.put("a mebibyte of zeros", Bytes.zeros(MEBIBYTE));
    shapes.put("a mebibyte of ones", filled(MEBIBYTE, 0xff));
    shapes.put("a SEQUENCE in a SEQUENCE, 10 000 deep", nestedDer());
    shapes.put("SEQUENCEs of 65 535 bytes that are not there", filled(MEBIBYTE, "3082ffff"));
    shapes.put("JSON arrays 10 000 deep", Bytes.utf8("[".repeat(NESTING) + "]".repeat(NESTING)));
    shapes.put("JSON objects 10 000 deep", DEEP_OBJECTS);
    shapes.put("JSON with a key twice", KEY_TWICE);
    shapes.put("JSON null", Bytes.utf8("null"));
    shapes.put("an empty JSON list", Bytes.utf8("[]"));
    shapes.put("JSON with 10 000 keys", Bytes.utf8("{" + "\"a\":1,".repeat(NESTING) + "\"b\":1}"));
    shapes.put("white space in UTF-32, then no character", filled(4 * NESTING, "00000020007a4141"));
    shapes.put("a JSON number of a million digits", Bytes.utf8("1".repeat(1_000_000)));
    shapes.put("a JSON text of a mebibyte", Bytes.utf8("\"" + "a".repeat(MEBIBYTE) + "\""));
    shapes.put("XML elements 10 000 deep", Bytes.utf8("<a>".repeat(NESTING)));
    shapes.put("XML with 60 000 elements", Bytes.utf8("<a>" + "<b/>".repeat(60_000) + "</a>"));
    shapes.put("XML entities that expand", Bytes.utf8(XML_ENTITIES));
    return shapes;
  }

  /// Each SEQUENCE holds the rest.
  private static Bytes nestedDer() {
    var bytes = new byte[4 * NESTING];
    for (int at = 0; at < bytes.length; at += 4) {
      int length = bytes.length - at - 4;
      bytes[at] = 0x30;
      bytes[at + 1] = (byte) 0x82;
      bytes[at + 2] = (byte) (length >> 8);
      bytes[at + 3] = (byte) length;
    }
    return Bytes.copyOf(bytes);
  }

  private static Bytes filled(int length, int value) {
    var bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return Bytes.copyOf(bytes);
  }

  private static Bytes filled(int length, String hex) {
    var unit = HexFormat.of().parseHex(hex);
    var bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = unit[i % unit.length];
    }
    return Bytes.copyOf(bytes);
  }

  /// One of `seeds` with one to four things changed: bits, bytes, lengths, runs cut out, doubled,
  /// or taken from another seed.
  static Bytes mutation(List<Bytes> seeds, SplittableRandom random) {
    var bytes = seeds.get(random.nextInt(seeds.size())).toArray();
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      bytes = changed(bytes, seeds, random);
    }
    return Bytes.copyOf(bytes);
  }

  private static byte[] changed(byte[] bytes, List<Bytes> seeds, SplittableRandom random) {
    int at = random.nextInt(bytes.length);
    int run = Math.min(bytes.length - at, 1 + random.nextInt(64));
    return switch (random.nextInt(6)) {
      case 0 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        yield bytes;
      }
      case 1 -> {
        bytes[at] = (byte) random.nextInt(256);
        yield bytes;
      }
      case 2 -> {
        // A length that lies, in either byte order.
        var value = (byte) (random.nextBoolean() ? 0xff : 0x7f);
        Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), value);
        yield bytes;
      }
      case 3 -> join(bytes, 0, at, bytes, at + run, bytes.length);
      case 4 -> join(bytes, 0, at + run, bytes, at, bytes.length);
      default -> {
        var other = seeds.get(random.nextInt(seeds.size())).toArray();
        yield join(bytes, 0, at, other, Math.min(at, other.length), other.length);
      }
    };
  }

  private static byte[] join(byte[] a, int from, int to, byte[] b, int start, int end) {
    var joined = Arrays.copyOf(Arrays.copyOfRange(a, from, to), to - from + end - start);
    System.arraycopy(b, start, joined, to - from, end - start);
    return joined;
  }
}
