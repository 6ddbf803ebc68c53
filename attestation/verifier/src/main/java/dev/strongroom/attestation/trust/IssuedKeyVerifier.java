package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.protocol.Profile;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Verifies that a pinned issuer vouches for a service's signing key. What lies above the issuer is
/// not looked at, and no revocation list is: a pin is taken back by leaving it out. The pin is of
/// the issuer's key, so dates in its certificate are a stranger's words: that they hold is
/// required, and proves nothing. Pure, thread-safe.
public final class IssuedKeyVerifier {
  private IssuedKeyVerifier() {}

  /// Verifies `key`. One whose issuer is not pinned gets that one finding; any other gets all that
  /// apply.
  ///
  /// @param issuers how such issuers sign
  /// @param unpinned what a key of another issuer breaks
  /// @param now time at which both certificates must be valid
  public static Verification<IssuedKey> verify(
      IssuedKey key, KeyAlgorithm issuers, IssuerPins pins, Rule unpinned, Instant now) {
    var issuer = key.issuer();
    if (!pins.trusts(issuer.spki())) {
      return new Rejected<>(
          List.of(
              new Finding(
                  unpinned,
                  "a key of a pinned issuer of profile " + pins.profile().text(),
                  "%s, SPKI SHA-256 %s".formatted(issuer.subjectText(), issuer.spki().sha256()))));
    }
    if (pins.profile() == Profile.PRODUCTION
        && issuer.organization().equals(ChainVerifier.SIMULATION_ORGANIZATION)) {
      return new Rejected<>(
          List.of(
              new Finding(
                  ChainRule.ROOT_PROFILE,
                  "a genuine issuer",
                  "one of profile simulation, by its own name: " + issuer.subjectText())));
    }
    var chain = key.chain();
    var findings =
        ChainVerifier.inside(
            chain,
            new ChainRules(chain.certificates().size(), issuers),
            now,
            IssuerSignatures.COMPUTED);
    return findings.isEmpty()
        ? new Verified<>(
            key,
            chain,
            pins.profile(),
            now,
            new RevocationOutcome(false, List.of(), Optional.empty()))
        : new Rejected<>(findings);
  }
}
