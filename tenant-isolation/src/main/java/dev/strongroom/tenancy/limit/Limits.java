package dev.strongroom.tenancy.limit;

/// How much a tenant may call. There is no value for "unlimited": write a large one.
///
/// @param requestsPerMinute requests, 1 to [#MAX_PER_MINUTE]
/// @param tokensPerMinute prompt and completion tokens, 1 to [#MAX_PER_MINUTE]; also the most that
///   one request can reserve
/// @param concurrentRequests requests in flight at a time
/// @param maxTokensPerRequest completion tokens of one choice; larger wishes are cut to it
public record Limits(
    long requestsPerMinute, long tokensPerMinute, int concurrentRequests, int maxTokensPerRequest) {
  /// Keeps a minute's worth of nanoseconds for each token inside 63 bits.
  public static final long MAX_PER_MINUTE = 100_000_000;

  public Limits {
    require("requestsPerMinute", requestsPerMinute, MAX_PER_MINUTE);
    require("tokensPerMinute", tokensPerMinute, MAX_PER_MINUTE);
    require("concurrentRequests", concurrentRequests, 1_000_000);
    require("maxTokensPerRequest", maxTokensPerRequest, 1_000_000);
  }

  private static void require(String field, long value, long max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(
          "limits." + field + ": got " + value + ", want 1 to " + max);
    }
  }
}
