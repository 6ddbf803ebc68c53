package dev.strongroom.quickstart.engine;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/// A JSON object of which some fields are read. Unknown fields are allowed, as OpenAI's clients
/// send many; a name twice is not, nor a field that is read and has the wrong type. An explicit
/// `null` counts as absent.
final class JsonFields {
  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      // Messages nest four deep, tools (ignored) as deep as a JSON schema.
                      StreamReadConstraints.builder().maxNestingDepth(64).build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String path;
  private final JsonNode object;

  private JsonFields(String path, JsonNode object) {
    this.path = path;
    this.object = object;
  }

  static JsonFields parse(Bytes body) throws ApiException {
    try {
      return of("", MAPPER.readTree(body.toArray()));
    } catch (JsonProcessingException e) {
      var reason = e.getOriginalMessage().lines().findFirst().orElse("");
      throw ApiException.invalid(null, "The body is not JSON as required: " + reason);
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory failed", e);
    }
  }

  static JsonFields of(String path, JsonNode node) throws ApiException {
    if (!node.isObject()) {
      throw ApiException.invalid(
          path.isEmpty() ? null : path, (path.isEmpty() ? "body" : path) + ": want an object");
    }
    return new JsonFields(path, node);
  }

  String text(String name) throws ApiException {
    return text(name(name), required(name));
  }

  boolean flag(String name) throws ApiException {
    var node = get(name);
    if (node.isEmpty()) {
      return false;
    }
    if (!node.get().isBoolean()) {
      throw wrong(name(name), "true or false");
    }
    return node.get().booleanValue();
  }

  OptionalLong integer(String name, long least, long most) throws ApiException {
    var node = get(name);
    if (node.isEmpty()) {
      return OptionalLong.empty();
    }
    boolean fits = node.get().isIntegralNumber() && node.get().canConvertToLong();
    long value = fits ? node.get().longValue() : 0;
    if (!fits || value < least || value > most) {
      throw wrong(name(name), "an integer, at least " + least + " and at most " + most);
    }
    return OptionalLong.of(value);
  }

  OptionalDouble real(String name, double least, double most) throws ApiException {
    var node = get(name);
    if (node.isEmpty()) {
      return OptionalDouble.empty();
    }
    double value = node.get().isNumber() ? node.get().doubleValue() : Double.NaN;
    // Written so that NaN is refused too.
    if (!(value >= least && value <= most)) {
      throw wrong(name(name), "a number from " + least + " to " + most);
    }
    return OptionalDouble.of(value);
  }

  JsonNode array(String name) throws ApiException {
    var node = required(name);
    if (!node.isArray()) {
      throw wrong(name(name), "an array");
    }
    return node;
  }

  Optional<JsonFields> object(String name) throws ApiException {
    var node = get(name);
    return node.isEmpty() ? Optional.empty() : Optional.of(of(name(name), node.get()));
  }

  List<String> textOrTexts(String name) throws ApiException {
    var node = get(name);
    if (node.isEmpty()) {
      return List.of();
    }
    if (!node.get().isArray()) {
      return List.of(text(name(name), node.get()));
    }
    var texts = new ArrayList<String>();
    for (var element : node.get()) {
      texts.add(text(name(name), element));
    }
    return texts;
  }

  /// A message's `content`: text, or parts of type `text`. Absent content, as in an assistant's
  /// tool call, is empty.
  String content() throws ApiException {
    var content = get("content");
    if (content.isEmpty()) {
      return "";
    }
    if (!content.get().isArray()) {
      return text(name("content"), content.get());
    }
    var text = new StringBuilder();
    for (var element : content.get()) {
      var part = of(name("content"), element);
      if (!part.text("type").equals("text")) {
        throw wrong(name("content"), "text; this model takes no other input");
      }
      text.append(part.text("text"));
    }
    return text.toString();
  }

  private static String text(String name, JsonNode node) throws ApiException {
    // Half a surrogate pair has no UTF-8 form; the engine would see another text than was sent.
    if (!node.isTextual() || !StandardCharsets.UTF_8.newEncoder().canEncode(node.textValue())) {
      throw wrong(name, "a string");
    }
    return node.textValue();
  }

  private Optional<JsonNode> get(String name) {
    return Optional.ofNullable(object.get(name)).filter(node -> !node.isNull());
  }

  private JsonNode required(String name) throws ApiException {
    var node = get(name);
    if (node.isEmpty()) {
      throw ApiException.invalid(name(name), name(name) + ": is missing");
    }
    return node.get();
  }

  private String name(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static ApiException wrong(String name, String want) {
    return ApiException.invalid(name, name + ": want " + want);
  }
}
