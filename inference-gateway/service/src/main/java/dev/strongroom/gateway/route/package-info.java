/// What a client asked for: which endpoint, which model, how many tokens; and the body that the
/// engine gets instead, in which the gateway has the last word on cache salt, usage and length.
///
/// ```java
/// var request = InferenceRequest.parse(Endpoint.CHAT, body);      // or InvalidRequestException
/// long reserve = request.tokensToReserve(limits.maxTokensPerRequest());
/// Bytes upstream = request.shaped(grant.model(), salt, limits.maxTokensPerRequest());
/// ```
@NullMarked
package dev.strongroom.gateway.route;

import org.jspecify.annotations.NullMarked;
