package dev.strongroom.simulator.vendor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.trust.ChainRules;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.attestation.trust.KeyAlgorithm;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Chains of three under a pinned root, each with one thing wrong.
class ChainRulesTest {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int ISSUING = KeyUsage.keyCertSign;
  private static final ChainRules RULES = new ChainRules(3, KeyAlgorithm.ECDSA_P384_SHA384);

  private final SigningKey rootKey = SigningKey.generate(Simulation.RANDOM);
  private final SigningKey middleKey = SigningKey.generate(Simulation.RANDOM);
  private final SigningKey leafKey = SigningKey.generate(Simulation.RANDOM);
  private final Authority root =
      Authority.root(
          subject("root", key(rootKey), issuing(new BasicConstraints(true))),
          rootKey.platformKey());

  private static PublicKey key(SigningKey key) {
    return key.publicKey().platformKey();
  }

  private static List<Authority.Extra> issuing(BasicConstraints constraints) {
    return Authority.issuing(constraints, ISSUING);
  }

  private static Authority.Subject subject(
      String name, PublicKey key, List<Authority.Extra> extensions) {
    return subject(name, key, extensions, Simulation.NOW);
  }

  /// Valid for a day.
  private static Authority.Subject subject(
      String name, PublicKey key, List<Authority.Extra> extensions, Instant from) {
    return new Authority.Subject(
        new X500Name("CN=" + name), BigInteger.ONE, from, from.plus(DAY), key, extensions);
  }

  private Authority middle(List<Authority.Extra> extensions) {
    var certificate = root.issue(subject("middle", key(middleKey), extensions));
    return new Authority(certificate, middleKey.platformKey());
  }

  private Authority middle() {
    return middle(issuing(new BasicConstraints(0)));
  }

  private Certificate leaf(Authority issuer) {
    return issuer.issue(subject("leaf", key(leafKey), List.of()));
  }

  private List<Rule> verify(Certificate leaf, Certificate middle, Certificate last) {
    return verify(RULES, leaf, middle, last);
  }

  private List<Rule> verify(ChainRules rules, Certificate... certificates) {
    var anchors = TrustAnchors.simulation(List.of(root.certificate().fingerprint()));
    var chain = new CertificateChain(List.of(certificates));
    return switch (ChainVerifier.verify(chain, rules, anchors, Simulation.NOW)) {
      case Verified<CertificateChain> _ -> List.of();
      case Rejected<CertificateChain>(var findings) ->
          findings.stream().map(Finding::rule).toList();
    };
  }

  @Test
  void aGoodChainHolds() {
    assertThat(verify(leaf(middle()), middle().certificate(), root.certificate())).isEmpty();
  }

  // spec: RFC 5280 6.1.4 (k)
  @Test
  @DisplayName("RFC 5280 6.1.4 (k): an issuer without cA")
  void refusesAnIssuerThatIsNone() {
    var middle = middle(issuing(new BasicConstraints(false)));
    assertThat(verify(leaf(middle), middle.certificate(), root.certificate()))
        .containsExactly(ChainRule.CONSTRAINTS);
    var without = middle(List.of());
    assertThat(verify(leaf(without), without.certificate(), root.certificate()))
        .containsExactly(ChainRule.CONSTRAINTS);
  }

  // spec: RFC 5280 6.1.4 (n)
  @Test
  @DisplayName("RFC 5280 6.1.4 (n): an issuer without keyCertSign")
  void refusesAnIssuerThatMayNotSignCertificates() {
    var middle = middle(Authority.issuing(new BasicConstraints(0), KeyUsage.digitalSignature));
    assertThat(verify(leaf(middle), middle.certificate(), root.certificate()))
        .containsExactly(ChainRule.CONSTRAINTS);
  }

  @Test
  @DisplayName("a leaf that is an issuer, or may not sign")
  void refusesLeavesThatAreIssuers() {
    var middle = middle();
    var issuing = middle.issue(subject("leaf", key(leafKey), issuing(new BasicConstraints(0))));
    assertThat(verify(issuing, middle.certificate(), root.certificate()))
        .containsExactly(ChainRule.CONSTRAINTS);
    var mute =
        middle.issue(
            subject(
                "leaf",
                key(leafKey),
                Authority.issuing(new BasicConstraints(false), KeyUsage.keyAgreement)));
    assertThat(verify(mute, middle.certificate(), root.certificate()))
        .containsExactly(ChainRule.CONSTRAINTS);
  }

  // spec: RFC 5280 6.1.4 (l)(m)
  @Test
  @DisplayName("RFC 5280 6.1.4 (m): pathLenConstraint")
  void refusesAChainLongerThanAnIssuerAllows() {
    var middle = middle();
    var secondKey = SigningKey.generate(Simulation.RANDOM);
    var second =
        new Authority(
            middle.issue(subject("second", key(secondKey), issuing(new BasicConstraints(0)))),
            secondKey.platformKey());
    assertThat(
            verify(
                new ChainRules(4, KeyAlgorithm.ECDSA_P384_SHA384),
                leaf(second),
                second.certificate(),
                middle.certificate(),
                root.certificate()))
        .containsExactly(ChainRule.CONSTRAINTS);
  }

