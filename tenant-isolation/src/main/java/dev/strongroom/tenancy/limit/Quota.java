package dev.strongroom.tenancy.limit;

import java.time.Duration;

/// What is left of a tenant's limits, for the `x-ratelimit-*` headers.
///
/// @param limitRequests requests a minute
/// @param remainingRequests that would be admitted now
/// @param resetRequests until all of them are there again
/// @param limitTokens tokens a minute
/// @param remainingTokens that could be reserved now
/// @param resetTokens until all of them are there again
public record Quota(
    long limitRequests,
    long remainingRequests,
    Duration resetRequests,
    long limitTokens,
    long remainingTokens,
    Duration resetTokens) {}
