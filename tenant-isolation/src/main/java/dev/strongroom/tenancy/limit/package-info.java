/// Limits that hold under concurrency: room is reserved before a request is forwarded and settled
/// when it ends, however it ends.
///
/// ```java
/// switch (limiter.admit(now)) {                                     // before the body is read
///   case Decision.Admitted(var place) ->
///       switch (limiter.reserve(place, promptEstimate + maxTokens, now)) {
///         case Decision.Admitted _ -> forward();
///         case Decision.Throttled throttled -> refuse(429, throttled.retryAfter());
///         case Decision.Oversized oversized -> refuse(400);
///       }
///   …
/// }
/// limiter.settle(place, used, now);                                 // however it ends
/// ```
@NullMarked
package dev.strongroom.tenancy.limit;

import org.jspecify.annotations.NullMarked;