  // spec: RFC 5280 6.1.4 (o)
  @Test
  @DisplayName("RFC 5280 6.1.4 (o): a critical extension that is not known")
  void refusesUnknownCriticalExtensions() {
    var middle = middle();
    var strange = new Authority.Extra("1.2.3.4", true, Bytes.zeros(2));
    var leaf = middle.issue(subject("leaf", key(leafKey), List.of(strange)));
    assertThat(verify(leaf, middle.certificate(), root.certificate()))
        .containsExactly(ChainRule.CONSTRAINTS);
  }

  /// Findings about a chain whose certificates are valid for a day from these times on.
  private List<Finding> verifyDated(Instant leaf, Instant middle, Instant root) {
    var top =
        Authority.root(
            subject("root", key(rootKey), issuing(new BasicConstraints(true)), root),
            rootKey.platformKey());
    var between =
        new Authority(
            top.issue(subject("middle", key(middleKey), issuing(new BasicConstraints(0)), middle)),
            middleKey.platformKey());
    var last = between.issue(subject("leaf", key(leafKey), List.of(), leaf));
    var anchors = TrustAnchors.simulation(List.of(top.certificate().fingerprint()));
    var chain = new CertificateChain(List.of(last, between.certificate(), top.certificate()));
    return switch (ChainVerifier.verify(chain, RULES, anchors, Simulation.NOW)) {
      case Verified<CertificateChain> _ -> List.of();
      case Rejected<CertificateChain>(var findings) -> findings;
    };
  }

  @Test
  @DisplayName("RFC 5280 6.1.3 (a)(2): each certificate, expired and not yet valid, by a second")
  void eachCertificateMustBeValidAtTheTime() {
    var now = Simulation.NOW;
    assertThat(verifyDated(now, now, now)).isEmpty();
    assertThat(verifyDated(now.minus(DAY), now.minus(DAY), now.minus(DAY)))
        .as("the last second")
        .isEmpty();
    for (var wrong : List.of(now.minus(DAY).minusSeconds(1), now.plusSeconds(1))) {
      for (var findings :
          List.of(
              verifyDated(wrong, now, now),
              verifyDated(now, wrong, now),
              verifyDated(now, now, wrong))) {
        assertThat(findings).extracting(Finding::rule).containsExactly(ChainRule.VALIDITY);
      }
    }
    assertThat(verifyDated(now, now.plusSeconds(1), now).getFirst().actual()).contains("chain[1]");
  }

  @Test
  void refusesAnIssuerOfAnotherName() {
    var middle = middle();
    var renamed = root.issue(subject("other", key(middleKey), issuing(new BasicConstraints(0))));
    assertThat(verify(leaf(middle), renamed, root.certificate())).containsExactly(ChainRule.ISSUER);
  }

  @Test
  void refusesAnIssuerOfTheSameNameAndAnotherKey() {
    var middle = middle();
    var impostor =
        root.issue(
            subject(
                "middle",
                key(SigningKey.generate(Simulation.RANDOM)),
                issuing(new BasicConstraints(0))));
    assertThat(verify(leaf(middle), impostor, root.certificate()))
        .containsExactly(ChainRule.SIGNATURE);
  }

  private static KeyPair pair(String algorithm, String curve, int bits) throws Exception {
    var generator = KeyPairGenerator.getInstance(algorithm);
    if (algorithm.equals("EC")) {
      generator.initialize(new ECGenParameterSpec(curve));
    } else {
      generator.initialize(bits);
    }
    return generator.generateKeyPair();
  }

  // spec: AMD 57230 certificate chain, algorithm
  @Test
  @DisplayName("P-384 throughout: P-256 and RSA issuers are refused though their signatures hold")
  void refusesOtherKeys() throws Exception {
    for (var pair : List.of(pair("EC", "secp256r1", 0), pair("RSA", "", 2048))) {
      var certificate =
          root.issue(subject("middle", pair.getPublic(), issuing(new BasicConstraints(0))));
      var middle = new Authority(certificate, pair.getPrivate());
      assertThat(verify(leaf(middle), certificate, root.certificate()))
          .containsExactly(ChainRule.ALGORITHM);
      // An RSA 2048 or elliptic issuer is no AMD one either.
      assertThat(
              verify(
                  new ChainRules(3, KeyAlgorithm.RSA_4096_PSS_SHA384),
                  leaf(middle),
                  certificate,
                  root.certificate()))
          .containsExactly(ChainRule.ALGORITHM, ChainRule.ALGORITHM);
    }
  }

  @Test
  void refusesAnotherRootAndAnotherLength() {
    var middle = middle();
    assertThat(verify(leaf(middle), middle.certificate(), middle.certificate()))
        .containsExactly(ChainRule.ROOT_UNKNOWN);
    assertThat(verify(RULES, leaf(middle), root.certificate())).containsExactly(ChainRule.LENGTH);
  }
}
