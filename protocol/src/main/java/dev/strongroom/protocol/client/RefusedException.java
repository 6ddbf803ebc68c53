package dev.strongroom.protocol.client;

import dev.strongroom.protocol.Problem;

/// The broker answered, and the answer is no. Asking again unchanged cannot help. Inside of the
/// broker a refusal may carry more than callers are told; only [#problem] leaves it.
public class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  /// @param problem the broker's words
  public RefusedException(Problem problem) {
    super(problem.code() + ": " + problem.detail());
    this.problem = problem;
  }

  /// The broker's words.
  public final Problem problem() {
    return problem;
  }
}
