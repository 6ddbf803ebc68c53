package dev.strongroom.attestation.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// JSON with one object that says its first member twice, with the same value.
final class Twice {
  /// The object that doubles a member, counted in the order of the text; none if negative.
  private final int chosen;

  private int seen;

  private Twice(int chosen) {
    this.chosen = chosen;
  }

  /// `json` as it is, then with each of its objects doubling a member, up to `most` of them. Empty
  /// if it is no JSON object.
  static List<Bytes> of(Bytes json, int most) {
    var root = read(json);
    var all = new ArrayList<Bytes>();
    root.ifPresent(
        node -> {
          var plain = new Twice(-1);
          all.add(Bytes.utf8(plain.text(node)));
          for (int i = 0; i < Math.min(plain.seen, most); i++) {
            all.add(Bytes.utf8(new Twice(i).text(node)));
          }
        });
    return all;
  }

  private static Optional<JsonNode> read(Bytes json) {
    try {
      return Optional.of(StrictJson.read(json, JsonNode.class)).filter(JsonNode::isObject);
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }

  private String text(JsonNode node) {
    var parts = new ArrayList<String>();
    if (node.isArray()) {
      node.forEach(element -> parts.add(text(element)));
      return "[" + String.join(",", parts) + "]";
    }
    if (!node.isObject() || node.isEmpty()) {
      return node.toString();
    }
    boolean doubles = seen++ == chosen;
    for (var member : node.properties()) {
      parts.add("\"" + member.getKey() + "\":" + text(member.getValue()));
    }
    if (doubles) {
      parts.add(parts.getFirst());
    }
    return "{" + String.join(",", parts) + "}";
  }
}
