package dev.strongroom.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Refuses what an engine would fetch or decode for a request. A URL would let a tenant send the
/// node's requests anywhere the node can reach; decoders of images and sound are a large surface
/// that every tenant of the node shares. No route serves media today, so `data:` URLs and inline
/// bytes are refused as well, under another code.
///
/// Messages are judged by what they may have (OpenAI API reference, *Create chat completion*,
/// `messages`): engines take parts by their members' names even where the type is missing.
final class Attachments {
  private static final Set<String> MESSAGE =
      Set.of(
          "role",
          "content",
          "name",
          "tool_calls",
          "tool_call_id",
          "function_call",
          "refusal",
          "reasoning",
          "reasoning_content",
          "annotations");

  private static final Set<String> PART = Set.of("type", "text", "refusal");

  /// References that a JSON Schema reader resolves (JSON Schema 2020-12, section 8.2.3).
  private static final Set<String> REFERENCES = Set.of("$ref", "$dynamicRef", "$recursiveRef");

  /// A scheme other than `data`, or a network path (RFC 3986, sections 3.1 and 4.2).
  private static final Pattern REMOTE =
      Pattern.compile("\\s*(?!data:)(?:[a-z][a-z0-9+.-]*:|//)", Pattern.CASE_INSENSITIVE);

  private Attachments() {}

  static void requireNone(RequestDocument document) throws InvalidRequestException {
    var messages = document.value("messages");
    for (int i = 0; messages.isPresent() && i < messages.get().size(); i++) {
      requirePlain("messages[" + i + "]", messages.get().path(i));
    }
    for (var name : List.of("tools", "functions", "response_format")) {
      var value = document.value(name);
      if (value.isPresent()) {
        requireLocalReferences(name, value.get());
      }
    }
    var tools = document.value("tools");
    for (int i = 0; tools.isPresent() && i < tools.get().size(); i++) {
      requireClientSide("tools[" + i + "]", tools.get().path(i));
    }
  }

  private static void requirePlain(String at, JsonNode message) throws InvalidRequestException {
    if (!message.isObject()) {
      throw new InvalidRequestException(at, "invalid_type", "Want an object.");
    }
    for (var member : message.properties()) {
      var name = member.getKey();
      if (!MESSAGE.contains(name) && !member.getValue().isNull()) {
        throw mentionsRemote(member.getValue())
            ? remote(at)
            : new InvalidRequestException(
                at + "." + Parameters.shown(name),
                "unknown_parameter",
                "Unrecognized request argument.");
      }
    }
    var content = message.path("content");
    if (content.isArray()) {
      for (int i = 0; i < content.size(); i++) {
        requireText(at + ".content[" + i + "]", content.path(i));
      }
    } else if (content.isContainerNode() || content.isNumber() || content.isBoolean()) {
      throw new InvalidRequestException(
          at + ".content", "invalid_type", "Want text, or a list of parts.");
    }
  }

  private static void requireText(String at, JsonNode part) throws InvalidRequestException {
    var type = part.path("type").asText();
    boolean text =
        (type.equals("text") || type.equals("refusal"))
            && part.path(type).isTextual()
            && part.properties().stream()
                .allMatch(m -> PART.contains(m.getKey()) || m.getValue().isNull());
    if (!text) {
      throw mentionsRemote(part)
          ? remote(at)
          : new InvalidRequestException(
              at, "unsupported_content", "Only parts of type text or refusal are served here.");
    }
  }

  private static boolean mentionsRemote(JsonNode node) {
    if (node.isTextual()) {
      return REMOTE.matcher(node.textValue()).lookingAt();
    }
    for (var member : node.properties()) {
      if (!member.getKey().equals("text") && mentionsRemote(member.getValue())) {
        return true;
      }
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      if (mentionsRemote(node.path(i))) {
        return true;
      }
    }
    return false;
  }

  private static void requireLocalReferences(String at, JsonNode node)
      throws InvalidRequestException {
    for (var member : node.properties()) {
      var value = member.getValue();
      if (REFERENCES.contains(member.getKey())
          && value.isTextual()
          && !value.textValue().startsWith("#")) {
        throw remote(at);
      }
      requireLocalReferences(at, value);
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      requireLocalReferences(at, node.path(i));
    }
  }

  /// Tools that the engine itself would run (web search, MCP servers) are not the tenant's to
  /// choose.
  private static void requireClientSide(String at, JsonNode tool) throws InvalidRequestException {
    var type = tool.path("type").asText();
    if (!type.equals("function") && !type.equals("custom")) {
      throw new InvalidRequestException(
          at, "unsupported_tool", "Only tools of type function or custom are served here.");
    }
  }

  private static InvalidRequestException remote(String at) {
    return new InvalidRequestException(
        at, "remote_url", "Nothing is fetched for a request: send the content itself, as text.");
  }
}
