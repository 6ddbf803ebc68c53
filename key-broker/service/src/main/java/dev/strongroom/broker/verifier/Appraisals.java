package dev.strongroom.broker.verifier;

import dev.strongroom.attestation.appraisal.AttestationResult;
import dev.strongroom.attestation.appraisal.Binding;
import dev.strongroom.attestation.appraisal.EvidenceAppraisal;
import dev.strongroom.attestation.appraisal.Session;
import dev.strongroom.attestation.appraisal.SessionNonce;
import dev.strongroom.attestation.claims.ClaimsTree;
import dev.strongroom.attestation.policy.AppliedPolicy;
import dev.strongroom.attestation.policy.Policy;
import dev.strongroom.attestation.token.EarResult;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.broker.Refusals;
import dev.strongroom.protocol.appraisal.AppraisalAnswer;
import dev.strongroom.protocol.appraisal.AppraisalRequest;
import dev.strongroom.protocol.appraisal.ResultKeys;
import dev.strongroom.protocol.client.RefusedException;
import dev.strongroom.protocol.client.UnavailableException;
import dev.strongroom.protocol.evidence.EvidenceSet;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.Envelope;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.Optional;

/// Appraises Evidence for Relying Parties. Every verdict is signed, a contraindicated one too; what
/// is no verdict is never signed. Thread-safe.
public final class Appraisals {
  private static final Logger LOG = System.getLogger(Appraisals.class.getName());

  /// Some boards of eight GPUs and four switches.
  private static final int CHAINS_KEPT = 256;

  private final TrustAnchors anchors;
  private final VerificationCache seenBefore = new VerificationCache(CHAINS_KEPT);
  private final AppraisalPolicies policies;
  private final CollateralAtHand collateral;
  private final ReferencesAtHand references;
  private final ResultSigner signer;
  private final Turns turns;
  private final InstantSource clock;

  /// @param anchors roots of the profile that the signer's results carry
  /// @param policies that callers may name
  /// @param collateral what vendors say of platforms
  /// @param references what others say of software
  /// @param turns how many at a time
  /// @param clock the time that Evidence is verified at
  public Appraisals(
      TrustAnchors anchors,
      AppraisalPolicies policies,
      CollateralAtHand collateral,
      ReferencesAtHand references,
      ResultSigner signer,
      Turns turns,
      InstantSource clock) {
    if (anchors.profile() != signer.identity().profile()) {
      throw new IllegalArgumentException("roots of another profile than results would carry");
    }
    this.anchors = anchors;
    this.policies = policies;
    this.collateral = collateral;
    this.references = references;
    this.signer = signer;
    this.turns = turns;
    this.clock = clock;
  }

  /// The keys that results are signed with.
  public ResultKeys keys() {
    return signer.keys();
  }

  /// Appraises by the policy that the request names.
  ///
  /// @return the signed verdict, whatever it is
  /// @throws RefusedException if there is no such policy (`appraisal.policy-unknown`): a result
  ///   names the policy it was made by, and a text of the caller's choice is not signed
  /// @throws UnavailableException if collateral is missing or too many are being appraised
  /// @throws MalformedException if a report, chain, init-data or ticket has another form than it
  ///   must have
  public AppraisalAnswer appraise(AppraisalRequest request)
      throws RefusedException, UnavailableException, MalformedException {
    var policy = policies.find(request.policy()).orElseThrow(Appraisals::unknown);
    var session = session(request);
    var now = clock.instant();
    var said = collateral.collateral(now);
    var applied = Optional.of(new AppliedPolicy(policy, references.references()));
    AttestationResult<ClaimsTree> verdict;
    try {
      verdict =
          turns.take(
              () ->
                  EvidenceAppraisal.appraise(
                      request.evidence(), session, applied, said, anchors, now, seenBefore));
    } catch (MalformedException e) {
      log(policy, "malformed at " + e.field(), request.evidence());
      throw e;
    }
    var result = signer.result(verdict, request, policy.document());
    log(policy, said(result), request.evidence());
    return new AppraisalAnswer(signer.sign(result));
  }

  private static RefusedException unknown() {
    return Refusals.notFound(
        "appraisal.policy-unknown", "Policy unknown", "this verifier has no policy of that name");
  }

  private static Session session(AppraisalRequest request) throws MalformedException {
    return new Session(
        new SessionNonce(request.nonce()),
        present(request.deviceNonce()),
        present(request.ticket()).isPresent()
            ? Optional.of(ticket(request.ticket()))
            : Optional.empty(),
        binding(request.binding()));
  }

  private static Binding binding(AppraisalRequest.Binding binding) {
    return switch (binding) {
      case NONE -> new Binding.None();
      case DIGEST -> new Binding.Digest();
    };
  }

  private static Optional<Bytes> present(Bytes value) {
    return Optional.of(value).filter(bytes -> bytes.length() > 0);
  }

  private static Envelope ticket(Bytes json) throws MalformedException {
    try {
      return Envelope.parse(json);
    } catch (MalformedException e) {
      throw new MalformedException("ticket", -1, e.reason(), e);
    }
  }

  private static String said(EarResult result) {
    var codes =
        result.submods().values().stream()
            .flatMap(part -> part.findings().stream())
            .map(EarResult.Said::code)
            .distinct()
            .toList();
    return result.status().text() + " " + codes;
  }

  /// One line, of digests and stable words only.
  private static void log(Policy policy, String verdict, EvidenceSet evidence) {
    LOG.log(
        Level.INFO,
        "appraised {0} SHA-256 {1} and {2} devices by {3}/{4}: {5}",
        evidence.cpu().scheme().text(),
        evidence.cpu().report().sha256().hex(),
        evidence.devices().size(),
        policy.document().name(),
        Long.toString(policy.document().version()),
        verdict);
  }
}
