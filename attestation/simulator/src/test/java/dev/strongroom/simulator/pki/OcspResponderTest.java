package dev.strongroom.simulator.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.trust.ChainRules;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.attestation.trust.KeyAlgorithm;
import dev.strongroom.attestation.trust.OcspAnswer;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verification;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.simulator.pki.OcspResponder.NoCheck;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import java.math.BigInteger;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/// A chain of three whose leaf is asked for: each answer has one thing wrong.
class OcspResponderTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final Instant BEFORE = NOW.minus(Duration.ofHours(1));
  private static final Instant SINCE = Instant.parse("2026-10-01T00:00:00Z");
  private static final Duration YEARS = Duration.ofDays(3650);
  private static final Bytes NONCE = Bytes.utf8("nonce").sha256();
  private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
  private static final String NO_CHECK = "1.3.6.1.5.5.7.48.1.5";
  private static final String ANY_PURPOSE = "2.5.29.37.0";
  private static final ChainRules RULES = new ChainRules(3, KeyAlgorithm.ECDSA_P384_SHA384);

  private static final Authority ROOT = root("root");
  private static final SigningKey ISSUER_KEY = key();
  private static final Authority ISSUER = issuer(ROOT, "issuer", ISSUER_KEY);
  private static final Certificate LEAF = ISSUER.issue(subject("leaf", key()));
  private static final CertificateChain CHAIN =
      new CertificateChain(List.of(LEAF, ISSUER.certificate(), ROOT.certificate()));
  private static final TrustAnchors ANCHORS =
      TrustAnchors.simulation(List.of(ROOT.certificate().fingerprint()));
  private static final OcspResponder RESPONDER = responder(NoCheck.KEY_PURPOSE);

  private static SigningKey key() {
    return SigningKey.generate(RANDOM);
  }

  private static Authority.Subject subject(
      String name, SigningKey key, Authority.Extra... extensions) {
    return new Authority.Subject(
        new X500Name("CN=" + name),
        new BigInteger(100, RANDOM).setBit(100),
        SINCE,
        SINCE.plus(YEARS),
        key.publicKey().platformKey(),
        List.of(extensions));
  }

  private static Authority root(String name) {
    var key = key();
    return Authority.root(subject(name, key, issuing()), key.platformKey());
  }

  private static Authority issuer(Authority root, String name) {
    return issuer(root, name, key());
  }

  private static Authority issuer(Authority root, String name, SigningKey key) {
    return new Authority(root.issue(subject(name, key, issuing())), key.platformKey());
  }

  private static Authority.Extra[] issuing() {
    return Authority.issuing(new BasicConstraints(true), KeyUsage.keyCertSign | KeyUsage.cRLSign)
        .toArray(Authority.Extra[]::new);
  }

  private static OcspResponder responder(NoCheck noCheck) {
    return OcspResponder.delegated(ISSUER, noCheck, RANDOM, SINCE);
  }

  private static OcspResponder responder(Authority.Extra... extensions) {
    return OcspResponder.certified(ISSUER, List.of(extensions), RANDOM, SINCE);
  }

  private static OcspAnswer answer(OcspResponder responder, Consumer<OcspFields> change) {
    return parsed(responder.answer(LEAF, BEFORE, change));
  }

  private static OcspAnswer answer(Consumer<OcspFields> change) {
    return answer(RESPONDER, change);
  }

  private static OcspAnswer parsed(Bytes der) {
    try {
      return new OcspAnswer(OcspResponse.ofDer("ocsp", der), Optional.empty());
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Verification<CertificateChain> verify(ChainRules rules, OcspAnswer... answers) {
    var revocation = new Revocation.Answers(List.of(answers), List.of());
    return ChainVerifier.verify(CHAIN, rules, ANCHORS, revocation, NOW);
  }

  private static List<Rule> rules(OcspAnswer... answers) {
    return switch (verify(RULES, answers)) {
      case Verified<CertificateChain> _ -> List.of();
      case Rejected<CertificateChain>(var findings) ->
          findings.stream().map(Finding::rule).toList();
    };
  }

  private static List<Integer> notLookedUp(OcspAnswer... answers) {
    if (verify(RULES, answers) instanceof Verified<CertificateChain> verified) {
      return verified.notLookedUp();
    }
    throw new AssertionError(rules(answers).toString());
  }

  private static void assertGood(OcspAnswer answer) {
    assertThat(notLookedUp(answer)).containsExactly(1);
  }

  private static void assertOfAnother(OcspAnswer answer) {
    assertThat(notLookedUp(answer)).containsExactly(0, 1);
  }

  @Test
  void aWholeChainIsLookedUp() {
    var top = OcspResponder.delegated(ROOT, NoCheck.EXTENSION, RANDOM, SINCE);
    var both =
        new OcspAnswer[] {
          answer(_ -> {}), parsed(top.answer(ISSUER.certificate(), BEFORE, _ -> {}))
        };
    if (!(verify(RULES, both) instanceof Verified<CertificateChain> verified)) {
      throw new AssertionError(rules(both).toString());
    }
    assertThat(verified.revocationLookedUp()).isTrue();
    assertThat(verified.leafHeldSince()).isEmpty();
  }

  @Nested
  @DisplayName("RFC 6960 3.2 (1): the answer is about this very certificate")
  class AboutThisCertificate {
    // spec: RFC 6960 3.2 (1)
    @Test
    void byAnyOfThreeDigests() {
      assertGood(answer(_ -> {}));
      assertGood(answer(OcspFields::sha1));
      assertGood(answer(OcspFields::sha256));
    }

    // spec: RFC 6960 3.2 (1)
    @Test
    void bySerialNumberAndNameAndKeyOfItsIssuer() {
      var serial = new BigInteger(LEAF.serialNumber());
      assertOfAnother(answer(fields -> fields.serial(serial.add(BigInteger.ONE))));
      assertOfAnother(answer(fields -> fields.serial(serial.negate())));
      assertOfAnother(answer(fields -> fields.issuerName(ROOT.certificate().subject())));
      assertOfAnother(answer(fields -> fields.issuerKey(ROOT.certificate().spki())));
      assertOfAnother(
          answer(
              fields ->
                  fields
                      .issuerKey(RESPONDER.signer().certificate().spki())
                      .revoked(SINCE, OcspFields.KEY_COMPROMISE)));
    }

    // spec: RFC 6960 3.2 (1)
    @Test
    void amongSeveral() {
      var other = new OcspFields(ISSUER.certificate(), ISSUER.certificate(), BEFORE);
      assertGood(answer(fields -> fields.after(other)));
      assertThat(
              rules(
                  answer(fields -> fields.after(other).revoked(SINCE, OcspFields.KEY_COMPROMISE))))
          .containsExactly(ChainRule.REVOKED);
      assertGood(answer(fields -> fields.after(other.revoked(SINCE, OcspFields.KEY_COMPROMISE))));
    }
  }

  @Nested
  @DisplayName("RFC 6960 4.2.2.2: who may answer")
  class Responders {
    // spec: RFC 6960 4.2.2.2
    // spec: RFC 6960 4.2.2.2.1
    // spec: NVIDIA OCSP ocsp-nocheck
    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "ABSENT")
    void whoeverTheIssuerCertifiedForIt(NoCheck noCheck) {
      assertGood(answer(responder(noCheck), _ -> {}));
      assertGood(answer(responder(noCheck), OcspFields::byName));
    }

    // spec: RFC 6960 4.2.2.2
    @Test
    void theIssuerItself() {
      assertGood(answer(OcspResponder.of(ISSUER), _ -> {}));
      assertGood(answer(OcspResponder.of(ISSUER), OcspFields::byName));
      assertGood(answer(OcspResponder.of(ISSUER), OcspFields::withoutCertificate));
    }

    private static void assertForeign(OcspResponder responder, Consumer<OcspFields> change) {
      assertThat(rules(answer(responder, change))).containsExactly(ChainRule.OCSP_RESPONDER);
    }

    private static void assertForeign(OcspResponder responder) {
      assertForeign(responder, _ -> {});
    }

    // spec: RFC 6960 4.2.2.2.1
    @Test
    @DisplayName("RFC 6960 4.2.2.2.1: without ocsp-nocheck it would have to be asked for itself")
    void nobodyWithoutNoCheck() {
      assertForeign(responder(NoCheck.ABSENT));
    }

    // spec: RFC 6960 4.2.2.2
    @Test
    void nobodyCertifiedForAnotherPurpose() {
      assertForeign(responder(OcspResponder.purposes("1.3.6.1.5.5.7.3.1", NO_CHECK)));
      assertForeign(responder(OcspResponder.purposes(ANY_PURPOSE, NO_CHECK)));
      assertForeign(responder(OcspResponder.purposes(NO_CHECK)));
      assertForeign(responder(noCheckExtension()));
      assertForeign(responder(OcspResponder.purposes("1.3.6.1.5.5.7.3"), noCheckExtension()));
      assertGood(
          answer(responder(OcspResponder.purposes(OCSP_SIGNING), noCheckExtension()), _ -> {}));
    }

    private static Authority.Extra noCheckExtension() {
      return Authority.extra(new ASN1ObjectIdentifier(NO_CHECK), false, DERNull.INSTANCE);
    }

    @Test
    void nobodyWhoseExtensionsHaveAnotherForm() {
      var purposes = new Authority.Extra("2.5.29.37", false, Bytes.copyOf(new byte[] {5, 0}));
      assertForeign(responder(purposes));
    }

    @Test
    void nobodyWhoIssuesOrMayNotSign() {
      var purposes = OcspResponder.purposes(OCSP_SIGNING, NO_CHECK);
      assertForeign(
          responder(
              purposes,
              Extensions.constraints(new BasicConstraints(true)),
              Extensions.usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign)));
      assertForeign(responder(purposes, Extensions.usage(KeyUsage.keyAgreement)));
      assertGood(answer(responder(purposes), _ -> {}));
    }

    @Test
    void nobodyWithAnUnknownCriticalExtension() {
      assertForeign(
          responder(
              OcspResponder.purposes(OCSP_SIGNING, NO_CHECK),
              Authority.extra(new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE)));
    }

    // spec: RFC 6960 4.2.2.2
    @Test
    void nobodyOfAnotherIssuer() {
      // The root stands above the issuer, and still did not issue the leaf.
      for (var other :
          List.of(
              ROOT,
              issuer(ROOT, "other"),
              issuer(root("root"), "issuer"),
              issuer(ROOT, "another name", ISSUER_KEY))) {
        var foreign = OcspResponder.delegated(other, NoCheck.EXTENSION, RANDOM, SINCE);
        assertForeign(new OcspResponder(ISSUER, foreign.signer()));
      }
      assertForeign(new OcspResponder(ISSUER, ROOT));
    }

    // spec: RFC 6960 4.2.2.2
    @Test
    @DisplayName("issued directly: not by another responder of the issuer's")
    void nobodyBelowAResponder() {
      var below = OcspResponder.delegated(RESPONDER.signer(), NoCheck.EXTENSION, RANDOM, SINCE);
      assertForeign(new OcspResponder(ISSUER, below.signer()));
    }

    @Test
    void nobodyWhoIsNotNamed() {
      assertForeign(
          RESPONDER,
          fields -> fields.responder(responder(NoCheck.EXTENSION).signer().certificate()));
      assertForeign(RESPONDER, OcspFields::withoutCertificate);
      assertForeign(RESPONDER, fields -> fields.byName().responder(LEAF));
    }

    // spec: RFC 6960 3.2 (2)(3)(4)
    @Test
    void theOneWhoIsNamedSigned() {
      var two = responder(NoCheck.EXTENSION).signer();
      var lent = new Authority(two.certificate(), RESPONDER.signer().key());
      assertThat(rules(answer(new OcspResponder(ISSUER, lent), _ -> {})))
          .containsExactly(ChainRule.OCSP_SIGNATURE);
      assertThat(rules(answer(fields -> fields.responder(ISSUER.certificate()))))
          .containsExactly(ChainRule.OCSP_SIGNATURE);
    }

    // spec: RFC 6960 3.2 (2)(3)(4)
    @Test
    @DisplayName("P-384 with SHA-384 like the chain: nothing else, though it verifies")
    void withTheAlgorithmOfTheChain() throws Exception {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      var pair = generator.generateKeyPair();
      var certificate =
          ISSUER.issue(
              new Authority.Subject(
                  new X500Name("CN=P-256 responder"),
                  BigInteger.TEN,
                  SINCE,
                  SINCE.plus(YEARS),
                  pair.getPublic(),
                  OcspResponder.extensions(NoCheck.EXTENSION)));
      var small = new Authority(certificate, pair.getPrivate());
      assertThat(rules(answer(new OcspResponder(ISSUER, small), _ -> {})))
          .containsExactly(ChainRule.OCSP_SIGNATURE);
      var signer = RESPONDER.signer();
      var weak = new Authority(signer.certificate(), signer.key(), "SHA256withECDSA");
      assertThat(rules(answer(new OcspResponder(ISSUER, weak), _ -> {})))
          .containsExactly(ChainRule.OCSP_SIGNATURE);
    }
  }

  @Nested
  @DisplayName("RFC 6960 3.2 (5)(6): the answer is of this time")
  class Freshness {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private static void assertStale(OcspAnswer answer) {
      assertThat(rules(answer)).containsExactly(ChainRule.OCSP_STALE);
    }

    // spec: RFC 6960 3.2 (5)(6)
    @Test
    void fromThisUpdateToNextUpdate() {
      assertGood(answer(fields -> fields.thisUpdate(NOW)));
      assertGood(answer(fields -> fields.nextUpdate(NOW)));
      assertStale(answer(fields -> fields.thisUpdate(NOW.plus(SECOND))));
      assertStale(answer(fields -> fields.nextUpdate(NOW.minus(SECOND))));
      assertStale(
          answer(
              fields ->
                  fields
                      .thisUpdate(NOW.minus(Duration.ofDays(300)))
                      .nextUpdate(NOW.minus(Duration.ofDays(299)))));
    }

    // spec: RFC 6960 4.2.2.1
    @Test
    void withoutNextUpdateOnlyForOurNonce() {
      assertStale(answer(OcspFields::withoutNextUpdate));
      var asked = answer(fields -> fields.withoutNextUpdate().nonce(NONCE)).response();
      assertStale(new OcspAnswer(asked, Optional.empty()));
      assertGood(new OcspAnswer(asked, Optional.of(NONCE)));
    }

    // spec: RFC 6960 3.2 (5)(6)
    @Test
    void whileTheRespondersCertificateIsValid() {
      var years = Duration.ofDays(3 * 365);
      for (var good : List.of(NOW, NOW.minus(years))) {
        assertGood(answer(starting(good), _ -> {}));
      }
      for (var wrong : List.of(NOW.plus(SECOND), NOW.minus(years).minus(SECOND))) {
        assertStale(answer(starting(wrong), _ -> {}));
        assertThat(
                rules(
                    answer(
                        starting(wrong),
                        fields -> fields.revoked(SINCE, OcspFields.KEY_COMPROMISE))))
            .containsExactly(ChainRule.REVOKED);
      }
    }

    @Test
    void inTheCacheTooOnlyWhileTheRespondersCertificateIsValid() {
      var end = NOW.plus(Duration.ofHours(1));
      var answer = answer(starting(end.minus(Duration.ofDays(3 * 365))), _ -> {});
      var given = new Revocation.Answers(List.of(answer), List.of());
      var cache = new VerificationCache(1);
      for (var now : List.of(NOW, end)) {
        assertThat(cache.verifyChain(CHAIN, RULES, ANCHORS, given, now))
            .isInstanceOf(Verified.class);
      }
      assertThat(cache.verifyChain(CHAIN, RULES, ANCHORS, given, end.plus(SECOND)))
          .isInstanceOf(Rejected.class);
    }

    private static OcspResponder starting(Instant notBefore) {
      return OcspResponder.delegated(ISSUER, NoCheck.EXTENSION, RANDOM, notBefore);
    }

    // spec: RFC 6960 4.4.1
    @Test
    @DisplayName("RFC 6960 4.4.1: with the nonce that was sent")
    void forOurNonce() {
      var right = answer(fields -> fields.nonce(NONCE)).response();
      assertGood(new OcspAnswer(right, Optional.of(NONCE)));
      for (var response :
          List.of(
              answer(_ -> {}).response(),
              answer(fields -> fields.nonce(NONCE.sha256())).response(),
              answer(fields -> fields.nonce(NONCE.slice(0, 31))).response())) {
        assertThat(rules(new OcspAnswer(response, Optional.of(NONCE))))
            .containsExactly(ChainRule.OCSP_NONCE);
      }
    }
  }

  @Nested
  @DisplayName("RFC 6960 2.2: what is said")
  class Statuses {
    // spec: RFC 6960 2.2
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 8, 9, 10})
    void revokedForAnyReason(int reason) {
      assertThat(rules(answer(fields -> fields.revoked(SINCE, reason))))
          .containsExactly(ChainRule.REVOKED);
    }

    @Test
    void revokedForNone() {
      assertThat(rules(answer(fields -> fields.revoked(SINCE)))).containsExactly(ChainRule.REVOKED);
    }

    // spec: RFC 6960 2.2
    @Test
    void onHold() {
      var hold = answer(fields -> fields.revoked(SINCE, OcspFields.HOLD));
      assertThat(rules(hold)).containsExactly(ChainRule.CERTIFICATE_HOLD);
      if (!(verify(RULES.reportingLeafHold(), hold) instanceof Verified<CertificateChain> seen)) {
        throw new AssertionError("a hold that is reported does not refuse");
      }
      assertThat(seen.leafHeldSince()).contains(SINCE);
    }

    @Test
    @DisplayName("a hold of an issuer always refuses")
    void onHoldAboveTheLeaf() {
      var top = OcspResponder.delegated(ROOT, NoCheck.EXTENSION, RANDOM, SINCE);
      var hold =
          parsed(
              top.answer(
                  ISSUER.certificate(), BEFORE, fields -> fields.revoked(SINCE, OcspFields.HOLD)));
      for (var rules : List.of(RULES, RULES.reportingLeafHold())) {
        if (!(verify(rules, hold) instanceof Rejected<CertificateChain>(var findings))) {
          throw new AssertionError("an issuer on hold refuses");
        }
        assertThat(findings).extracting(Finding::rule).containsExactly(ChainRule.CERTIFICATE_HOLD);
      }
    }

    @Test
    void unknown() {
      assertThat(rules(answer(OcspFields::unknown))).containsExactly(ChainRule.OCSP_UNKNOWN);
    }

    @Test
    void nothingWithoutSuccess() {
      assertThatThrownBy(
              () ->
                  OcspResponse.ofDer(
                      "ocsp", RESPONDER.answer(LEAF, NOW, fields -> fields.responseStatus(6))))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("unauthorized");
    }

    // spec: RFC 6960 4.4
    @Test
    void nothingWithAnUnknownCriticalExtension() {
      var der =
          RESPONDER.answer(
              LEAF, NOW, fields -> fields.extension("1.2.3.4", true, DERNull.INSTANCE));
      assertThatThrownBy(() -> OcspResponse.ofDer("ocsp", der))
          .isInstanceOf(MalformedException.class);
      assertGood(answer(fields -> fields.extension("1.2.3.4", false, DERNull.INSTANCE)));
    }
  }

  @Test
  void anyByteFlippedIsMalformedRefusedOrOfAnother() throws Exception {
    var der = RESPONDER.answer(LEAF, BEFORE, fields -> fields.nonce(NONCE));
    var seen = new ArrayList<Rule>();
    for (int i = 0; i < der.length(); i++) {
      var flipped = der.toArray();
      flipped[i] ^= 1;
      OcspResponse response;
      try {
        response = OcspResponse.ofDer("ocsp", Bytes.copyOf(flipped));
      } catch (MalformedException e) {
        continue;
      }
      var given = new OcspAnswer(response, Optional.of(NONCE));
      var rules = rules(given);
      if (rules.isEmpty()) {
        assertThat(notLookedUp(given)).as("byte %d", i).contains(0);
      }
      seen.addAll(rules);
    }
    assertThat(seen).contains(ChainRule.OCSP_SIGNATURE, ChainRule.OCSP_RESPONDER);
    assertThat(seen).isSubsetOf(ChainRule.OCSP_SIGNATURE, ChainRule.OCSP_RESPONDER);
  }

  @Test
  @DisplayName("without a network: lists of those who publish one, the others are named")
  void listsStandInWhereThereAreSome() throws Exception {
    var list =
        RevocationList.ofDer(
            "crl", ROOT.revocationList(BEFORE, NOW.plus(Duration.ofDays(60)), List.of()));
    var revocation = new Revocation.Answers(List.of(), List.of(list));
    if (!(ChainVerifier.verify(CHAIN, RULES, ANCHORS, revocation, NOW)
        instanceof Verified<CertificateChain> verified)) {
      throw new AssertionError("a current list was refused");
    }
    assertThat(verified.notLookedUp()).containsExactly(0);
    var naming =
        RevocationList.ofDer(
            "crl",
            ROOT.revocationList(
                BEFORE, NOW.plus(Duration.ofDays(60)), List.of(ISSUER.certificate())));
    var refusing = new Revocation.Answers(List.of(answer(_ -> {})), List.of(naming));
    assertThat(ChainVerifier.verify(CHAIN, RULES, ANCHORS, refusing, NOW))
        .isInstanceOf(Rejected.class);
  }
}
