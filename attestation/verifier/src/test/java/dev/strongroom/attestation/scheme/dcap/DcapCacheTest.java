package dev.strongroom.attestation.scheme.dcap;

import static dev.strongroom.attestation.scheme.dcap.GenuineDcap.EARLY_2026;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.SameVerdict;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// Verdicts on genuine quotes with what was verified before at hand are those without.
class DcapCacheTest {
  private static final String FOLDER = "tdx/v5-uptodate-eval18";
  private static final List<String> OF_ONE_COLLATERAL =
      List.of(FOLDER, "tdx/v5-no-tcb-level", "tdx/v5-tcb-recovery-pair");

  private final DcapCollateral collateral = bundle();
  private final VerificationCache cache = new VerificationCache(8);

  private static DcapCollateral bundle() {
    try {
      return GenuineDcap.bundle(FOLDER + "/collateral.json");
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Verification<EndorsedQuote> cached(Quote quote, Instant at) throws MalformedException {
    return cached(quote, quote.pckChain(), at);
  }

  private Verification<EndorsedQuote> cached(Quote quote, CertificateChain chain, Instant at) {
    return DcapVerifier.verify(quote, chain, collateral, TrustAnchors.production(), at, cache);
  }

  @Test
  void quotesOfSeveralPlatformsGetTheirOwnVerdicts() throws Exception {
    for (int round = 0; round < 3; round++) {
      for (var folder : OF_ONE_COLLATERAL) {
        var quote = GenuineDcap.quote(folder);
        SameVerdict.check(
            cached(quote, EARLY_2026), GenuineDcap.verify(quote, collateral, EARLY_2026));
      }
    }
  }

  @Test
  void verdictsFollowTheTimeOfCollateral() throws Exception {
    var quote = GenuineDcap.quote(FOLDER);
    var ends = new TreeSet<Instant>(List.of(EARLY_2026));
    ends.add(collateral.tcbInfo().issueDate());
    ends.add(collateral.tcbInfo().nextUpdate());
    ends.add(collateral.qeIdentity().issueDate());
    ends.add(collateral.qeIdentity().nextUpdate());
    for (var list : List.of(collateral.rootCrl(), collateral.pckCrl())) {
      ends.add(list.thisUpdate());
      ends.add(list.nextUpdate());
    }
    collateral.tcbInfoChain().certificates().forEach(c -> ends.add(c.notBefore()));
    collateral.tcbInfoChain().certificates().forEach(c -> ends.add(c.notAfter()));
    int held = 0;
    for (int round = 0; round < 2; round++) {
      for (var end : ends) {
        for (var at : List.of(EARLY_2026, end.minusNanos(1), end, end.plusNanos(1))) {
          var fresh = GenuineDcap.verify(quote, collateral, at);
          SameVerdict.check(cached(quote, at), fresh);
          held += fresh instanceof Verified<EndorsedQuote> ? 1 : 0;
        }
      }
    }
    assertThat(held).isBetween(1, 8 * ends.size() - 1);
  }

  @Test
  void flippedBytesAreRefusedAsWithoutCache() throws Exception {
    var genuine = GenuineDcap.quoteBytes(FOLDER);
    var quote = Quote.parse(genuine);
    var chain = quote.pckChain();
    SameVerdict.check(cached(quote, EARLY_2026), GenuineDcap.verify(quote, collateral, EARLY_2026));
    int refused = 0;
    int signed = quote.signedBytes().length();
    // Body, length, signature, attestation key, QE report, its signature and authentication data.
    for (int i = 0; i < signed + 4 + 64 + 64 + 6 + 384 + 64 + 34; i += 5) {
      refused += sameAsFresh(Genuine.flipped(genuine, i), chain) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(200);
  }

  private boolean sameAsFresh(Bytes bytes, CertificateChain chain) {
    Quote quote;
    try {
      quote = Quote.parse(bytes);
    } catch (MalformedException _) {
      return false;
    }
    var fresh =
        DcapVerifier.verify(quote, chain, collateral, TrustAnchors.production(), EARLY_2026);
    SameVerdict.check(cached(quote, chain, EARLY_2026), fresh);
    assertThat(fresh).isInstanceOf(Rejected.class);
    return true;
  }

  @Test
  void anotherPlatformsChainDoesNotVouchForAKnownEnclave() throws Exception {
    var quote = GenuineDcap.quote(FOLDER);
    var other = GenuineDcap.quote("tdx/v5-no-tcb-level");
    cached(quote, EARLY_2026);
    cached(other, EARLY_2026);
    var fresh =
        DcapVerifier.verify(
            quote, other.pckChain(), collateral, TrustAnchors.production(), EARLY_2026);
    assertThat(fresh).isInstanceOf(Rejected.class);
    SameVerdict.check(cached(quote, other.pckChain(), EARLY_2026), fresh);
  }

  @Test
  void threadsShareIt() throws Exception {
    var expected = new ArrayList<Verification<EndorsedQuote>>();
    var quotes = new ArrayList<Quote>();
    for (var folder : OF_ONE_COLLATERAL) {
      quotes.add(GenuineDcap.quote(folder));
      expected.add(GenuineDcap.verify(quotes.getLast(), collateral, EARLY_2026));
    }
    var small = new VerificationCache(2);
    try (var threads = Executors.newFixedThreadPool(8)) {
      var tasks = new ArrayList<Callable<Verification<EndorsedQuote>>>();
      for (int i = 0; i < 120; i++) {
        var quote = quotes.get(i % quotes.size());
        var chain = quote.pckChain();
        tasks.add(
            () ->
                DcapVerifier.verify(
                    quote, chain, collateral, TrustAnchors.production(), EARLY_2026, small));
      }
      var seen = threads.invokeAll(tasks);
      for (int i = 0; i < seen.size(); i++) {
        SameVerdict.check(seen.get(i).get(), expected.get(i % expected.size()));
      }
    }
  }
}
