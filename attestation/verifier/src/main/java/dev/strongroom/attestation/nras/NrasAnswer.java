package dev.strongroom.attestation.nras;

import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NrasRule;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// An answer of the service with all that it takes to look at it. Nothing is verified yet.
/// Thread-safe.
///
/// @param tokens of the answer
/// @param keys the service's, of about the time of the answer; who brings them does not matter
/// @param signers whose tokens count
public record NrasAnswer(NrasTokens tokens, NrasKeys keys, NrasSigners signers) {
  /// Reads an answer and the keys that came with it.
  ///
  /// @param answer JSON of the service, as received
  /// @param jwks the service's JWK Set, as received
  /// @throws MalformedException if either is anything else
  public static NrasAnswer parse(Bytes answer, Bytes jwks, NrasSigners signers)
      throws MalformedException {
    return new NrasAnswer(NrasTokens.parse(answer), NrasKeys.parse(jwks), signers);
  }

  /// Profile of those whose tokens count.
  public Profile profile() {
    return signers.pins().profile();
  }

  /// Verifies and appraises: see [NrasVerifier] and [NrasAppraisal].
  ///
  /// @param nonce that the devices' reports were made with; without one no answer counts
  /// @param sent every device that the answer must be about
  /// @param now time at which tokens and certificates must hold
  public List<Finding> findings(Optional<Bytes> nonce, List<SentDevice> sent, Instant now) {
    if (nonce.isEmpty()) {
      return List.of(new Finding(NrasRule.NONCE, "a nonce to compare with eat_nonce", "none"));
    }
    return switch (NrasVerifier.verify(tokens, keys, signers, now)) {
      case Verified<NrasResult> verified -> NrasAppraisal.appraise(verified, nonce.get(), sent);
      case Rejected<NrasResult>(var findings) -> findings;
    };
  }

  /// True if findings leave the answer one to rely on, where a policy accepts that it is NVIDIA's.
  public static boolean isFavourable(List<Finding> findings) {
    return findings.stream().noneMatch(finding -> finding.rule().tier() == Tier.CONTRAINDICATED);
  }
}
