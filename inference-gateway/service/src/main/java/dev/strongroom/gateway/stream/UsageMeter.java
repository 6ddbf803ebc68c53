package dev.strongroom.gateway.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.strongroom.wire.Bytes;
import java.io.IOException;

/// Counts tokens of one answer twice: as the node reports them, and from below by what was seen to
/// pass. The larger counts, so a node that reports nothing, or too little, gives nothing away. Not
/// thread-safe.
public final class UsageMeter {
  /// Longest text of one token in the vocabularies that we know; a text is at least this many.
  private static final int MAX_BYTES_PER_TOKEN = 128;

  /// No honest answer reports more.
  private static final long MAX_TOKENS = 1_000_000_000L;

  private static final Bytes DONE = Bytes.utf8("[DONE]");
  private static final ObjectMapper JSON = new ObjectMapper();

  private long reportedPrompt = -1;
  private long reportedCompletion = -1;
  private long contentFrames;
  private long contentBytes;
  private boolean done;

  /// What an event is.
  public enum Kind {
    /// Anything a client wants.
    CONTENT,
    /// Token counts and no choice: sent because the gateway asked for it.
    USAGE_ONLY,
    /// The end of the stream.
    DONE,
  }

  /// Counts one event of a stream.
  public Kind observe(SseEvent event) {
    if (event.data().equals(DONE)) {
      done = true;
      return Kind.DONE;
    }
    return event.data().length() == 0 ? Kind.CONTENT : observe(event.data());
  }

  /// Counts a frame, or a whole answer.
  public Kind observe(Bytes json) {
    JsonNode frame;
    try {
      frame = JSON.readTree(json.toArray());
    } catch (IOException _) {
      contentFrames++;
      contentBytes += json.length();
      return Kind.CONTENT;
    }
    var usage = frame.path("usage");
    if (usage.isObject()) {
      reportedPrompt = Math.max(reportedPrompt, tokens(usage.path("prompt_tokens")));
      reportedCompletion = Math.max(reportedCompletion, tokens(usage.path("completion_tokens")));
    }
    var choices = frame.path("choices");
    for (var choice : choices) {
      long bytes = textBytes(choice);
      contentFrames += bytes > 0 ? 1 : 0;
      contentBytes += bytes;
    }
    return usage.isObject() && choices.isArray() && choices.isEmpty()
        ? Kind.USAGE_ONLY
        : Kind.CONTENT;
  }

  private static long tokens(JsonNode count) {
    return count.isIntegralNumber() && count.canConvertToLong() && count.longValue() <= MAX_TOKENS
        ? count.longValue()
        : -1;
  }

  /// Length of everything that a model wrote into a choice: contents, reasoning, tool arguments.
  private static long textBytes(JsonNode choice) {
    return length(choice.path("text"))
        + deepLength(choice.path("delta"))
        + deepLength(choice.path("message"));
  }

  private static long deepLength(JsonNode node) {
    if (node.isTextual()) {
      return length(node);
    }
    long sum = 0;
    for (var field : node.properties()) {
      switch (field.getKey()) {
        case "role", "id", "type", "index", "name" -> {}
        default -> sum += deepLength(field.getValue());
      }
    }
    if (node.isArray()) {
      for (var item : node) {
        sum += deepLength(item);
      }
    }
    return sum;
  }

  private static long length(JsonNode text) {
    return text.isTextual() ? Bytes.utf8(text.textValue()).length() : 0;
  }

  /// True once `[DONE]` was seen.
  public boolean done() {
    return done;
  }

  /// True if the node reported fewer completion tokens than were seen to pass.
  public boolean underReported() {
    return reportedCompletion >= 0 && reportedCompletion < completionFloor();
  }

  private long completionFloor() {
    return Math.max(contentFrames, Math.ceilDiv(contentBytes, (long) MAX_BYTES_PER_TOKEN));
  }

  /// Prompt tokens to charge.
  ///
  /// @param estimate where the node reported none
  public long promptTokens(long estimate) {
    return reportedPrompt >= 0 ? reportedPrompt : estimate;
  }

  /// Completion tokens to charge.
  public long completionTokens() {
    return Math.max(reportedCompletion, completionFloor());
  }
}
