package dev.strongroom.quickstart.engine;

/// A step of a generation. `Begun`, any number of `Text`, `Ended`; or `Failed` in place of whatever
/// was to come, after which there is nothing.
sealed interface Progress {
  /// The prompt was accepted.
  record Begun() implements Progress {}

  /// More of the answer: whole characters, never empty.
  record Text(String text) implements Progress {}

  /// The answer is complete.
  ///
  /// @param promptTokens tokens of the prompt, with the begin token that the engine puts first
  /// @param completionTokens tokens sampled, see [Engine]
  record Ended(Finish finish, int promptTokens, int completionTokens) implements Progress {}

  /// There is no answer, or no more of it.
  record Failed(ApiException reason) implements Progress {}

  /// Why an answer ended, as OpenAI's `finish_reason` says it.
  enum Finish {
    /// The model ended it, or a stop string.
    STOP,
    /// As many tokens as were asked for.
    LENGTH
  }
}
