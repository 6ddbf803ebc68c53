package dev.strongroom.attestation.azure;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.Printable;
import dev.strongroom.wire.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// A JSON object of somebody else's format, read member by member. Duplicate keys and deep nesting
/// are refused by [StrictJson].
final class JsonObject {
  private static final int BYTE_LIMIT = 1 << Byte.SIZE;
  private static final int BASE64_GROUP = 4;

  private final String path;
  private final JsonNode node;

  private JsonObject(String path, JsonNode node) throws MalformedException {
    if (!node.isObject()) {
      throw new MalformedException(path, -1, "is not an object");
    }
    this.path = path;
    this.node = node;
  }

  /// How a format writes bytes where it writes text.
  enum Text {
    HEX,
    /// RFC 4648, 5, with or without padding.
    BASE64URL
  }

  static JsonObject parse(String name, Bytes json) throws MalformedException {
    return new JsonObject(name, StrictJson.read(json, JsonNode.class));
  }

  /// Refuses members of other names.
  JsonObject only(Set<String> names) throws MalformedException {
    for (var member : node.properties()) {
      if (!names.contains(member.getKey())) {
        throw new MalformedException(
            path + "." + Printable.name(member.getKey()), -1, "is unknown");
      }
    }
    return this;
  }

  /// True if the member is there and not null.
  boolean has(String name) {
    return node.hasNonNull(name);
  }

  JsonObject object(String name) throws MalformedException {
    return new JsonObject(path + "." + name, member(name));
  }

  List<JsonObject> objects(String name) throws MalformedException {
    var objects = new ArrayList<JsonObject>();
    for (var element : array(name)) {
      objects.add(new JsonObject(path + "." + name + "[" + objects.size() + "]", element));
    }
    return objects;
  }

  String text(String name) throws MalformedException {
    return text(path + "." + name, member(name));
  }

  List<String> texts(String name) throws MalformedException {
    var texts = new ArrayList<String>();
    for (var element : array(name)) {
      texts.add(text(path + "." + name + "[" + texts.size() + "]", element));
    }
    return texts;
  }

  long number(String name) throws MalformedException {
    var member = member(name);
    if (!member.canConvertToLong() || !member.isIntegralNumber()) {
      throw new MalformedException(path + "." + name, -1, "is not a whole number");
    }
    return member.longValue();
  }

  /// Every member that is no object or array, as text.
  SortedMap<String, String> scalars() {
    var scalars = new TreeMap<String, String>();
    for (var member : node.properties()) {
      if (member.getValue().isValueNode()) {
        scalars.put(member.getKey(), member.getValue().asText());
      }
    }
    return scalars;
  }

  /// Bytes as an array of numbers, or as text.
  Bytes octets(String name, Text form) throws MalformedException {
    return octets(path + "." + name, member(name), form);
  }

  /// Several such members.
  List<Bytes> octetLists(String name, Text form) throws MalformedException {
    var lists = new ArrayList<Bytes>();
    for (var element : array(name)) {
      lists.add(octets(path + "." + name + "[" + lists.size() + "]", element, form));
    }
    return lists;
  }

  private static Bytes octets(String field, JsonNode node, Text form) throws MalformedException {
    if (node.isTextual()) {
      return switch (form) {
        case HEX -> Bytes.ofHex(field, node.textValue());
        case BASE64URL -> base64url(field, node.textValue());
      };
    }
    if (!node.isArray()) {
      throw new MalformedException(field, -1, "is neither text nor an array of numbers");
    }
    var bytes = new byte[node.size()];
    for (int i = 0; i < bytes.length; i++) {
      var element = node.get(i);
      if (!element.isInt() || element.intValue() < 0 || element.intValue() >= BYTE_LIMIT) {
        throw new MalformedException(field + "[" + i + "]", -1, "is not 0 to 255");
      }
      bytes[i] = (byte) element.intValue();
    }
    return Bytes.copyOf(bytes);
  }

  /// One spelling of its bytes, save that the padding may be missing.
  static Bytes base64url(String field, String text) throws MalformedException {
    if (text.indexOf('+') >= 0 || text.indexOf('/') >= 0) {
      throw new MalformedException(field, -1, "is not base64url");
    }
    int missing = Math.floorMod(-text.length(), BASE64_GROUP);
    return Bytes.ofBase64(field, text.replace('-', '+').replace('_', '/') + "=".repeat(missing));
  }

  private static String text(String field, JsonNode node) throws MalformedException {
    if (!node.isTextual()) {
      throw new MalformedException(field, -1, "is not text");
    }
    return node.textValue();
  }

  private JsonNode array(String name) throws MalformedException {
    var member = member(name);
    if (!member.isArray()) {
      throw new MalformedException(path + "." + name, -1, "is not an array");
    }
    return member;
  }

  private JsonNode member(String name) throws MalformedException {
    var member = node.get(name);
    if (member == null) {
      throw new MalformedException(path + "." + name, -1, "is missing");
    }
    return member;
  }
}
