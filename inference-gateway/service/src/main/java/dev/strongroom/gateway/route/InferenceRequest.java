package dev.strongroom.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.strongroom.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.OptionalInt;

/// A request for tokens, judged (OpenAI API reference, *Create chat completion* and *Create
/// completion*). Never prints the prompt. Immutable.
public final class InferenceRequest {
  /// Most choices of one request: each multiplies what a prompt costs.
  static final int MAX_CHOICES = 16;

  /// Bytes of JSON to a token, for the reservation; the true count is settled afterwards.
  private static final int BYTES_PER_TOKEN = 4;

  private final RequestDocument document;
  private final String model;
  private final boolean stream;
  private final boolean usageWanted;
  private final OptionalInt maxTokens;
  private final int choices;
  private final long promptEstimate;

  private InferenceRequest(
      RequestDocument document,
      String model,
      boolean stream,
      boolean usageWanted,
      OptionalInt maxTokens,
      int choices,
      long promptEstimate) {
    this.document = document;
    this.model = model;
    this.stream = stream;
    this.usageWanted = usageWanted;
    this.maxTokens = maxTokens;
    this.choices = choices;
    this.promptEstimate = promptEstimate;
  }

  /// Reads a body.
  ///
  /// @throws InvalidRequestException with what to answer, if it is no acceptable request
  public static InferenceRequest parse(Endpoint endpoint, Bytes body)
      throws InvalidRequestException {
    var document = RequestDocument.parse(body);
    Parameters.requireKnown(endpoint, document);
    Parameters.requireNoExtraction(document);
    Attachments.requireNone(document);
    boolean stream = flag(document, "stream");
    int prompts = Parameters.prompts(endpoint, document);
    int choices = Math.max(count(document, "n"), count(document, "best_of"));
    if ((long) choices * prompts > MAX_CHOICES) {
      throw new InvalidRequestException(
          "n", "too_many_choices", "At most " + MAX_CHOICES + " choices in one request.");
    }
    return new InferenceRequest(
        document,
        text(document, "model"),
        stream,
        usageWanted(document, stream),
        maxTokens(document),
        choices * prompts,
        Math.ceilDiv(body.length(), BYTES_PER_TOKEN));
  }

  /// The model as the client calls it.
  public String model() {
    return model;
  }

  /// Whether the answer comes as server-sent events.
  public boolean stream() {
    return stream;
  }

  /// Whether the client asked for the closing frame with token counts.
  public boolean usageWanted() {
    return usageWanted;
  }

  /// Prompt tokens, estimated before anyone counted.
  public long promptEstimate() {
    return promptEstimate;
  }

  /// Tokens to reserve: the prompt's estimate and, for each choice, as many as it may become.
  ///
  /// @param cap most completion tokens of one choice
  public long tokensToReserve(int cap) {
    return promptEstimate + (long) choices * cappedTokens(cap);
  }

  private int cappedTokens(int cap) {
    return Math.min(maxTokens.orElse(cap), cap);
  }

  /// The body for the engine. Everything the gateway decides is written by the gateway: model,
  /// salt, length, usage. Everything else that may pass is passed byte for byte.
  ///
  /// @param engineModel `owner/name`
  /// @param cacheSalt of tenant and model
  /// @param cap most completion tokens of one choice
  public Bytes shaped(String engineModel, String cacheSalt, int cap) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(utf8("{\"model\":" + quoted(engineModel)));
    out.writeBytes(utf8(",\"cache_salt\":" + quoted(cacheSalt)));
    out.writeBytes(utf8(",\"max_tokens\":" + cappedTokens(cap)));
    out.writeBytes(utf8(",\"stream\":" + stream));
    if (stream) {
      out.writeBytes(utf8(",\"stream_options\":{\"include_usage\":true}"));
    }
    document
        .members()
        .forEach(
            (name, value) -> {
              if (Parameters.passesUnchanged(name)) {
                out.writeBytes(utf8("," + quoted(name) + ":"));
                out.writeBytes(value.toArray());
              }
            });
    out.writeBytes(utf8("}"));
    return Bytes.copyOf(out.toByteArray());
  }

  private static byte[] utf8(String text) {
    return Bytes.utf8(text).toArray();
  }

  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }

  private static String text(RequestDocument document, String name) throws InvalidRequestException {
    var value = document.value(name).filter(JsonNode::isTextual);
    return value
        .map(JsonNode::textValue)
        .orElseThrow(() -> new InvalidRequestException(name, "invalid_type", "Want a string."));
  }

  static boolean flag(RequestDocument document, String name) throws InvalidRequestException {
    var value = document.value(name);
    if (value.isPresent() && !value.get().isBoolean()) {
      throw new InvalidRequestException(name, "invalid_type", "Want true or false.");
    }
    return value.map(JsonNode::booleanValue).orElse(false);
  }

  private static int count(RequestDocument document, String name) throws InvalidRequestException {
    var value = document.value(name);
    if (value.isEmpty()) {
      return 1;
    }
    return positive(name, value.get(), MAX_CHOICES)
        .orElseThrow(
            () ->
                new InvalidRequestException(
                    name, "integer_above_max_value", "Want at most " + MAX_CHOICES + "."));
  }

  private static OptionalInt maxTokens(RequestDocument document) throws InvalidRequestException {
    var now = limit(document, "max_completion_tokens");
    var old = limit(document, "max_tokens");
    if (now.isPresent() && old.isPresent() && !now.equals(old)) {
      throw new InvalidRequestException(
          "max_tokens", "contradiction", "max_tokens contradicts max_completion_tokens.");
    }
    return now.isPresent() ? now : old;
  }

  private static OptionalInt limit(RequestDocument document, String name)
      throws InvalidRequestException {
    var value = document.value(name);
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    var limit = positive(name, value.get(), Integer.MAX_VALUE);
    return OptionalInt.of(limit.orElse(Integer.MAX_VALUE));
  }

  /// A positive integer; empty above `max`.
  private static Optional<Integer> positive(String name, JsonNode value, int max)
      throws InvalidRequestException {
    if (!value.isIntegralNumber() || value.bigIntegerValue().signum() <= 0) {
      throw new InvalidRequestException(name, "invalid_value", "Want a positive integer.");
    }
    return value.canConvertToInt() && value.intValue() <= max
        ? Optional.of(value.intValue())
        : Optional.empty();
  }

  private static boolean usageWanted(RequestDocument document, boolean stream)
      throws InvalidRequestException {
    var options = document.value("stream_options");
    if (options.isEmpty()) {
      return false;
    }
    if (!stream || !options.get().isObject()) {
      throw new InvalidRequestException(
          "stream_options", "invalid_value", "Want an object, and stream to be true.");
    }
    var wanted = options.get().path("include_usage");
    if (!wanted.isMissingNode() && !wanted.isBoolean()) {
      throw new InvalidRequestException(
          "stream_options.include_usage", "invalid_type", "Want true or false.");
    }
    return wanted.asBoolean(false);
  }

  @Override
  public String toString() {
    return "InferenceRequest[redacted]";
  }
}
