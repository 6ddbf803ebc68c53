package dev.strongroom.gateway.route;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import java.util.Set;

/// Which members a request may have, and what becomes of each. What stands in no list is refused:
/// an engine's private switches (adapters, cache keys, hidden states) are not a tenant's to throw.
final class Parameters {
  private static final Set<String> PASSED =
      Set.of(
          "messages",
          "prompt",
          "suffix",
          "frequency_penalty",
          "presence_penalty",
          "repetition_penalty",
          "logit_bias",
          "logprobs",
          "top_logprobs",
          "n",
          "best_of",
          "response_format",
          "seed",
          "stop",
          "temperature",
          "top_p",
          "top_k",
          "min_p",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "functions",
          "function_call",
          "reasoning_effort",
          "verbosity",
          "echo",
          "prompt_logprobs");

  /// Written by the gateway itself.
  private static final Set<String> REPLACED =
      Set.of("model", "stream", "stream_options", "max_tokens", "max_completion_tokens");

  /// Taken away in silence: they would choose a cache, an identity or a place to keep things, or
  /// are meant for OpenAI alone.
  private static final Set<String> REMOVED =
      Set.of(
          "cache_salt",
          "nvext",
          "user",
          "metadata",
          "store",
          "service_tier",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_retention");

  private static final Set<String> CHAT_ONLY =
      Set.of(
          "messages",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "functions",
          "function_call",
          "response_format",
          "reasoning_effort",
          "verbosity",
          "top_logprobs");

  private static final Set<String> COMPLETION_ONLY = Set.of("prompt", "suffix", "best_of", "echo");

  private Parameters() {}

  static boolean passesUnchanged(String name) {
    return PASSED.contains(name);
  }

  static void requireKnown(Endpoint endpoint, RequestDocument document)
      throws InvalidRequestException {
    var foreign = endpoint == Endpoint.CHAT ? COMPLETION_ONLY : CHAT_ONLY;
    for (var name : document.members().keySet()) {
      boolean known = PASSED.contains(name) || REPLACED.contains(name) || REMOVED.contains(name);
      if (!known || foreign.contains(name)) {
        throw new InvalidRequestException(
            shown(name), "unknown_parameter", "Unrecognized request argument.");
      }
    }
  }

  /// A name goes back to its sender, so only what looks like a parameter does.
  static String shown(String name) {
    return name.matches("[A-Za-z0-9_.-]{1,64}") ? name : "(unprintable)";
  }

  /// Refuses what makes copying a model cheap: biased log probabilities recover its projection
  /// layer (Carlini et al., *Stealing Part of a Production Language Model*, 2024, section 4).
  static void requireNoExtraction(RequestDocument document) throws InvalidRequestException {
    boolean probabilities =
        document.value("logprobs").filter(v -> !BooleanNode.FALSE.equals(v)).isPresent();
    if (probabilities && document.value("logit_bias").filter(v -> !v.isEmpty()).isPresent()) {
      throw denied("logit_bias", "logit_bias cannot be combined with logprobs.");
    }
    if (isPositive(document, "top_logprobs")) {
      throw denied("top_logprobs", "Alternatives' log probabilities are not given out.");
    }
    if (isPositive(document, "logprobs")) {
      throw denied("logprobs", "Alternatives' log probabilities are not given out.");
    }
    if (InferenceRequest.flag(document, "echo")) {
      throw denied("echo", "The prompt is not echoed.");
    }
    if (document.value("prompt_logprobs").isPresent()) {
      throw denied("prompt_logprobs", "The prompt's log probabilities are not given out.");
    }
  }

  /// True for any number but zero: a wrong type must not pass as absence either.
  private static boolean isPositive(RequestDocument document, String name)
      throws InvalidRequestException {
    var value = document.value(name);
    if (value.isEmpty() || (name.equals("logprobs") && value.get().isBoolean())) {
      return false;
    }
    if (!value.get().isIntegralNumber()) {
      throw new InvalidRequestException(name, "invalid_type", "Want an integer.");
    }
    return value.get().bigIntegerValue().signum() != 0;
  }

  private static InvalidRequestException denied(String name, String message) {
    return new InvalidRequestException(name, "unsupported_parameter", message);
  }

  /// How many prompts a request holds, at least 1.
  static int prompts(Endpoint endpoint, RequestDocument document) throws InvalidRequestException {
    if (endpoint == Endpoint.CHAT) {
      if (document.value("messages").filter(v -> v.isArray() && !v.isEmpty()).isEmpty()) {
        throw new InvalidRequestException("messages", "invalid_type", "Want a list of messages.");
      }
      return 1;
    }
    var prompt = document.value("prompt");
    if (prompt.filter(JsonNode::isTextual).isPresent()) {
      return 1;
    }
    if (prompt.filter(v -> v.isArray() && !v.isEmpty()).isPresent()) {
      for (var part : prompt.get()) {
        if (!part.isTextual()) {
          // Token ids reach tokens that no text spells.
          throw new InvalidRequestException("prompt", "invalid_type", "Want text, not token ids.");
        }
      }
      return prompt.get().size();
    }
    throw new InvalidRequestException("prompt", "invalid_type", "Want text, or a list of texts.");
  }
}
