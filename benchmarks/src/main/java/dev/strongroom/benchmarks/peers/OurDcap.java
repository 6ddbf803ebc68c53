package dev.strongroom.benchmarks.peers;

import dev.strongroom.attestation.scheme.dcap.DcapAppraisal;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.dcap.DcapVerifier;
import dev.strongroom.attestation.scheme.dcap.EndorsedQuote;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbPolicy;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;

/// Our SGX and TDX verifier on one case. Cold is quote and collateral; warm has the collateral as a
/// value and what was verified before at hand, so that it verifies one signature, the quote's.
final class OurDcap {
  private static final TrustAnchors ANCHORS = TrustAnchors.production();

  private static final int CAPACITY = 64;

  private OurDcap() {}

  static OurVerifier.Job job(PeerCase input) throws MalformedException {
    var quote = PeerCase.read(input.evidence());
    var collateral = PeerCase.read(input.collateral());
    var at = input.at();
    OurVerifier.Step cold = () -> verify(quote, collateral, at);
    return switch (verify(quote, collateral, at)) {
      case Rejected<EndorsedQuote>(var findings) -> new OurVerifier.Job(findings, cold, cold);
      case Verified<EndorsedQuote> verified ->
          new OurVerifier.Job(
              DcapAppraisal.intrinsic(verified, TcbPolicy.STRICT, at),
              cold,
              warm(quote, DcapCollateral.ofJson(collateral), at));
    };
  }

  private static Verification<EndorsedQuote> verify(Bytes quote, Bytes collateral, Instant at)
      throws MalformedException {
    var parsed = Quote.parse(quote);
    return DcapVerifier.verify(
        parsed, parsed.pckChain(), DcapCollateral.ofJson(collateral), ANCHORS, at);
  }

  private static OurVerifier.Step warm(Bytes quote, DcapCollateral collateral, Instant at) {
    var cache = new VerificationCache(CAPACITY);
    return () -> {
      var parsed = Quote.parse(quote);
      return DcapVerifier.verify(parsed, parsed.pckChain(), collateral, ANCHORS, at, cache);
    };
  }
}
