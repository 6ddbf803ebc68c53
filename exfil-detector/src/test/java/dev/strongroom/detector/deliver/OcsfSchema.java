package dev.strongroom.detector.deliver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// The OCSF 1.8.0 schema in its uncompiled form, and what a record violates of it: required
/// attributes, unknown attributes, types, enumerations, `at_least_one`. Attributes of profiles
/// count as known only where the class includes the profile.
final class OcsfSchema {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode dictionary = read("dictionary.json");
  private final Map<String, Definition> objects = new HashMap<>();

  private record Definition(Map<String, JsonNode> attributes, List<String> atLeastOne) {}

  private static JsonNode read(String path) {
    try {
      return JSON.readTree(Vectors.read("ocsf/1.8.0/" + path).toArray());
    } catch (IOException e) {
      throw new IllegalStateException(path, e);
    }
  }

  /// What `event` violates, one line each.
  List<String> violations(JsonNode event) {
    var problems = new ArrayList<String>();
    judge("", event, detectionFinding(), problems);
    return problems;
  }

  private Definition detectionFinding() {
    var attributes = new LinkedHashMap<String, JsonNode>();
    for (var file :
        List.of(
            "events/base_event.json",
            "events/findings/finding.json",
            "events/findings/detection_finding.json")) {
      collect(read(file), attributes);
    }
    return new Definition(attributes, List.of());
  }

  private Definition object(String name) {
    var known = objects.get(name);
    if (known == null) {
      var attributes = new LinkedHashMap<String, JsonNode>();
      var atLeastOne = new ArrayList<String>();
      objectInto(name, attributes, atLeastOne);
      known = new Definition(attributes, atLeastOne);
      objects.put(name, known);
    }
    return known;
  }

  private static void objectInto(
      String name, Map<String, JsonNode> attributes, List<String> atLeastOne) {
    var file = read("objects/" + name + ".json");
    if (file.has("extends") && !file.path("extends").asText().equals("object")) {
      objectInto(file.path("extends").asText(), attributes, atLeastOne);
    }
    collect(file, attributes);
    var constraint = file.path("constraints").path("at_least_one");
    if (constraint.isArray()) {
      atLeastOne.clear();
      constraint.forEach(item -> atLeastOne.add(item.asText()));
    }
  }

  private static void collect(JsonNode file, Map<String, JsonNode> into) {
    for (var entry : file.path("attributes").properties()) {
      if (entry.getKey().equals("$include")) {
        entry.getValue().forEach(include -> optional(read(include.asText()), into));
      } else {
        into.merge(entry.getKey(), entry.getValue(), OcsfSchema::overlay);
      }
    }
  }

  /// Attributes of a profile are known but never required: we claim no profile.
  private static void optional(JsonNode profile, Map<String, JsonNode> into) {
    for (var entry : profile.path("attributes").properties()) {
      into.putIfAbsent(entry.getKey(), JSON.createObjectNode().put("requirement", "optional"));
    }
  }

  private static JsonNode overlay(JsonNode base, JsonNode over) {
    var merged = base.<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy();
    for (var entry : over.properties()) {
      if (entry.getKey().equals("enum") && merged.has("enum")) {
        var both = merged.path("enum").<com.fasterxml.jackson.databind.node.ObjectNode>deepCopy();
        entry.getValue().properties().forEach(e -> both.set(e.getKey(), e.getValue()));
        merged.set("enum", both);
      } else {
        merged.set(entry.getKey(), entry.getValue());
      }
    }
    return merged;
  }

  private void judge(String at, JsonNode value, Definition definition, List<String> problems) {
    for (var entry : definition.attributes().entrySet()) {
      boolean required = entry.getValue().path("requirement").asText().equals("required");
      if (required && !value.has(entry.getKey())) {
        problems.add(at + "." + entry.getKey() + " is required and absent");
      }
    }
    if (!definition.atLeastOne().isEmpty()
        && definition.atLeastOne().stream().noneMatch(value::has)) {
      problems.add(at + " has none of " + definition.atLeastOne());
    }
    for (var entry : value.properties()) {
      var attribute = definition.attributes().get(entry.getKey());
      var path = at + "." + entry.getKey();
      if (attribute == null) {
        problems.add(path + " is not known to the schema");
      } else {
        attribute(path, entry.getKey(), entry.getValue(), attribute, problems);
      }
    }
  }

  private void attribute(
      String path, String name, JsonNode value, JsonNode attribute, List<String> problems) {
    var entry = dictionary.path("attributes").path(name);
    if (entry.isMissingNode()) {
      problems.add(path + " is not in the dictionary");
      return;
    }
    if (entry.path("is_array").asBoolean()) {
      if (!value.isArray()) {
        problems.add(path + " is not an array");
      }
      int index = 0;
      for (var item : value) {
        single(path + "[" + index++ + "]", item, entry, attribute, problems);
      }
    } else {
      single(path, value, entry, attribute, problems);
    }
  }

  private void single(
      String path, JsonNode value, JsonNode entry, JsonNode attribute, List<String> problems) {
    var type = entry.path("type").asText();
    if (type.equals("object") || type.equals("json_t")) {
      return;
    }
    if (!type.endsWith("_t")) {
      judge(path, value, object(type), problems);
      return;
    }
    scalar(type, value).ifPresent(problem -> problems.add(path + " " + problem));
    var allowed = overlay(entry, attribute).path("enum");
    if (allowed.isObject() && !allowed.isEmpty() && !allowed.has(value.asText())) {
      problems.add(path + " is " + value + ", which the enumeration lacks");
    }
  }

  private Optional<String> scalar(String type, JsonNode value) {
    var definition = dictionary.path("types").path("attributes").path(type);
    var base = definition.has("type") ? definition.path("type").asText() : type;
    boolean right =
        switch (base) {
          case "string_t" -> value.isTextual();
          case "integer_t", "long_t" -> value.isIntegralNumber();
          case "boolean_t" -> value.isBoolean();
          case "float_t" -> value.isNumber();
          default -> throw new IllegalStateException("type " + type + " of base " + base);
        };
    if (!right) {
      return Optional.of("is " + value + ", want " + type);
    }
    var regex = definition.path("regex").asText();
    return regex.isEmpty() || Pattern.compile(regex).matcher(value.asText()).find()
        ? Optional.empty()
        : Optional.of("is " + value + ", which does not look like " + type);
  }
}
