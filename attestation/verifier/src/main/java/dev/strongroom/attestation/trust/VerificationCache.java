package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.util.List;

/// What held before and need not be computed again: chains with the revocation lists that they were
/// looked up in, signatures of issuers, and statements that a chain's leaf signed (quoting
/// enclaves, TCB data).
///
/// Its verdicts are those of [ChainVerifier] and [EvidenceVerifier] at every time, finding by
/// finding:
///
/// | Kept | Key, compared byte by byte | Used |
/// |---|---|---|
/// | chain | every certificate, shape, anchors, every revocation list | from the latest beginning to the earliest end of its certificates and of its lists that were current; outside, it is verified anew |
/// | signature of an issuer under a certificate | signed bytes, algorithm, signature, issuer's key, of a chain that held | at any time, in any chain: only the arithmetic is spared. Names, validity, constraints and revocation are judged every time |
/// | signature of a statement | signed bytes, signature, leaf's key, key vouched for | at any time: the proof of chain that is handed in answers for it; the scheme's rules run every time |
///
/// A chain that comes again is looked up whole. One of another device costs the signatures that no
/// device before it had: NVIDIA's GPUs share all certificates but two.
///
/// Only what held is kept, so hostile Evidence fills nothing. At most `capacity` chains, `capacity`
/// statements, and as many signatures of issuers as `capacity` of the longest chains have are kept,
/// the longest unused goes first; with tables of its key and 16 KiB of TCB info an entry takes
/// about 100 KiB at most, a signature of an issuer 10 KiB. It has no clock. Thread-safe.
public final class VerificationCache {
  private record ChainKey(
      CertificateChain chain, ChainRules rules, TrustAnchors anchors, Revocation revocation) {}

  private record KeptChain(Verified<CertificateChain> verified, Instant from, Instant until) {
    boolean holdsAt(Instant now) {
      return !now.isBefore(from) && !now.isAfter(until);
    }
  }

  private record StatementKey(
      Bytes signedBytes, SignatureValue signature, Bytes leafSpki, Bytes signerSpki) {}

  private static final int SIGNATURES_OF_A_CHAIN = CertificateChain.MAX_CERTIFICATES - 1;

  private final Lru<ChainKey, KeptChain> chains;
  private final Lru<KnownSignatures.Key, SignatureCheck> signatures;
  private final Lru<StatementKey, SignerKey> statements;

  /// An empty cache.
  ///
  /// @param capacity number of chains, and of statements, that it keeps; at least 1
  public VerificationCache(int capacity) {
    chains = new Lru<>(capacity);
    signatures = new Lru<>(Math.multiplyExact(capacity, SIGNATURES_OF_A_CHAIN));
    statements = new Lru<>(capacity);
  }

  /// As [ChainVerifier#verify(CertificateChain, ChainRules, TrustAnchors, Revocation, Instant)].
  public Verification<CertificateChain> verifyChain(
      CertificateChain chain,
      ChainRules rules,
      TrustAnchors anchors,
      Revocation revocation,
      Instant now) {
    var key = new ChainKey(chain, rules, anchors, revocation);
    var kept = chains.get(key).filter(entry -> entry.holdsAt(now));
    if (kept.isPresent()) {
      return kept.get().verified().at(now);
    }
    var known = new KnownSignatures(signatures);
    var verification = ChainVerifier.verify(chain, rules, anchors, revocation, now, known);
    if (verification instanceof Verified<CertificateChain> verified) {
      known.keep();
      chains.put(key, kept(verified, revocation, now));
    }
    return verification;
  }

  /// As [EvidenceVerifier#verify], for statements that come many times.
  public <E extends SignedReport> Verification<E> verifyStatement(
      E statement, Verified<CertificateChain> chain, ReportRules<E> rules) {
    var key =
        new StatementKey(
            statement.signedBytes(),
            statement.signature(),
            chain.evidence().leaf().spki(),
            statement instanceof KeyStatement vouching ? vouching.signerSpki() : Bytes.empty());
    var signer = statements.get(key);
    if (signer.isPresent()) {
      List<Finding> findings = rules.mismatches(statement, chain.evidence());
      return findings.isEmpty()
          ? chain.vouchingFor(statement, signer.get())
          : new Rejected<>(findings);
    }
    var verification = EvidenceVerifier.verify(statement, chain, rules);
    if (verification instanceof Verified<E> verified) {
      statements.put(key, verified.signer());
    }
    return verification;
  }

  /// Number of chains kept.
  int chains() {
    return chains.size();
  }

  /// Number of issuers' signatures kept.
  int signatures() {
    return signatures.size();
  }

  /// Number of statements kept.
  int statements() {
    return statements.size();
  }

  /// Within the bounds of certificates and of the lists that are current now, nothing that depends
  /// on time can fail: every certificate is valid, and the list that each was found current in is
  /// still current.
  // spec: RFC 5280 6.1.3 (a)(2), 6.3.3 (a): a kept verdict ends with the first certificate or list
  private static KeptChain kept(
      Verified<CertificateChain> verified, Revocation revocation, Instant now) {
    var from = Instant.MIN;
    var until = Instant.MAX;
    for (Certificate certificate : verified.evidence().certificates()) {
      from = later(from, certificate.notBefore());
      until = earlier(until, certificate.notAfter());
    }
    List<RevocationList> lists =
        switch (revocation) {
          case Revocation.NotGiven _ -> List.of();
          case Revocation.Given(var given) -> given;
        };
    for (var list : lists) {
      if (!now.isBefore(list.thisUpdate()) && !now.isAfter(list.nextUpdate())) {
        from = later(from, list.thisUpdate());
        until = earlier(until, list.nextUpdate());
      }
    }
    return new KeptChain(verified, from, until);
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
