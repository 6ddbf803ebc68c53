package dev.strongroom.attestation.scheme.dcap.tcb;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Members of a JSON object of Intel's, by name. What is asked for must be there in the right form;
/// what is not asked for is passed over, because Intel adds members without a new version
/// (`advisoryIDs` and `tdxModuleIdentities` came so) and signs them all.
record Members(JsonNode object) {
  /// Intel's largest answer has 20 KiB.
  private static final int MAX_BYTES = 256 * 1024;

  static Members read(String field, Bytes json) throws MalformedException {
    if (json.length() > MAX_BYTES) {
      throw new MalformedException(field, 0, "got " + json.length() + " bytes, limit " + MAX_BYTES);
    }
    return of(field, StrictJson.read(json, JsonNode.class));
  }

  private static Members of(String field, JsonNode node) throws MalformedException {
    if (!node.isObject()) {
      throw new MalformedException(field, -1, "is not an object");
    }
    return new Members(node);
  }

  boolean has(String name) {
    return object.has(name);
  }

  private JsonNode member(String name) throws MalformedException {
    if (!object.has(name)) {
      throw new MalformedException(name, -1, "is absent");
    }
    return object.path(name);
  }

  Members object(String name) throws MalformedException {
    return of(name, member(name));
  }

  /// Members that are objects: at least one, at most `limit`.
  List<Members> objects(String name, int limit) throws MalformedException {
    var list = member(name);
    if (!list.isArray() || list.isEmpty() || list.size() > limit) {
      throw new MalformedException(name, -1, "is not a list of 1 to " + limit);
    }
    var members = new ArrayList<Members>();
    for (var element : list) {
      members.add(of(name, element));
    }
    return members;
  }

  /// Texts, sorted as they come; none where the member is absent.
  List<String> texts(String name, int limit) throws MalformedException {
    if (!object.has(name)) {
      return List.of();
    }
    var list = member(name);
    if (!list.isArray() || list.size() > limit) {
      throw new MalformedException(name, -1, "is not a list of at most " + limit);
    }
    var texts = new ArrayList<String>();
    for (var element : list) {
      texts.add(text(name, element));
    }
    return texts;
  }

  String text(String name) throws MalformedException {
    return text(name, member(name));
  }

  String textOr(String name, String otherwise) throws MalformedException {
    return object.has(name) ? text(name) : otherwise;
  }

  private static String text(String name, JsonNode node) throws MalformedException {
    if (!node.isTextual()) {
      throw new MalformedException(name, -1, "is not text");
    }
    return node.textValue();
  }

  /// A number from 0 to `max`.
  int integer(String name, int max) throws MalformedException {
    var node = member(name);
    if (!node.isInt() || node.intValue() < 0 || node.intValue() > max) {
      throw new MalformedException(name, -1, "is not a number from 0 to " + max);
    }
    return node.intValue();
  }

  /// Hexadecimal of `length` bytes, in either case.
  Bytes hex(String name, int length) throws MalformedException {
    var bytes = Bytes.ofHex(name, text(name));
    if (bytes.length() != length) {
      throw new MalformedException(name, -1, "got " + bytes.length() + " bytes, want " + length);
    }
    return bytes;
  }

  Instant instant(String name) throws MalformedException {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeException e) {
      throw new MalformedException(name, -1, "is not an ISO 8601 time in UTC", e);
    }
  }
}
