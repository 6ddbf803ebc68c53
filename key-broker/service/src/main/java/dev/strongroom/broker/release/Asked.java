package dev.strongroom.broker.release;

import dev.strongroom.attestation.appraisal.Expected;
import dev.strongroom.broker.key.ModelKeys;
import dev.strongroom.broker.policy.PolicyInForce;
import dev.strongroom.protocol.release.InitData;
import dev.strongroom.protocol.release.ReleaseRequest;
import dev.strongroom.protocol.release.Transcript;
import dev.strongroom.wire.Bytes;
import java.time.Instant;

/// A release request of which nonce and keys belong together.
///
/// @param request as received
/// @param session the challenge it answers
/// @param policy in force when the request was read
/// @param key the stored model key
/// @param transcript of the session
/// @param readAt by the database's clock
record Asked(
    ReleaseRequest request,
    Session session,
    PolicyInForce policy,
    ModelKeys.Wrapped key,
    Transcript transcript,
    Instant readAt) {
  Bytes digest() {
    return transcript.digest();
  }

  /// What the Evidence must be bound to.
  Expected expected() {
    return new Expected(
        transcript.snpReportData(),
        Transcript.deviceNonce(session.nonce(), session.sessionKeys()),
        InitData.hostData(request.evidence().initData()));
  }
}
