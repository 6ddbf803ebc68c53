package dev.strongroom.attestation.trust;

import static dev.strongroom.attestation.TestChains.NOW;
import static dev.strongroom.attestation.trust.TestAnswer.HOLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.TestChains;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.wire.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// What several answers and lists about one certificate come to.
class AnswerLookupTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant BEFORE = NOW.minus(HOUR);
  private static final Instant LATER = NOW.plus(HOUR);
  private static final Instant SINCE = NOW.minus(Duration.ofDays(30));
  private static final Bytes NONCE = Bytes.utf8("nonce").sha256();
  private static final ChainRules RULES = new ChainRules(3, KeyAlgorithm.RSA_PKCS1_SHA2);
  private static final CertificateChain CHAIN = TestChains.AK.chain();

  private static final TestAnswer CURRENT = TestAnswer.good(BEFORE, LATER);
  private static final TestAnswer STALE =
      TestAnswer.good(BEFORE.minus(HOUR), NOW.minus(Duration.ofSeconds(1)));

  private static AnswerLookup lookup(
      ChainRules rules, List<OcspAnswer> answers, List<RevocationList> lists) {
    return new AnswerLookup(CHAIN, 0, rules, new Revocation.Answers(answers, lists), NOW);
  }

  private static AnswerLookup lookup(OcspAnswer... answers) {
    return lookup(RULES, List.of(answers), List.of());
  }

  private static List<Rule> rules(AnswerLookup lookup) {
    return lookup.findings().stream().map(Finding::rule).toList();
  }

  private static void assertGood(AnswerLookup lookup) {
    assertThat(lookup.findings()).isEmpty();
    assertThat(lookup.isLookedUp()).isTrue();
    assertThat(lookup.reportedHold()).isEmpty();
  }

  @Test
  void oneThatHoldsIsEnough() {
    assertGood(lookup(CURRENT.signed()));
    assertGood(
        lookup(
            STALE.signed(),
            CURRENT.forged(),
            CURRENT.unknown().signed(),
            CURRENT.signedFor(NONCE),
            CURRENT.signed()));
  }

  @Test
  void ofThoseThatDoNotHoldEachIsFound() {
    var lookup =
        lookup(
            STALE.signed(), CURRENT.forged(), CURRENT.unknown().signed(), CURRENT.signedFor(NONCE));

    assertThat(rules(lookup))
        .containsExactly(
            ChainRule.OCSP_STALE,
            ChainRule.OCSP_SIGNATURE,
            ChainRule.OCSP_UNKNOWN,
            ChainRule.OCSP_NONCE);
    assertThat(lookup.isLookedUp()).isFalse();
    assertThat(lookup(STALE.signed(), STALE.signed()).findings()).hasSize(1);
  }

  @Test
  void nothingSaidIsNothingFound() {
    assertThat(lookup().findings()).isEmpty();
    assertThat(lookup().isLookedUp()).isFalse();
  }

  @Test
  @DisplayName("revoked by anyone who may say so, however old, whatever else is said")
  void revokedIsRevoked() {
    var old = STALE.revoked(SINCE, 1);
    for (var revoked :
        List.of(CURRENT.revoked(SINCE, 0).signed(), old.signed(), old.signedFor(NONCE))) {
      assertThat(rules(lookup(revoked))).containsExactly(ChainRule.REVOKED);
      assertThat(rules(lookup(CURRENT.signed(), revoked))).containsExactly(ChainRule.REVOKED);
    }
    assertThat(lookup(old.signed()).findings().getFirst().actual())
        .contains("chain[0]", "serial number 1", "revoked at " + SINCE + ", reason 1");
    assertGood(lookup(CURRENT.signed(), old.forged()));
  }

  @Test
  void unknownIsOfItsTimeToo() {
    assertThat(rules(lookup(STALE.unknown().signed()))).containsExactly(ChainRule.OCSP_STALE);
    assertThat(rules(lookup(CURRENT.unknown().signed()))).containsExactly(ChainRule.OCSP_UNKNOWN);
  }

  @Nested
  class Holds {
    private final ChainRules reporting = RULES.reportingLeafHold();
    private final TestAnswer hold = CURRENT.revoked(SINCE, HOLD);

    private static TestAnswer from(Instant time) {
      return TestAnswer.good(time, LATER);
    }

    @Test
    void refuse() {
      var lookup = lookup(hold.signed());
      assertThat(rules(lookup)).containsExactly(ChainRule.CERTIFICATE_HOLD);
      assertThat(lookup.reportedHold()).isEmpty();
      assertThat(rules(lookup(STALE.revoked(SINCE, HOLD).signed())))
          .as("a stale one")
          .containsExactly(ChainRule.CERTIFICATE_HOLD);
      assertThat(rules(lookup(hold.signedFor(NONCE))))
          .as("an answer to another question")
          .containsExactly(ChainRule.CERTIFICATE_HOLD);
    }

    @Test
    void endWhereALaterCurrentAnswerSaysGood() {
      var second = Duration.ofSeconds(1);
      assertGood(lookup(hold.signed(), from(BEFORE.plus(second)).signed()));
      for (var good : List.of(from(BEFORE.minus(second)), from(BEFORE))) {
        assertThat(rules(lookup(hold.signed(), good.signed())))
            .containsExactly(ChainRule.CERTIFICATE_HOLD);
      }
      var ended = TestAnswer.good(BEFORE.plus(second), NOW.minus(second));
      assertThat(rules(lookup(hold.signed(), ended.signed())))
          .containsExactly(ChainRule.CERTIFICATE_HOLD);
      assertThat(rules(lookup(hold.signed(), from(BEFORE.plus(second)).forged())))
          .containsExactly(ChainRule.CERTIFICATE_HOLD);
    }

    @Test
    void areReportedWhereTheRulesSaySo() {
      var lookup = lookup(reporting, List.of(hold.signed()), List.of());

      assertThat(lookup.findings()).isEmpty();
      assertThat(lookup.isLookedUp()).isTrue();
      assertThat(lookup.reportedHold()).contains(SINCE);
      var later = List.of(hold.signed(), from(NOW).signed());
      assertGood(lookup(reporting, later, List.of()));
    }

    @Test
    @DisplayName("an old hold may hide that the certificate was revoked since")
    void areReportedOnlyWhileTheyAreCurrent() {
      var old = STALE.revoked(SINCE, HOLD);
      assertThat(rules(lookup(reporting, List.of(old.signed()), List.of())))
          .containsExactly(ChainRule.OCSP_STALE);
      assertThat(rules(lookup(reporting, List.of(hold.signedFor(NONCE)), List.of())))
          .containsExactly(ChainRule.OCSP_NONCE);
      var revoked = List.of(hold.signed(), STALE.revoked(SINCE, 1).signed());
      assertThat(rules(lookup(reporting, revoked, List.of()))).containsExactly(ChainRule.REVOKED);
    }

    @Test
    void areReportedOfLeavesAlone() {
      var device = new ChainRules(5, KeyAlgorithm.ECDSA_P384_SHA384, 1);
      assertThatThrownBy(device::reportingLeafHold).isInstanceOf(IllegalArgumentException.class);
      assertThat(RULES.leafHoldIsReported()).isFalse();
      assertThat(new ChainRules(3, KeyAlgorithm.RSA_PKCS1_SHA2, 0).leafHoldIsReported()).isFalse();
      assertThat(reporting)
          .isEqualTo(
              new ChainRules(3, KeyAlgorithm.RSA_PKCS1_SHA2, 0, ChainRules.LeafEnd.REFUSED, true));
    }

    // spec: RFC 6960 2.2
    @Test
    @DisplayName("RFC 6960 2.2: on hold since 1970-01-01 is never issued, which is no hold")
    void ofWhatWasNeverIssuedRevoke() {
      var never = CURRENT.revoked(Instant.EPOCH, HOLD).signed();
      assertThat(rules(lookup(never))).containsExactly(ChainRule.REVOKED);
      assertThat(rules(lookup(reporting, List.of(never), List.of())))
          .containsExactly(ChainRule.REVOKED);
    }
  }

  // spec: RFC 6960 4.2.2.1
  @Test
  @DisplayName("RFC 6960 4.2.2.1: without nextUpdate, only the answer to our nonce, for an hour")
  void withoutEndItHoldsForAnHour() {
    for (var from : List.of(NOW, BEFORE)) {
      var endless = TestAnswer.good(from, LATER).withoutEnd();
      assertThat(rules(lookup(endless.signed()))).containsExactly(ChainRule.OCSP_STALE);
      assertThat(rules(lookup(endless.answering(NONCE).signed())))
          .as("to a question without the nonce")
          .containsExactly(ChainRule.OCSP_STALE);
      assertGood(lookup(endless.answering(NONCE).signedFor(NONCE)));
      assertThat(rules(lookup(endless.answering(NONCE.sha256()).signedFor(NONCE))))
          .containsExactly(ChainRule.OCSP_NONCE, ChainRule.OCSP_STALE);
    }
    var second = Duration.ofSeconds(1);
    for (var from : List.of(BEFORE.minus(second), NOW.plus(second))) {
      var endless = TestAnswer.good(from, LATER).withoutEnd().answering(NONCE);
      assertThat(rules(lookup(endless.signedFor(NONCE)))).containsExactly(ChainRule.OCSP_STALE);
    }
  }

  // spec: RFC 6960 4.4.1
  @Test
  @DisplayName("RFC 6960 4.4.1: an answer carries the nonce of its request")
  void answersOurNonce() {
    assertGood(lookup(CURRENT.answering(NONCE).signedFor(NONCE)));
    assertGood(lookup(CURRENT.answering(NONCE).signed()));
    var other = CURRENT.answering(NONCE.sha256()).signedFor(NONCE);
    assertThat(rules(lookup(other))).containsExactly(ChainRule.OCSP_NONCE);
    assertThat(lookup(other).findings().getFirst().expected()).contains(NONCE.hex());
    assertThat(rules(lookup(CURRENT.signedFor(NONCE)))).containsExactly(ChainRule.OCSP_NONCE);
  }

  @Nested
  class Lists {
    private final RevocationList clean = TestAnswer.list(TestChains.AK, BEFORE, LATER);
    private final RevocationList naming = TestAnswer.list(TestChains.AK, BEFORE, LATER, 1);
    private final RevocationList stale = TestAnswer.list(TestChains.AK, BEFORE, BEFORE);
    private final RevocationList forged = TestAnswer.list(TestAnswer.FORGER, BEFORE, LATER);

    private static AnswerLookup in(RevocationList... lists) {
      return lookup(RULES, List.of(), List.of(lists));
    }

    private static AnswerLookup in(OcspAnswer answer, RevocationList... lists) {
      return lookup(RULES, List.of(answer), List.of(lists));
    }

    @Test
    void speakWhereNoAnswerDoes() {
      assertGood(in(clean));
      assertThat(rules(in(naming))).containsExactly(ChainRule.REVOKED);
      assertThat(rules(in(stale))).containsExactly(ChainRule.CRL_STALE);
      assertThat(rules(in(forged))).containsExactly(ChainRule.CRL_SIGNATURE);
    }

    @Test
    void ofOtherIssuersSaySilentlyNothing() {
      var chain = CHAIN.certificates();
      var above =
          new AnswerLookup(
              CHAIN, 1, RULES, new Revocation.Answers(List.of(), List.of(naming)), NOW);
      assertThat(chain.get(2).subject()).isNotEqualTo(naming.issuer());
      assertThat(above.findings()).isEmpty();
      assertThat(above.isLookedUp()).isFalse();
    }

    @Test
    void andAnswersStandInForEachOther() {
      assertGood(in(STALE.signed(), clean));
      assertGood(in(CURRENT.signed(), stale));
      assertGood(in(CURRENT.signed(), forged));
      assertThat(rules(in(STALE.signed(), stale)))
          .containsExactly(ChainRule.OCSP_STALE, ChainRule.CRL_STALE);
    }

    @Test
    @DisplayName("do not make known what an answer calls unknown, and they cannot name")
    void doNotMakeKnown() {
      assertThat(rules(in(CURRENT.unknown().signed(), clean)))
          .containsExactly(ChainRule.OCSP_UNKNOWN);
      assertGood(in(STALE.unknown().signed(), clean));
      assertGood(
          lookup(RULES, List.of(CURRENT.unknown().signed(), CURRENT.signed()), List.of(clean)));
    }

    @Test
    void andAnswersBothRevoke() {
      assertThat(rules(in(CURRENT.signed(), naming))).containsExactly(ChainRule.REVOKED);
      assertThat(rules(in(CURRENT.revoked(SINCE, 1).signed(), clean)))
          .containsExactly(ChainRule.REVOKED);
      assertThat(rules(in(CURRENT.revoked(SINCE, HOLD).signed(), clean)))
          .containsExactly(ChainRule.CERTIFICATE_HOLD);
      var old = TestAnswer.list(TestChains.AK, BEFORE, BEFORE, 1);
      assertThat(rules(in(CURRENT.signed(), old))).containsExactly(ChainRule.REVOKED);
    }
  }

  @Test
  void aHoldTravelsWithWhatTheChainVouchesFor() {
    var hold = CURRENT.revoked(SINCE, HOLD).signed();
    var anchors = TrustAnchors.simulation(List.of(CHAIN.root().fingerprint()));
    var revocation = new Revocation.Answers(List.of(hold), List.of());

    var refused = ChainVerifier.verify(CHAIN, RULES, anchors, revocation, NOW);
    var reported = ChainVerifier.verify(CHAIN, RULES.reportingLeafHold(), anchors, revocation, NOW);

    assertThat(refused).isInstanceOf(Rejected.class);
    if (!(reported instanceof Verified<CertificateChain> verified)) {
      throw new AssertionError(reported.toString());
    }
    assertThat(verified.leafHeldSince()).contains(SINCE);
    assertThat(verified.notLookedUp()).containsExactly(1);
    assertThat(verified.vouchingFor("statement").leafHeldSince()).contains(SINCE);
    assertThat(verified.at(LATER).notLookedUp()).containsExactly(1);
  }
}
