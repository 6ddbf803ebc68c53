package dev.strongroom.attestation.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.TestChains;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.RimRule;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// A genuine PCK chain with both of its revocation lists, and AMD's chains.
class VerificationCacheTest {
  private static final ChainRules PCK = new ChainRules(3, KeyAlgorithm.ECDSA_P256_SHA256);
  private static final ChainRules NVIDIA = new ChainRules(4, KeyAlgorithm.ECDSA_P384_SHA384);
  private static final ChainRules AMD = new ChainRules(3, KeyAlgorithm.RSA_4096_PSS_SHA384, 1);
  private static final TrustAnchors ANCHORS = TrustAnchors.production();
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  private final CertificateChain chain = pckChain();
  private final DcapCollateral collateral = collateral("tdx/v5-uptodate-eval18");
  private final Revocation given =
      new Revocation.Given(List.of(collateral.rootCrl(), collateral.pckCrl()));
  private final VerificationCache cache = new VerificationCache(4);

  private static CertificateChain pckChain() {
    try {
      return Quote.parse(Vectors.read("cpu/tdx/v5-uptodate-eval18/quote.bin")).pckChain();
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static DcapCollateral collateral(String folder) {
    try {
      return DcapCollateral.ofJson(Vectors.read("cpu/" + folder + "/collateral.json"));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static CertificateChain amd(String leaf, String issuer) {
    try {
      return CertificateChain.parse(Genuine.snpChain(leaf, issuer));
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Verification<CertificateChain> fresh(Revocation revocation, Instant now) {
    return ChainVerifier.verify(chain, PCK, ANCHORS, revocation, now);
  }

  private Verification<CertificateChain> cached(Revocation revocation, Instant now) {
    return cache.verifyChain(chain, PCK, ANCHORS, revocation, now);
  }

  /// Every beginning and end, a nanosecond before and after each, and some times between.
  private Set<Instant> times(List<RevocationList> lists) {
    return times(chain, lists);
  }

  private static Set<Instant> times(CertificateChain chain, List<RevocationList> lists) {
    var ends = new TreeSet<Instant>(Set.of(NOW));
    for (Certificate certificate : chain.certificates()) {
      ends.add(certificate.notBefore());
      ends.add(certificate.notAfter());
    }
    for (var list : lists) {
      ends.add(list.thisUpdate());
      ends.add(list.nextUpdate());
    }
    var times = new TreeSet<Instant>();
    for (var end : ends) {
      times.addAll(List.of(end.minusNanos(1), end, end.plusNanos(1)));
    }
    return times;
  }

  // spec: RFC 5280 6.1.3 (a)(2), 6.3.3 (a)
  @Test
  @DisplayName(
      "RFC 5280 6.1.3 (a)(2), 6.3.3 (a): a kept verdict ends with the first certificate or list")
  void verdictsAreThoseOfAFreshVerificationAtEveryTime() throws Exception {
    var older =
        RevocationList.ofDer(
            "root CRL", Vectors.read("cpu/tdx/common/root-crl-20250320-20260403.der"));
    for (var lists :
        List.of(
            List.of(collateral.rootCrl(), collateral.pckCrl()),
            List.of(collateral.rootCrl(), older, collateral.pckCrl()))) {
      var revocation = new Revocation.Given(lists);
      var wanted = new HashMap<Instant, Verification<CertificateChain>>();
      times(lists).forEach(time -> wanted.put(time, fresh(revocation, time)));
      assertThat(wanted.values()).hasAtLeastOneElementOfType(Verified.class);
      assertThat(wanted.values()).hasAtLeastOneElementOfType(Rejected.class);
      for (var first : wanted.keySet()) {
        var one = new VerificationCache(1);
        SameVerdict.check(
            one.verifyChain(chain, PCK, ANCHORS, revocation, first), wanted.get(first));
        for (var time : wanted.keySet()) {
          SameVerdict.check(
              one.verifyChain(chain, PCK, ANCHORS, revocation, time), wanted.get(time));
        }
      }
    }
  }

  private static Rim manifest() throws MalformedException {
    var folder = "gpu/hopper/h100-550.90.07/";
    return Rim.parse(
        RimId.hopperDriver("550.90.07"),
        Vectors.read(folder + "NV_GPU_DRIVER_GH100_550.90.07.xml"));
  }

  @Test
  @DisplayName("a chain whose leaf's end is the caller's to judge is kept beyond that end")
  void leavesThatEndedAreVerifiedWhereTheCallerJudgesThem() throws Exception {
    var leaving = NVIDIA.leavingLeafEnd();
    var signers = manifest().chain();
    var none = new Revocation.NotGiven();
    for (var first : times(signers, List.of())) {
      var one = new VerificationCache(1);
      one.verifyChain(signers, leaving, ANCHORS, none, first);
      for (var time : times(signers, List.of())) {
        SameVerdict.check(
            one.verifyChain(signers, leaving, ANCHORS, none, time),
            ChainVerifier.verify(signers, leaving, ANCHORS, none, time));
      }
    }
    var ended = signers.leaf().notAfter().plusSeconds(1);
    assertThat(ChainVerifier.verify(signers, leaving, ANCHORS, none, ended))
        .isInstanceOf(Verified.class);
    var both = new VerificationCache(2);
    var kept = both.verifyChain(signers, leaving, ANCHORS, none, ended);
    assertThat(kept).isInstanceOf(Verified.class);
    assertThat(((Verified<CertificateChain>) kept).verifiedAt()).isEqualTo(ended);
    assertThat(both.verifyChain(signers, NVIDIA, ANCHORS, none, ended))
        .isInstanceOf(Rejected.class);
  }

  @Test
  void documentIsKeptByItsBytesAndItsSigner() throws Exception {
    var manifest = manifest();
    var none = new Revocation.NotGiven();
    var signers =
        (Verified<CertificateChain>)
            cache.verifyChain(manifest.chain(), NVIDIA, ANCHORS, none, NOW);
    var broken = new XmlSignatureRules(RimRule.SIGNATURE_FORM, RimRule.SIGNATURE);
    for (int round = 0; round < 3; round++) {
      var good = cache.verifyDocument(manifest, signers, (_, _) -> List.of(), broken);
      assertThat(good).isInstanceOf(Verified.class);
      assertThat(cache.documents()).isEqualTo(1);
    }
    var finding = new Finding(RimRule.PRODUCT, "this", "that");
    assertThat(cache.verifyDocument(manifest, signers, (_, _) -> List.of(finding), broken))
        .isEqualTo(new Rejected<>(List.of(finding)));
    var edited =
        Rim.parse(
            manifest.id(),
            Bytes.utf8(manifest.xml().utf8().replace("\"550.90.07\"", "\"550.90.08\"")));
    var otherSigner = Proof.of(chain, chain, NOW);
    for (int round = 0; round < 2; round++) {
      assertThat(cache.verifyDocument(edited, signers, (_, _) -> List.of(), broken))
          .isInstanceOf(Rejected.class);
      assertThat(cache.verifyDocument(manifest, otherSigner, (_, _) -> List.of(), broken))
          .isInstanceOf(Rejected.class);
    }
    assertThat(cache.documents()).isEqualTo(1);
  }

  /// Every verdict of a cache that was filled at each of `times` is the fresh one.
  private static void assertSameAtEveryTime(
      CertificateChain chain, ChainRules rules, Revocation revocation, Set<Instant> times) {
    var anchors = GenuineAnswers.anchors(chain);
    var wanted = new TreeMap<Instant, Verification<CertificateChain>>();
    for (var time : times) {
      wanted.put(time, ChainVerifier.verify(chain, rules, anchors, revocation, time));
    }
    assertThat(wanted.values()).hasAtLeastOneElementOfType(Verified.class);
    assertThat(wanted.values()).hasAtLeastOneElementOfType(Rejected.class);
    for (var first : wanted.entrySet()) {
      if (first.getValue() instanceof Rejected) {
        continue;
      }
      var one = new VerificationCache(1);
      SameVerdict.check(
          one.verifyChain(chain, rules, anchors, revocation, first.getKey()), first.getValue());
      for (var entry : wanted.entrySet()) {
        SameVerdict.check(
            one.verifyChain(chain, rules, anchors, revocation, entry.getKey()), entry.getValue());
      }
    }
  }

  private static Set<Instant> around(Iterable<Instant> ends) {
    var times = new TreeSet<Instant>();
    for (var end : ends) {
      times.addAll(List.of(end.minusNanos(1), end, end.plusNanos(1)));
    }
    return times;
  }

  // spec: RFC 6960 3.2 (6)
  @Test
  @DisplayName("RFC 6960 3.2 (6): a kept verdict ends with the first answer")
  void verdictsByAnswersAreThoseOfAFreshVerificationAtEveryTime() {
    var device = GenuineAnswers.Of.DEVICE;
    var answers = GenuineAnswers.about(device);
    var ends = new TreeSet<Instant>();
    for (var answer : answers) {
      var single = answer.response().singles().getFirst();
      ends.add(single.thisUpdate());
      ends.add(single.nextUpdate().orElseThrow());
      var responder = answer.response().certificates().getFirst();
      ends.add(responder.notBefore());
      ends.add(responder.notAfter());
    }

    assertSameAtEveryTime(
        GenuineAnswers.chain(device),
        GenuineAnswers.rules(device),
        new Revocation.Answers(answers, List.of()),
        around(ends));
  }

  @Test
  void aHoldBeginsAndEndsInTheCacheToo() {
    var hour = Duration.ofHours(1);
    var now = TestChains.NOW;
    var since = now.minus(Duration.ofDays(9));
    var nonce = Bytes.utf8("nonce").sha256();
    var hold = TestAnswer.good(now, now.plus(hour.multipliedBy(4))).revoked(since, TestAnswer.HOLD);
    var good = TestAnswer.good(now.plus(hour), now.plus(hour.multipliedBy(2)));
    var endless = TestAnswer.good(now.plus(hour.multipliedBy(3)), now).withoutEnd();
    var list =
        TestAnswer.list(
            TestChains.AK, now.plus(hour.multipliedBy(4)), now.plus(hour.multipliedBy(5)));
    var revocation =
        new Revocation.Answers(
            List.of(hold.signed(), good.signed(), endless.answering(nonce).signedFor(nonce)),
            List.of(list));
    var ends = new TreeSet<Instant>();
    for (int i = 0; i <= 6; i++) {
      ends.add(now.plus(hour.multipliedBy(i)));
    }

    var rules = new ChainRules(3, KeyAlgorithm.RSA_PKCS1_SHA2);
    for (var each : List.of(rules, rules.reportingLeafHold())) {
      assertSameAtEveryTime(TestChains.AK.chain(), each, revocation, around(ends));
    }
  }

  @Test
  void anotherAnswerOrNonceIsAnotherKey() {
    var brom = GenuineAnswers.BROM;
    var chain = brom.chain();
    var rules = GenuineAnswers.rules(brom.of);
    var anchors = GenuineAnswers.anchors(chain);
    var good = new Revocation.Answers(List.of(brom.answer()), List.of());
    var first = cache.verifyChain(chain, rules, anchors, good, brom.within());
    assertThat(first).isInstanceOf(Verified.class);
    var again = cache.verifyChain(chain, rules, anchors, good, brom.within().plusSeconds(1));
    assertThat(((Verified<?>) again).signer()).isSameAs(((Verified<?>) first).signer());

    var asked = List.of(brom.asked(Bytes.utf8("nonce").sha256()));
    for (var other : List.of(new Revocation.Answers(asked, List.of()), new Revocation.NotGiven())) {
      SameVerdict.check(
          cache.verifyChain(chain, rules, anchors, other, brom.within()),
          ChainVerifier.verify(chain, rules, anchors, other, brom.within()));
    }
    assertThat(cache.chains()).isEqualTo(2);
  }

  @Test
  void keptChainIsNotVerifiedAgain() {
    var first = (Verified<CertificateChain>) cached(given, NOW);
    var later = (Verified<CertificateChain>) cached(given, NOW.plusSeconds(1));
    assertThat(later.signer()).isSameAs(first.signer());
    assertThat(later.verifiedAt()).isEqualTo(NOW.plusSeconds(1));
    assertThat(cache.chains()).isEqualTo(1);
  }

  @Test
  void equalBytesReadAgainAreTheSameKey() {
    var first = (Verified<CertificateChain>) cached(given, NOW);
    var again = collateral("tdx/v5-uptodate-eval18");
    var lists = new Revocation.Given(List.of(again.rootCrl(), again.pckCrl()));
    var second =
        (Verified<CertificateChain>) cache.verifyChain(pckChain(), PCK, ANCHORS, lists, NOW);
    assertThat(second.signer()).isSameAs(first.signer());
  }

  @Test
  void anotherListAnchorOrShapeIsAnotherKey() throws Exception {
    cached(given, NOW);
    cached(new Revocation.NotGiven(), NOW);
    var stale =
        RevocationList.ofDer(
            "PCK CRL", Vectors.read("cpu/tdx/common/pck-platform-crl-20250707-20250806.der"));
    for (var revocation :
        List.of(
            new Revocation.Given(List.of()),
            new Revocation.Given(List.of(collateral.rootCrl())),
            new Revocation.Given(List.of(collateral.rootCrl(), stale)))) {
      assertThat(cached(revocation, NOW)).isEqualTo(fresh(revocation, NOW));
      assertThat(cached(revocation, NOW)).isInstanceOf(Rejected.class);
    }
    var simulation = TrustAnchors.simulation(List.of(Bytes.zeros(32)));
    assertThat(cache.verifyChain(chain, PCK, simulation, given, NOW)).isInstanceOf(Rejected.class);
    assertThat(cache.verifyChain(chain, AMD, ANCHORS, given, NOW)).isInstanceOf(Rejected.class);
  }

  @Test
  void chainLookedUpInNoListIsNotKeptAsOneThatWas() {
    var without = (Verified<CertificateChain>) cached(new Revocation.NotGiven(), NOW);
    var with = (Verified<CertificateChain>) cached(given, NOW);
    assertThat(without.revocationLookedUp()).isFalse();
    assertThat(with.revocationLookedUp()).isTrue();
    assertThat(((Verified<CertificateChain>) cached(new Revocation.NotGiven(), NOW)))
        .extracting(Verified::revocationLookedUp)
        .isEqualTo(false);
  }

  @Test
  void refusalsAreNotKept() throws Exception {
    var leaf = chain.leaf().der();
    var forged =
        new CertificateChain(
            List.of(
                Certificate.ofDer("leaf", Genuine.flipped(leaf, leaf.length() - 1)),
                chain.certificates().get(1),
                chain.root()));
    cached(given, NOW);
    assertThat(cache.verifyChain(forged, PCK, ANCHORS, given, NOW))
        .isEqualTo(ChainVerifier.verify(forged, PCK, ANCHORS, given, NOW))
        .isInstanceOf(Rejected.class);
    assertThat(cache.chains()).isEqualTo(1);
  }

  @Test
  void keepsNoMoreChainsThanItsCapacity() {
    var two = new VerificationCache(2);
    var chains = new ArrayList<CertificateChain>();
    chains.add(amd("milan-v2-vcek/vcek.der", "milan/ask"));
    chains.add(amd("genoa-v5-bergamo-siena-model-a0/vcek.der", "genoa/ask"));
    chains.add(amd("turin-v5-azure/vcek.pem", "turin/ask"));
    for (int round = 0; round < 3; round++) {
      for (var each : chains) {
        var seen = two.verifyChain(each, AMD, ANCHORS, new Revocation.NotGiven(), NOW);
        assertThat(seen).isInstanceOf(Verified.class);
        assertThat(two.chains()).isLessThanOrEqualTo(2);
      }
    }
    assertThat(two.chains()).isEqualTo(2);
  }
}
