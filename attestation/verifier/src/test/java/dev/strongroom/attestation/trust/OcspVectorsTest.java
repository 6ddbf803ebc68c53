package dev.strongroom.attestation.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The seven answers that NVIDIA gave about one H100 and its manifests.
class OcspVectorsTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final Bytes NONCE = Bytes.utf8("nonce").sha256();

  private static Verified<CertificateChain> verified(Verification<CertificateChain> seen) {
    if (seen instanceof Verified<CertificateChain> verified) {
      return verified;
    }
    throw new AssertionError(seen.toString());
  }

  private static List<Finding> findings(Verification<CertificateChain> seen) {
    return switch (seen) {
      case Verified<CertificateChain> _ -> List.of();
      case Rejected<CertificateChain>(var findings) -> findings;
    };
  }

  /// What is known of the certificate that `answer` is about.
  private static String status(GenuineAnswers answer, Instant now, OcspAnswer... given) {
    return switch (answer.verify(now, given)) {
      case Verified<CertificateChain> verified ->
          verified.notLookedUp().contains(answer.place) ? "NOT LOOKED UP" : "GOOD";
      case Rejected<CertificateChain>(var findings) ->
          findings.size() == 1 ? findings.getFirst().rule().code() : findings.toString();
    };
  }

  // spec: RFC 6960 3.2 (1)
  // spec: RFC 6960 3.2 (2)(3)(4)
  // spec: RFC 6960 4.2.2.2
  // spec: RFC 6960 4.2.2.2.1
  // spec: NVIDIA OCSP ocsp-nocheck
  @ParameterizedTest
  @EnumSource
  @DisplayName("each is good within its day")
  void isGood(GenuineAnswers answer) {
    var got = status(answer, answer.within(), answer.answer());

    Vectors.compare(GenuineAnswers.FOLDER + "ocsp/" + answer.file + ".der", "GOOD", got);
  }

  // spec: RFC 6960 3.2 (5)(6)
  @ParameterizedTest
  @EnumSource
  void isStaleBeforeAndAfterItsDay(GenuineAnswers answer) {
    var from = answer.single().thisUpdate();
    var until = answer.single().nextUpdate().orElseThrow();
    assertThat(Duration.between(from, until)).isEqualTo(DAY);

    assertThat(status(answer, from, answer.answer())).isEqualTo("GOOD");
    assertThat(status(answer, until, answer.answer())).isEqualTo("GOOD");
    assertThat(status(answer, from.minusNanos(1), answer.answer())).isEqualTo("chain.ocsp-stale");
    assertThat(status(answer, until.plusNanos(1), answer.answer())).isEqualTo("chain.ocsp-stale");
  }

  // spec: RFC 6960 4.4.1
  @ParameterizedTest
  @EnumSource
  void answersNoNonce(GenuineAnswers answer) {
    assertThat(answer.answer().response().nonce()).isEmpty();
    assertThat(status(answer, answer.within(), answer.asked(NONCE))).isEqualTo("chain.ocsp-nonce");
  }

  // spec: RFC 6960 3.2 (1)
  @ParameterizedTest
  @EnumSource
  void saysNothingOfAnyOtherCertificate(GenuineAnswers answer) {
    for (var other : GenuineAnswers.values()) {
      if (other != answer) {
        assertThat(status(answer, answer.within(), other.answer()))
            .as("%s", other)
            .isIn("NOT LOOKED UP", "chain.ocsp-stale");
        var lookup = lookup(answer, answer.chain(), other.answer());
        assertThat(lookup.isLookedUp()).isFalse();
        assertThat(lookup.findings()).isEmpty();
      }
    }
  }

  /// Looks the certificate of `answer` up in `given`.
  private static AnswerLookup lookup(
      GenuineAnswers answer, CertificateChain chain, OcspAnswer given) {
    var answers = new Revocation.Answers(List.of(given), List.of());
    var rules = GenuineAnswers.rules(answer.of);
    return new AnswerLookup(chain, answer.place, rules, answers, answer.within());
  }

  @ParameterizedTest
  @EnumSource(GenuineAnswers.Of.class)
  void allOfAChainLookItUpWhole(GenuineAnswers.Of of) {
    var answers = GenuineAnswers.about(of);
    var now = of == GenuineAnswers.Of.DEVICE ? GenuineAnswers.BROM : GenuineAnswers.RIM_L3;

    var verified = verified(GenuineAnswers.verify(of, now.within(), answers));

    assertThat(answers).hasSize(3);
    assertThat(verified.notLookedUp()).isEmpty();
    assertThat(verified.revocationLookedUp()).isTrue();
    assertThat(verified.leafHeldSince()).isEmpty();
  }

  @Test
  void thoseThatNothingSpeaksOfAreNamed() {
    var brom = GenuineAnswers.BROM;

    var one = verified(brom.verify(brom.within(), brom.answer()));
    assertThat(one.notLookedUp()).containsExactly(2, 3);
    assertThat(one.revocationLookedUp()).isFalse();
    var none = verified(brom.verify(brom.within()));
    assertThat(none.notLookedUp()).containsExactly(1, 2, 3);
    assertThat(none.revocationLookedUp()).isFalse();
  }

  @Test
  void withoutAnythingGivenEachIsNamedToo() {
    var chain = GenuineAnswers.chain(GenuineAnswers.Of.DEVICE);
    var rules = GenuineAnswers.rules(GenuineAnswers.Of.DEVICE);
    var now = GenuineAnswers.BROM.within();

    var verified = verified(ChainVerifier.verify(chain, rules, GenuineAnswers.anchors(chain), now));

    assertThat(verified.notLookedUp()).containsExactly(1, 2, 3);
    assertThat(verified.revocationLookedUp()).isFalse();
  }

  /// The answer of `answer`, with certificates that came with `other`.
  private static OcspAnswer withCertificatesOf(GenuineAnswers answer, GenuineAnswers other)
      throws MalformedException {
    var theirs = other.answer().response().certificates().getFirst();
    var swapped = Reencoded.withCertificate(answer.der(), theirs.der());
    return new OcspAnswer(OcspResponse.ofDer("ocsp", swapped), Optional.empty());
  }

  // spec: RFC 6960 4.2.2.2
  @Test
  @DisplayName("RFC 6960 4.2.2.2: the responder of another issuer")
  void refusesAnotherIssuersResponder() throws Exception {
    for (var answer : GenuineAnswers.values()) {
      var other = answer == GenuineAnswers.IDENTITY ? GenuineAnswers.BROM : GenuineAnswers.IDENTITY;
      assertThat(status(answer, answer.within(), withCertificatesOf(answer, other)))
          .isEqualTo("chain.ocsp-responder");
    }
  }

  // spec: RFC 6960 3.2 (2)(3)(4)
  @ParameterizedTest
  @EnumSource
  @DisplayName("with any byte flipped it is malformed, refused, or about another certificate")
  void noFlippedByteLooksAnythingUp(GenuineAnswers answer) {
    var der = answer.der();
    var chain = answer.chain();
    int malformed = 0;
    int elsewhere = 0;
    for (int i = 0; i < der.length(); i++) {
      try {
        var response = OcspResponse.ofDer("ocsp", Genuine.flipped(der, i));
        var lookup = lookup(answer, chain, new OcspAnswer(response, Optional.empty()));
        assertThat(lookup.isLookedUp()).as("byte %d", i).isFalse();
        elsewhere += lookup.findings().isEmpty() ? 1 : 0;
      } catch (MalformedException e) {
        malformed++;
      }
    }
    // Two digests and the serial number name the certificate: those alone make it another one.
    var serial = answer.single().certificate().serialNumber().toByteArray();
    assertThat(elsewhere).isEqualTo(2 * 48 + serial.length);
    assertThat(malformed).isBetween(100, 400);
  }

  @Test
  void findingsNameCertificateTimeAndResponder() {
    var brom = GenuineAnswers.BROM;
    var late = Instant.parse("2025-08-23T00:00:00Z");

    var finding = findings(brom.verify(late, brom.answer())).getFirst();

    assertThat(finding.rule()).isEqualTo(ChainRule.OCSP_STALE);
    assertThat(finding.expected()).contains("chain[1] 'GH100 A01 GSP BROM'", late.toString());
    assertThat(finding.actual()).isEqualTo("one of 2025-08-21T06:47:07Z to 2025-08-22T06:47:07Z");
  }

  @Test
  @DisplayName("another answer could mend what is stale; the rest may be an attack")
  void onlyStaleAnswersAreMendable() {
    for (var rule : ChainRule.values()) {
      if (rule.code().startsWith("chain.ocsp-") || rule == ChainRule.CERTIFICATE_HOLD) {
        assertThat(rule.isMendable()).as("%s", rule).isEqualTo(rule == ChainRule.OCSP_STALE);
      }
    }
  }
}
