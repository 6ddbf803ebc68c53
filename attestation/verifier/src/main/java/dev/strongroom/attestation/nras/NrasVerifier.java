package dev.strongroom.attestation.nras;

import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NrasRule;
import dev.strongroom.attestation.trust.EvidenceVerifier;
import dev.strongroom.attestation.trust.IssuedKey;
import dev.strongroom.attestation.trust.IssuedKeyVerifier;
import dev.strongroom.attestation.trust.KeyAlgorithm;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.Verified;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether an answer is the service's own word, whole, and of this time. Every finding is gathered.
/// Pure; one instance a verification.
///
/// Each token, overall or of a submodule, must name the issuer, hold now and be signed with ES384
/// by a key of the JWK Set whose certificate a pinned issuer signed; the submodules must be exactly
/// those that the overall token names, by their digests.
public final class NrasVerifier {
  /// How far the caller may say that two clocks lie apart.
  public static final Duration MAX_LEEWAY = Duration.ofSeconds(60);

  /// How the service's intermediates sign: the one known has an RSA key of 2048 bits.
  private static final KeyAlgorithm ISSUERS = KeyAlgorithm.RSA_PKCS1_SHA2;

  private final NrasTokens tokens;
  private final NrasKeys keys;
  private final NrasSigners signers;
  private final Instant now;
  private final Duration leeway;
  private final Gathered findings = new Gathered();
  private final Map<String, Signer> known = new HashMap<>();

  /// What came of looking for the key that a token names.
  private sealed interface Signer {
    record Proved(Verified<IssuedKey> key) implements Signer {}

    /// @param why what is wrong with it
    /// @param key its key, where another time would mend that
    record Unproved(List<Finding> why, List<IssuedKey> key) implements Signer {}
  }

  private NrasVerifier(
      NrasTokens tokens, NrasKeys keys, NrasSigners signers, Instant now, Duration leeway) {
    this.tokens = tokens;
    this.keys = keys;
    this.signers = signers;
    this.now = now;
    this.leeway = leeway;
  }

  /// Verifies by an exact clock.
  ///
  /// @param keys the service's, fetched about when the tokens were made
  /// @param now time at which tokens and certificates must hold
  public static Verification<NrasResult> verify(
      NrasTokens tokens, NrasKeys keys, NrasSigners signers, Instant now) {
    return verify(tokens, keys, signers, now, Duration.ZERO);
  }

  /// Verifies by a clock that may lie apart from the service's.
  ///
  /// @param leeway by which the tokens' times are stretched, certificates' never; at most
  ///   [#MAX_LEEWAY]
  /// @throws IllegalArgumentException for more leeway, or less than none
  public static Verification<NrasResult> verify(
      NrasTokens tokens, NrasKeys keys, NrasSigners signers, Instant now, Duration leeway) {
    if (leeway.isNegative() || leeway.compareTo(MAX_LEEWAY) > 0) {
      throw new IllegalArgumentException("leeway: got " + leeway + ", want at most PT1M");
    }
    return new NrasVerifier(tokens, keys, signers, now, leeway).run();
  }

  private Verification<NrasResult> run() {
    issuerAndTime(tokens.overall());
    for (var submodule : tokens.submodules().values()) {
      issuerAndTime(submodule.token());
      algorithmAndSignature(submodule.token());
    }
    submodules();
    var result = new NrasResult(tokens);
    if (isForeign(tokens.overall())
        || !(signer(tokens.overall()) instanceof Signer.Proved(var key))) {
      algorithmAndSignature(tokens.overall());
      return new Rejected<>(findings.findings());
    }
    return switch (EvidenceVerifier.verifyUnder(result, key, findings.findings())) {
      case Verified<NrasResult> verified -> verified;
      case Rejected<NrasResult>(var reasons) ->
          new Rejected<>(reasons.stream().map(NrasVerifier::ofToken).toList());
    };
  }

