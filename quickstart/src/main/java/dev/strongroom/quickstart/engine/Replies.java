package dev.strongroom.quickstart.engine;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.strongroom.quickstart.engine.CompletionRequest.Kind;
import dev.strongroom.quickstart.engine.Progress.Ended;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// OpenAI's JSON for one answer (API reference, *The chat completion object*, *The chat completion
/// chunk object*, *The completion object*). Immutable.
///
/// @param id of the answer, unique
/// @param created when it was asked for
record Replies(CompletionRequest request, String id, Instant created) {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /// The whole answer at once.
  ObjectNode whole(String text, Ended ended) {
    var choice = choice(finish(ended));
    switch (request.kind()) {
      case CHAT ->
          choice
              .putObject("message")
              .put("role", "assistant")
              .put("content", text)
              .putNull("refusal");
      case TEXT -> choice.put("text", text);
    }
    var whole = envelope(request.kind() == Kind.CHAT ? "chat.completion" : "text_completion");
    whole.putArray("choices").add(choice);
    whole.set("usage", usage(ended));
    return whole;
  }

  /// What a chat's stream begins with.
  ObjectNode opening() {
    var choice = choice(null);
    choice.putObject("delta").put("role", "assistant").put("content", "");
    return chunk(choice);
  }

  /// A piece of a streamed answer.
  ObjectNode piece(String text) {
    var choice = choice(null);
    switch (request.kind()) {
      case CHAT -> choice.putObject("delta").put("content", text);
      case TEXT -> choice.put("text", text);
    }
    return chunk(choice);
  }

  /// The end of a streamed answer, without text.
  ObjectNode closing(Ended ended) {
    var choice = choice(finish(ended));
    switch (request.kind()) {
      case CHAT -> choice.putObject("delta");
      case TEXT -> choice.put("text", "");
    }
    return chunk(choice);
  }

  /// Token counts after the end of a stream, for who asked.
  ObjectNode counts(Ended ended) {
    var chunk = envelope(chunkObject());
    chunk.putArray("choices");
    chunk.set("usage", usage(ended));
    return chunk;
  }

  /// The models served: one.
  static ObjectNode models(String alias, Instant loaded) {
    var list = JSON.objectNode().put("object", "list");
    list.putArray("data").add(model(alias, loaded));
    return list;
  }

  static ObjectNode model(String alias, Instant loaded) {
    return JSON.objectNode()
        .put("id", alias)
        .put("object", "model")
        .put("created", loaded.getEpochSecond())
        .put("owned_by", "strongroom");
  }

  static ObjectNode healthy() {
    return JSON.objectNode().put("status", "ok");
  }

  static ObjectNode error(ApiException e) {
    var body = JSON.objectNode();
    body.putObject("error")
        .put("message", e.getMessage())
        .put("type", e.type())
        .put("param", e.param())
        .put("code", e.code());
    return body;
  }

  private ObjectNode chunk(ObjectNode choice) {
    var chunk = envelope(chunkObject());
    chunk.putArray("choices").add(choice);
    if (request.includeUsage()) {
      chunk.putNull("usage");
    }
    return chunk;
  }

  private String chunkObject() {
    return switch (request.kind()) {
      case CHAT -> "chat.completion.chunk";
      case TEXT -> "text_completion";
    };
  }

  private ObjectNode envelope(String object) {
    return JSON.objectNode()
        .put("id", id)
        .put("object", object)
        .put("created", created.getEpochSecond())
        .put("model", request.model());
  }

  private static ObjectNode choice(@Nullable String finish) {
    return JSON.objectNode().put("index", 0).putNull("logprobs").put("finish_reason", finish);
  }

  private static String finish(Ended ended) {
    return ended.finish().name().toLowerCase(Locale.ROOT);
  }

  private static ObjectNode usage(Ended ended) {
    return JSON.objectNode()
        .put("prompt_tokens", ended.promptTokens())
        .put("completion_tokens", ended.completionTokens())
        .put("total_tokens", ended.promptTokens() + ended.completionTokens());
  }
}
