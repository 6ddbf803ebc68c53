package dev.strongroom.agent.front;

import java.util.Set;

/// Which requests reach the model: some routes of the OpenAI API, spelled exactly, without a query.
/// Everything else does not exist.
public final class Routes {
  private static final Set<String> ALLOWED =
      Set.of(
          "POST /v1/chat/completions",
          "POST /v1/completions",
          "POST /v1/embeddings",
          "GET /v1/models");

  private Routes() {}

  /// True if the request may pass.
  ///
  /// @param uri path and query as they stand in the request line, undecoded
  public static boolean allow(String method, String uri) {
    return ALLOWED.contains(method + " " + uri);
  }
}
