package dev.strongroom.gateway.route;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A JSON object taken apart into its members, each kept as the bytes that the client sent. What is
/// forwarded is therefore what was judged: numbers keep their spelling, and no member is there
/// twice, at any depth, for gateway and engine to pick differently.
///
/// @param members values by name, in order, each a complete JSON text
record RequestDocument(Map<String, Bytes> members) {
  /// Chats with tools and schemas nest about a dozen deep.
  private static final int MAX_DEPTH = 64;

  private static final int MAX_NUMBER_CHARACTERS = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxNumberLength(MAX_NUMBER_CHARACTERS)
                  .maxNameLength(256)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .build();

  private static final ObjectMapper TREES = new ObjectMapper(FACTORY);

  static RequestDocument parse(Bytes body) throws InvalidRequestException {
    var source = body.toArray();
    requireUtf8WithoutMark(source);
    try (JsonParser in = FACTORY.createParser(source)) {
      if (in.nextToken() != JsonToken.START_OBJECT) {
        throw new InvalidRequestException(ApiError.unreadable("want an object"));
      }
      var members = new LinkedHashMap<String, Bytes>();
      var token = in.nextToken();
      while (token == JsonToken.FIELD_NAME) {
        var name = in.currentName();
        in.nextToken();
        int from = (int) in.currentTokenLocation().getByteOffset();
        in.skipChildren();
        token = in.nextToken();
        int to = (int) in.currentTokenLocation().getByteOffset();
        members.put(name, body.slice(from, endOfValue(source, from, to)));
      }
      if (in.nextToken() != null) {
        throw new InvalidRequestException(ApiError.unreadable("text after the object"));
      }
      return new RequestDocument(members);
    } catch (StreamConstraintsException _) {
      throw new InvalidRequestException(
          ApiError.unreadable("nested too deep, or a number or name too long"));
    } catch (JsonParseException e) {
      // The parser's words may quote the prompt; only this one case is worth telling apart.
      var duplicate = e.getOriginalMessage().startsWith("Duplicate field");
      throw new InvalidRequestException(
          ApiError.unreadable(duplicate ? "a member stands twice" : "malformed"));
    } catch (IOException e) {
      throw new InvalidRequestException(ApiError.unreadable("malformed"));
    }
  }

  /// The parser would guess UTF-16 and UTF-32, which an engine may not; each has NUL bytes here.
  private static void requireUtf8WithoutMark(byte[] source) throws InvalidRequestException {
    for (byte b : source) {
      if (b == 0) {
        throw new InvalidRequestException(ApiError.unreadable("not UTF-8"));
      }
    }
    if (source.length > 0 && (source[0] & 0xff) >= 0x80) {
      throw new InvalidRequestException(ApiError.unreadable("not UTF-8 without byte order mark"));
    }
  }

  /// Between a value and the next token stand only blanks and at most one comma.
  private static int endOfValue(byte[] source, int from, int nextToken) {
    int end = nextToken;
    while (end > from && isBlankOrComma(source[end - 1])) {
      end--;
    }
    return end;
  }

  private static boolean isBlankOrComma(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == ',';
  }

  /// The value of `name`; empty if it is absent or null.
  Optional<JsonNode> value(String name) {
    var raw = members.get(name);
    if (raw == null) {
      return Optional.empty();
    }
    try {
      var node = TREES.readTree(raw.toArray());
      return node.isNull() ? Optional.empty() : Optional.of(node);
    } catch (IOException e) {
      throw new IllegalStateException("a member that was parsed cannot be parsed", e);
    }
  }
}
