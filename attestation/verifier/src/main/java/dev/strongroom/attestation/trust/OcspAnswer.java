package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.wire.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// An OCSP response, and what was asked with.
///
/// @param response as parsed
/// @param nonce that the response must carry, because it was sent; without one only the response's
///   own times say that it is fresh
public record OcspAnswer(OcspResponse response, Optional<Bytes> nonce) {
  /// A responder that names no nextUpdate has newer word at any time: what it said in answer to our
  /// nonce is taken for that long, what it said to nobody is not taken at all.
  static final Duration WITHOUT_END = Duration.ofHours(1);

  /// True if the response carries the nonce that it must carry.
  // spec: RFC 6960 4.4.1: an answer carries the nonce of its request
  boolean isAnswered() {
    return nonce.isEmpty() || nonce.equals(response.nonce());
  }

  /// The last moment of what is said; none if it was never of any time.
  // spec: RFC 6960 4.2.2.1: without nextUpdate, newer information is available all the time
  Optional<Instant> end(OcspResponse.Single single) {
    return single
        .nextUpdate()
        .or(
            () ->
                nonce.isPresent() && isAnswered()
                    ? Optional.of(single.thisUpdate().plus(WITHOUT_END))
                    : Optional.empty());
  }
}
