/// Limits that hold under concurrency: room is reserved before a request is forwarded and settled
/// when it ends, however it ends.
///
/// ```java
/// switch (limiter.reserve(promptEstimate + maxTokens, now)) {
///   case Decision.Admitted(var reservation) -> { forward(); limiter.settle(reservation, used, now); }
///   case Decision.Throttled throttled -> refuse(429, throttled.retryAfter());
///   case Decision.Oversized oversized -> refuse(400);
/// }
/// ```
@NullMarked
package dev.strongroom.tenancy.limit;

import org.jspecify.annotations.NullMarked;
