package dev.strongroom.quickstart.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.wire.Bytes;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What a request asks of the model (OpenAI API reference, *Create chat completion* and *Create
/// completion*). Fields not named here are ignored, `cache_salt` among them: the engine keeps no
/// prompt cache that a salt could divide.
///
/// @param kind which of the two
/// @param model name of the model
/// @param prompt all text before the answer; for a chat, see [#promptOf]
/// @param maxTokens most tokens to compute, empty for the server's default
/// @param temperature 0 to 2; 0 takes the likeliest token always
/// @param topP 0 to 1
/// @param seed of the sampler, empty for a fresh one
/// @param stop up to four strings that end the answer and are not part of it
/// @param stream whether the answer is sent as it is computed
/// @param includeUsage whether a stream ends with token counts
record CompletionRequest(
    Kind kind,
    String model,
    String prompt,
    OptionalInt maxTokens,
    double temperature,
    double topP,
    OptionalLong seed,
    List<String> stop,
    boolean stream,
    boolean includeUsage) {
  private static final int MAX_STOPS = 4;

  /// The two endpoints.
  enum Kind {
    CHAT,
    TEXT
  }

  CompletionRequest {
    stop = List.copyOf(stop);
  }

  /// Reads a request's body.
  ///
  /// @throws ApiException if it is not JSON, says something twice, or a field read here is wrong
  static CompletionRequest parse(Kind kind, Bytes body) throws ApiException {
    var fields = JsonFields.parse(body);
    boolean stream = fields.flag("stream");
    if (fields.integer("n", 1, Integer.MAX_VALUE).orElse(1) != 1) {
      throw ApiException.invalid("n", "n: only 1 is supported");
    }
    return new CompletionRequest(
        kind,
        fields.text("model"),
        switch (kind) {
          case CHAT -> promptOf(fields.array("messages"));
          case TEXT -> fields.text("prompt");
        },
        maxTokens(fields),
        fields.real("temperature", 0, 2).orElse(1),
        fields.real("top_p", 0, 1).orElse(1),
        fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE),
        stops(fields),
        stream,
        includeUsage(fields, stream));
  }

  private static OptionalInt maxTokens(JsonFields fields) throws ApiException {
    var now = fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
    var old = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
    if (now.isPresent() && old.isPresent() && now.getAsLong() != old.getAsLong()) {
      throw ApiException.invalid("max_tokens", "max_tokens contradicts max_completion_tokens");
    }
    var given = now.isPresent() ? now : old;
    return given.isPresent() ? OptionalInt.of((int) given.getAsLong()) : OptionalInt.empty();
  }

  private static boolean includeUsage(JsonFields fields, boolean stream) throws ApiException {
    var options = fields.object("stream_options");
    if (options.isEmpty()) {
      return false;
    }
    if (!stream) {
      throw ApiException.invalid("stream_options", "stream_options: needs stream to be true");
    }
    return options.get().flag("include_usage");
  }

  private static List<String> stops(JsonFields fields) throws ApiException {
    var stops = fields.textOrTexts("stop");
    if (stops.size() > MAX_STOPS || stops.contains("")) {
      throw ApiException.invalid("stop", "stop: want at most four strings, none of them empty");
    }
    return stops;
  }

  /// Writes a conversation as text: each message as `role: content` on a line of its own, then
  /// `assistant:`. The model has no chat template of its own, as it was never taught one. A user
  /// can imitate a turn; nothing here relies on the difference.
  private static String promptOf(JsonNode messages) throws ApiException {
    if (messages.isEmpty()) {
      throw ApiException.invalid("messages", "messages: want at least one");
    }
    var prompt = new StringBuilder();
    for (int i = 0; i < messages.size(); i++) {
      var message = JsonFields.of("messages[" + i + "]", messages.get(i));
      prompt.append(message.text("role")).append(": ").append(message.content()).append('\n');
    }
    return prompt.append("assistant:").toString();
  }
}