  private void issuerAndTime(SignedToken token) {
    // spec: RFC 7519 4.1.1 iss: of the service that is meant, and of no other
    if (!token.issuer().equals(signers.issuer())) {
      findings.add(token.name(), NrasRule.ISSUER, signers.issuer(), token.issuer());
    }
    var held = "a token that holds at " + now;
    // spec: RFC 7519 4.1.4 exp: not accepted on or after it
    if (!now.isBefore(token.expiresAt().plus(leeway))) {
      findings.add(token.name(), NrasRule.TIME, held, "expired at " + token.expiresAt());
    }
    // spec: RFC 7519 4.1.5 nbf: not accepted before it
    if (now.isBefore(token.notBefore().minus(leeway))) {
      findings.add(token.name(), NrasRule.TIME, held, "holds from " + token.notBefore());
    }
    // spec: RFC 7519 4.1.6 iat: a result of the future is none
    if (now.isBefore(token.issuedAt().minus(leeway))) {
      findings.add(token.name(), NrasRule.TIME, held, "issued at " + token.issuedAt());
    }
  }

  // spec: RFC 8725 3.1: the algorithm is ours to choose, never the token's; neither none nor
  // HMAC
  private static boolean isForeign(SignedToken token) {
    return !token.algorithm().equals(SignedToken.ES384);
  }

  private void algorithmAndSignature(SignedToken token) {
    if (isForeign(token)) {
      findings.add(
          token.name(), NrasRule.ALGORITHM, SignedToken.ES384, "'" + token.algorithm() + "'");
      return;
    }
    switch (signer(token)) {
      case Signer.Proved(var key) -> {
        if (EvidenceVerifier.verifyUnder(token, key, List.of())
            instanceof Rejected<SignedToken>(var reasons)) {
          reasons.forEach(reason -> findings.add(token.name(), ofToken(reason)));
        }
      }
      case Signer.Unproved(var why, var key) -> {
        why.forEach(reason -> findings.add(token.name(), reason));
        // So that no forgery passes for a key that ran out.
        for (var issued : key) {
          EvidenceVerifier.signatureUnder(issued.signerSpki(), token, "its key")
              .forEach(reason -> findings.add(token.name(), ofToken(reason)));
        }
      }
    }
  }

  /// The same finding in words of tokens.
  private static Finding ofToken(Finding finding) {
    return finding.rule() == ChainRule.REPORT_SIGNATURE
        ? new Finding(
            NrasRule.SIGNATURE, "a signature by the key that the token names", finding.actual())
        : finding;
  }

  private Signer signer(SignedToken token) {
    return known.computeIfAbsent(token.keyId(), this::find);
  }

  private Signer find(String id) {
    var named = keys.named(id);
    // spec: RFC 7515 4.1.4 kid: one key of the set, not the first that fits
    if (named.size() != 1) {
      var want = "one P-384 key '" + id + "' in the JWK Set";
      var got = named.isEmpty() ? "no key of this kid in the set" : named.size() + " of this kid";
      return unproved(new Finding(NrasRule.SIGNER, want, got));
    }
    var key = named.getFirst();
    // spec: RFC 7517 4.7 x5c: the key in the first certificate is the key itself
    if (!key.issued().signerSpki().equals(key.spki())) {
      return unproved(
          new Finding(NrasRule.SIGNER, "a certificate of key '" + id + "'", "of another key"));
    }
    return switch (IssuedKeyVerifier.verify(
        key.issued(), ISSUERS, signers.pins(), NrasRule.SIGNER, now)) {
      case Verified<IssuedKey> verified -> new Signer.Proved(verified);
      case Rejected<IssuedKey>(var reasons) ->
          new Signer.Unproved(
              reasons, EvidenceVerifier.isMendable(reasons) ? List.of(key.issued()) : List.of());
    };
  }

  private static Signer unproved(Finding why) {
    return new Signer.Unproved(List.of(why), List.of());
  }

  private void submodules() {
    var named = tokens.claims().digests();
    // spec: RFC 9711 4.2.18 submods: exactly those of the overall token, both ways
    if (!named.keySet().equals(tokens.submodules().keySet())) {
      findings.add(
          "overall",
          NrasRule.SUBMODULES,
          named.keySet().toString(),
          tokens.submodules().keySet().toString());
    }
    tokens
        .submodules()
        .forEach(
            (name, submodule) ->
                Optional.ofNullable(named.get(name))
                    .ifPresent(digest -> digest(digest, submodule.token())));
  }

  // spec: RFC 9711 4.2.18.2: the digest is of this very submodule. NVIDIA takes it over the whole
  // compact token in ASCII
  private void digest(NrasOverall.Digest named, SignedToken token) {
    var want = named.algorithm() + " " + named.value();
    var seen = NrasOverall.Digest.SHA256 + " " + token.digest().hex();
    if (!want.equals(seen)) {
      findings.add(token.name(), NrasRule.DIGEST, want, seen);
    }
  }
}
