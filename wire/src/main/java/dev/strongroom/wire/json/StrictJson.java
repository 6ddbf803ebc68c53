package dev.strongroom.wire.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/// Maps records to JSON and back, refusing everything that leaves room for two readings. [Bytes] is
/// standard Base64, [Instant] and [Duration] are ISO 8601 text. Thread-safe.
public final class StrictJson {
  /// Deepest nesting that any of our messages needs is six; room for growth, none for bombs.
  private static final int MAX_DEPTH = 32;

  /// Largest single string: a certificate chain in Base64 stays far below.
  private static final int MAX_STRING_LENGTH = 1 << 20;

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_STRING_LENGTH)
                          .maxNumberLength(32)
                          .build())
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
          .withCoercionConfig(
              LogicalType.Textual,
              config -> {
                config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                config.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                config.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
              })
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.ALWAYS, JsonInclude.Include.ALWAYS))
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .addModule(values())
          .build();

  private StrictJson() {}

  /// Reads `json` as a `type`.
  ///
  /// @throws MalformedException if it is not exactly one such value
  public static <T> T read(Bytes json, Class<T> type) throws MalformedException {
    try {
      // spec: RFC 8259 8.1: text between systems is UTF-8; Jackson would guess UTF-16 and UTF-32
      // too
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json.toArray()));
      var value = MAPPER.readValue(text.toString(), type);
      if (value == null) {
        throw new MalformedException(name(type), -1, "it is null");
      }
      return value;
    } catch (CharacterCodingException e) {
      throw new MalformedException(name(type), -1, "it is not UTF-8", e);
    } catch (JsonProcessingException e) {
      throw new MalformedException(name(type), -1, JsonWords.of(e), e);
    }
  }

  /// What errors call it: any JSON has no name of its own.
  private static String name(Class<?> type) {
    return type == JsonNode.class || type == Map.class ? "JSON" : type.getSimpleName();
  }

  /// The bytes of a member of an object exactly as they stand in `json`, for signatures over part
  /// of a document.
  ///
  /// @param json one object in UTF-8, as strict as [#read] wants it
  /// @param name of a member that is an object
  /// @throws MalformedException if `json` is not one object with such a member
  public static Bytes memberAsWritten(Bytes json, String name) throws MalformedException {
    var whole = read(json, JsonNode.class);
    try (var in = MAPPER.createParser(json.toArray())) {
      in.nextToken();
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        var member = in.currentName();
        boolean object = in.nextToken() == JsonToken.START_OBJECT;
        long start = in.currentTokenLocation().getByteOffset();
        in.skipChildren();
        long end = in.currentLocation().getByteOffset();
        if (member.equals(name) && object) {
          return sameAs(whole.path(name), json, start, end, name);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException("the document was read before", e);
    }
    throw new MalformedException(name, -1, "is not an object in it");
  }

  private static Bytes sameAs(JsonNode wanted, Bytes json, long start, long end, String name)
      throws MalformedException {
    // Offsets are of no use in encodings other than UTF-8.
    if (start < 0 || end <= start || end > json.length()) {
      throw new MalformedException(name, -1, "is not in UTF-8");
    }
    var slice = json.slice((int) start, (int) end);
    if (!read(slice, JsonNode.class).equals(wanted)) {
      throw new MalformedException(name, start, "is not in UTF-8");
    }
    return slice;
  }

  /// Writes `value` as compact JSON.
  public static Bytes write(Object value) {
    try {
      return Bytes.copyOf(MAPPER.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(value.getClass() + " cannot be written as JSON", e);
    }
  }

  /// Writes `value` as JSON for people, indented.
  public static String pretty(Object value) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(value.getClass() + " cannot be written as JSON", e);
    }
  }

  private static SimpleModule values() {
    return new SimpleModule("strongroom")
        .addSerializer(Bytes.class, new AsText<>(Bytes.class, Bytes::base64))
        .addDeserializer(
            Bytes.class, new FromText<>(Bytes.class, text -> Bytes.ofBase64("Base64", text)))
        .addSerializer(Instant.class, new AsText<>(Instant.class, Instant::toString))
        .addDeserializer(Instant.class, new FromText<>(Instant.class, Instant::parse))
        .addSerializer(Duration.class, new AsText<>(Duration.class, Duration::toString))
        .addDeserializer(Duration.class, new FromText<>(Duration.class, Duration::parse));
  }

  private static final class AsText<T> extends StdScalarSerializer<T> {
    private static final long serialVersionUID = 1L;
    private final transient java.util.function.Function<T, String> text;

    AsText(Class<T> type, java.util.function.Function<T, String> text) {
      super(type);
      this.text = text;
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(text.apply(value));
    }
  }

  private interface Parse<T> {
    T parse(String text) throws MalformedException;
  }

  private static final class FromText<T> extends StdScalarDeserializer<T> {
    private static final long serialVersionUID = 1L;
    private final transient Parse<T> parse;

    FromText(Class<T> type, Parse<T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    @SuppressWarnings("unchecked")
    public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
      if (!in.hasToken(JsonToken.VALUE_STRING)) {
        return (T) context.handleUnexpectedToken(handledType(), in);
      }
      try {
        return parse.parse(in.getText());
      } catch (MalformedException | DateTimeException e) {
        return (T)
            context.handleWeirdStringValue(handledType(), in.getText(), "%s", e.getMessage());
      }
    }
  }
}
