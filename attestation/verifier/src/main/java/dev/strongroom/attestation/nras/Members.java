package dev.strongroom.attestation.nras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.Printable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Members of a JSON object of the service's, by name. A member that is null is as good as absent:
/// the service writes so what it did not find out.
record Members(String path, JsonNode object) {
  /// Longer than any text that decides something, and than the description of an error.
  private static final int MAX_TEXT = 512;

  private static final int MAX_LIST = 256;
  private static final int MAX_NONCE_BYTES = 64;

  /// 9999-12-31T23:59:59Z.
  private static final long MAX_SECONDS = 253_402_300_799L;

  Members {
    if (!object.isObject()) {
      throw new IllegalArgumentException(path + ": is not an object");
    }
  }

  static Members of(String path, JsonNode node) throws MalformedException {
    if (!node.isObject()) {
      throw new MalformedException(path, -1, "is not an object");
    }
    return new Members(path, node);
  }

  boolean has(String name) {
    return object.hasNonNull(name);
  }

  Set<String> names() {
    var names = new TreeSet<String>();
    object.properties().forEach(member -> names.add(member.getKey()));
    return names;
  }

  MalformedException malformed(String name, String reason) {
    return new MalformedException(path + "." + Printable.name(name), -1, reason);
  }

  JsonNode member(String name) throws MalformedException {
    if (!has(name)) {
      throw malformed(name, "is absent");
    }
    return object.path(name);
  }

  Members object(String name) throws MalformedException {
    return of(path + "." + name, member(name));
  }

  /// Text of at most 512 characters.
  String text(String name) throws MalformedException {
    return text(name, member(name));
  }

  /// The same, or empty where it is absent.
  String textOrNone(String name) throws MalformedException {
    return has(name) ? text(name) : "";
  }

  String text(String name, JsonNode node) throws MalformedException {
    if (!node.isTextual() || node.textValue().length() > MAX_TEXT) {
      throw malformed(name, "is not text of at most 512 characters");
    }
    return node.textValue();
  }

  /// Text, or several; none where it is absent.
  List<String> texts(String name) throws MalformedException {
    var texts = new ArrayList<String>();
    for (var element : elements(name)) {
      texts.add(text(name, element));
    }
    return texts;
  }

  /// Elements of a list of at most 256, or what stands in the place of one; none where it is
  /// absent.
  List<JsonNode> elements(String name) throws MalformedException {
    var elements = new ArrayList<JsonNode>();
    if (!has(name)) {
      return elements;
    }
    var node = object.path(name);
    if (!node.isArray()) {
      return List.of(node);
    }
    if (node.size() > MAX_LIST) {
      throw malformed(name, "has more than 256 elements");
    }
    node.forEach(elements::add);
    return elements;
  }

  boolean flag(String name) throws MalformedException {
    return flagOrNone(name).orElseThrow(() -> malformed(name, "is absent"));
  }

  Optional<Boolean> flagOrNone(String name) throws MalformedException {
    if (!has(name)) {
      return Optional.empty();
    }
    if (!object.path(name).isBoolean()) {
      throw malformed(name, "is not true or false");
    }
    return Optional.of(object.path(name).booleanValue());
  }

  /// A number from 0 to `max`.
  long number(String name, long max) throws MalformedException {
    return number(name, member(name), max);
  }

  long number(String name, JsonNode node, long max) throws MalformedException {
    if (!node.isIntegralNumber()
        || !node.canConvertToLong()
        || node.longValue() < 0
        || node.longValue() > max) {
      throw malformed(name, "is not a whole number from 0 to " + max);
    }
    return node.longValue();
  }

  /// NumericDate (RFC 7519, 2) in whole seconds.
  Instant seconds(String name) throws MalformedException {
    return Instant.ofEpochSecond(number(name, MAX_SECONDS));
  }

  /// ISO 8601 in UTC; nothing where it is absent.
  Optional<Instant> timeOrNone(String name) throws MalformedException {
    if (!has(name)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Instant.parse(text(name)));
    } catch (DateTimeException e) {
      throw new MalformedException(path + "." + name, -1, "is not an ISO 8601 time in UTC", e);
    }
  }

  /// Hexadecimal of 1 to 64 bytes; no bytes where it is absent.
  Bytes nonceOrNone(String name) throws MalformedException {
    if (!has(name)) {
      return Bytes.empty();
    }
    var nonce = Bytes.ofHex(path + "." + name, text(name));
    if (nonce.length() == 0 || nonce.length() > MAX_NONCE_BYTES) {
      throw malformed(name, "got " + nonce.length() + " bytes, want 1 to 64");
    }
    return nonce;
  }
}
