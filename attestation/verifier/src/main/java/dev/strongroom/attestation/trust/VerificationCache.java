package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What held before and need not be computed again: chains with the revocation lists and answers
/// that they were looked up in, signatures of issuers, and statements that a chain's leaf signed
/// (quoting enclaves, TCB data, manifests).
///
/// Its verdicts are those of [ChainVerifier], [EvidenceVerifier] and [XmlSignature] at every time,
/// finding by finding:
///
/// | Kept | Key, compared byte by byte | Used |
/// |---|---|---|
/// | chain | every certificate, shape, anchors, every revocation list, every answer with its nonce | as long as none of its certificates, lists and answers, nor the certificate of a responder, begins or ends; after that, it is verified anew. A leaf's end counts where the shape says so |
/// | signature of an issuer under a certificate | signed bytes, algorithm, signature, issuer's key, of a chain that held | at any time, in any chain: only the arithmetic is spared. Names, validity, constraints and revocation are judged every time |
/// | signature of a statement | signed bytes, signature, leaf's key, key vouched for | at any time: the proof of chain that is handed in answers for it; the scheme's rules run every time |
/// | signature of an XML document | the document, leaf's key | the same |
///
/// A chain that comes again is looked up whole. One of another device costs the signatures that no
/// device before it had: NVIDIA's GPUs share all certificates but two.
///
/// Only what held is kept, so what nobody certified fills nothing. Genuine chains that others
/// published do, each in several encodings, for an ECDSA signature has two: whoever sends many
/// costs others the time that the cache saves, and nothing else. At most `capacity` each of chains,
/// statements and XML documents, and as many signatures of issuers as `capacity` of the longest
/// chains have are kept, the longest unused goes first; with tables of its key and 16 KiB of TCB
/// info an entry takes about 100 KiB at most, a signature of an issuer 10 KiB, and an XML document
/// its own length. It has no clock. Thread-safe.
public final class VerificationCache {
  private record ChainKey(
      CertificateChain chain, ChainRules rules, TrustAnchors anchors, Revocation revocation) {}

  private record KeptChain(Verified<CertificateChain> verified, Span span) {}

  private record StatementKey(
      Bytes signedBytes, SignatureValue signature, Bytes leafSpki, Bytes signerSpki) {}

  private record DocumentKey(Bytes xml, Bytes leafSpki) {}

  private static final int SIGNATURES_OF_A_CHAIN = CertificateChain.MAX_CERTIFICATES - 1;

  private final Lru<ChainKey, KeptChain> chains;
  private final Lru<KnownSignatures.Key, SignatureCheck> signatures;
  private final Lru<StatementKey, SignerKey> statements;
  private final Lru<DocumentKey, SignerKey> documents;

  /// An empty cache.
  ///
  /// @param capacity number of chains, of statements and of documents that it keeps; at least 1
  public VerificationCache(int capacity) {
    chains = new Lru<>(capacity);
    signatures = new Lru<>(Math.multiplyExact(capacity, SIGNATURES_OF_A_CHAIN));
    statements = new Lru<>(capacity);
    documents = new Lru<>(capacity);
  }

  /// As [ChainVerifier#verify(CertificateChain, ChainRules, TrustAnchors, Revocation, Instant)].
  public Verification<CertificateChain> verifyChain(
      CertificateChain chain,
      ChainRules rules,
      TrustAnchors anchors,
      Revocation revocation,
      Instant now) {
    var key = new ChainKey(chain, rules, anchors, revocation);
    var kept = chains.get(key).filter(entry -> entry.span().contains(now));
    if (kept.isPresent()) {
      return kept.get().verified().at(now);
    }
    var known = new KnownSignatures(signatures);
    var verification = ChainVerifier.verify(chain, rules, anchors, revocation, now, known);
    if (verification instanceof Verified<CertificateChain> verified) {
      known.keep();
      chains.put(key, kept(verified, rules, revocation, now));
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

  /// As [XmlSignature#verify], for documents that come many times.
  public <E extends XmlSigned> Verification<E> verifyDocument(
      E document,
      Verified<CertificateChain> chain,
      ReportRules<E> rules,
      XmlSignatureRules broken) {
    var key = new DocumentKey(document.xml(), chain.evidence().leaf().spki());
    var signer = documents.get(key);
    if (signer.isPresent()) {
      List<Finding> findings = rules.mismatches(document, chain.evidence());
      return findings.isEmpty()
          ? chain.vouchingFor(document, signer.get())
          : new Rejected<>(findings);
    }
    var verification = XmlSignature.verify(document, chain, rules, broken);
    if (verification instanceof Verified<E> verified) {
      documents.put(key, verified.signer());
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

  /// Number of documents kept.
  int documents() {
    return documents.size();
  }

  /// Where nothing that verification looks at begins or ends, nothing that depends on time changes.
  // spec: RFC 5280 6.1.3 (a)(2), 6.3.3 (a): a kept verdict ends with the first certificate or list
  // spec: RFC 6960 3.2 (6): a kept verdict ends with the first answer
  private static KeptChain kept(
      Verified<CertificateChain> verified, ChainRules rules, Revocation revocation, Instant now) {
    var spans = new ArrayList<Span>();
    List<Certificate> certificates = verified.evidence().certificates();
    for (int i = 0; i < certificates.size(); i++) {
      var one = certificates.get(i);
      var end = rules.refusesEndAt(i) ? one.notAfter() : Instant.MAX;
      spans.add(new Span(one.notBefore(), end));
    }
    switch (revocation) {
      case Revocation.NotGiven _ -> {}
      case Revocation.Given(var lists) -> lists(lists, spans);
      case Revocation.Answers(var answers, var lists) -> {
        lists(lists, spans);
        answers.forEach(answer -> answer(answer, spans));
      }
    }
    var kept = Span.ALWAYS;
    for (var span : spans) {
      kept = kept.around(now, span);
    }
    return new KeptChain(verified, kept);
  }

  private static void lists(List<RevocationList> lists, List<Span> out) {
    lists.forEach(list -> out.add(new Span(list.thisUpdate(), list.nextUpdate())));
  }

  private static void answer(OcspAnswer answer, List<Span> out) {
    for (var single : answer.response().singles()) {
      answer.end(single).ifPresent(end -> out.add(new Span(single.thisUpdate(), end)));
    }
    answer.response().certificates().forEach(one -> out.add(AnswerLookup.validity(one)));
  }
}
