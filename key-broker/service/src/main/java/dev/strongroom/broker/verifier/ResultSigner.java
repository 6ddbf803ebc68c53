package dev.strongroom.broker.verifier;

import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.policy.PolicyDocument;
import dev.strongroom.attestation.token.EarResult;
import dev.strongroom.attestation.token.EarToken;
import dev.strongroom.broker.BrokerIdentity;
import dev.strongroom.protocol.appraisal.AppraisalRequest;
import dev.strongroom.protocol.appraisal.ResultKeys;
import dev.strongroom.wire.dsse.SigningKey;
import java.time.Duration;

/// Makes signed results of verdicts. Thread-safe.
///
/// @param identity the issuer, and the profile that results carry
/// @param key signs results and nothing else; it opens no weights
/// @param life how long a result may be relied on, at most [#MAX_LIFE]
public record ResultSigner(BrokerIdentity identity, SigningKey key, Duration life) {
  /// Longest life of a result: what it says of revocation and TCB grows old.
  public static final Duration MAX_LIFE = Duration.ofHours(1);

  /// Shortest life of a result: tokens count in whole seconds.
  public static final Duration MIN_LIFE = Duration.ofSeconds(1);

  public ResultSigner {
    if (life.compareTo(MIN_LIFE) < 0 || life.compareTo(MAX_LIFE) > 0) {
      throw new IllegalArgumentException("life is " + life + ", want 1 s to 1 h");
    }
  }

  /// The public half of the key.
  ResultKeys keys() {
    return ResultKeys.of(key.publicKey());
  }

  /// The verdict by `policy`. It ends with its policy, if that comes sooner than the end of its
  /// life.
  EarResult result(AttestationResult<?> verdict, AppraisalRequest request, PolicyDocument policy) {
    var rest = Duration.between(verdict.appraisedAt(), policy.notAfter());
    return EarResult.of(
        verdict,
        !request.evidence().devices().isEmpty(),
        identity.id(),
        policy.name() + "/" + policy.version(),
        request.nonce(),
        identity.profile(),
        rest.isPositive() && rest.compareTo(life) < 0 ? rest : life);
  }

  /// As a token.
  String sign(EarResult result) {
    return EarToken.sign(result, key);
  }

  @Override
  public String toString() {
    return "ResultSigner[" + identity.id() + ", " + key.publicKey().keyId() + "]";
  }
}
