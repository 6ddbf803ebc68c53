/// Evidence appraised for a Relying Party (RFC 9334, section 5): what it sends to the broker's
/// verifier, and the signed Attestation Result that it gets.
///
/// ```java
/// var answer = client.appraise(new AppraisalRequest(evidence, nonce, deviceNonce, AppraisalRequest.Binding.NONE, ticket, "genoa"));
/// var key = client.resultKeys().find(keyIdPinnedBeforehand).orElseThrow();
/// ```
@NullMarked
package dev.strongroom.protocol.appraisal;

import org.jspecify.annotations.NullMarked;
