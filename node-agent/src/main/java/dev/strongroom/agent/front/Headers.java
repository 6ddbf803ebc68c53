package dev.strongroom.agent.front;

import java.util.List;

/// Which headers pass the front. What is not named here stays behind: credentials and traces of
/// clients on the way in, names and versions of the workload on the way out.
public final class Headers {
  /// Of requests.
  public static final List<String> REQUEST = List.of("content-type", "accept");

  /// Of answers.
  public static final List<String> ANSWER = List.of("content-type", "cache-control");

  private Headers() {}
}
