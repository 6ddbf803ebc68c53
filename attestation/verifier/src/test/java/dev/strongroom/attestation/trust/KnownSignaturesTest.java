package dev.strongroom.attestation.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What chains of genuine GPUs and switches have in common is verified once, and changes no
/// verdict.
@Tag("vectors")
class KnownSignaturesTest {
  private static final ChainRules RULES = new ChainRules(5, KeyAlgorithm.ECDSA_P384_SHA384);
  private static final TrustAnchors ANCHORS = TrustAnchors.production();
  private static final Revocation NO_LISTS = new Revocation.NotGiven();
  private static final int OWN = 1;
  private static final int SHARED = 2;
  private static final int LAST_INTEGER_BYTES = 40;
  private static final Instant NOW = Genuine.MID_2026;

  private final CertificateChain gpu = chain("gpu/hopper/h100-550.90.07");
  private final CertificateChain otherGpu = chain("gpu/hopper/h100-535.86.09");
  private final CertificateChain ofSwitch = chain("gpu/nvswitch/ls10-96.10.55.00.01");
  private final CertificateChain blackwell = chain("gpu/blackwell/b200-575.32");
  private final VerificationCache cache = new VerificationCache(8);

  private static CertificateChain chain(String folder) {
    try {
      return CertificateChain.parse(Genuine.nvidia(folder).chain());
    } catch (MalformedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Verification<CertificateChain> fresh(CertificateChain chain, Instant now) {
    return ChainVerifier.verify(chain, RULES, ANCHORS, NO_LISTS, now);
  }

  private Verification<CertificateChain> cached(CertificateChain chain, Instant now) {
    return cache.verifyChain(chain, RULES, ANCHORS, NO_LISTS, now);
  }

  private static List<Rule> rules(Verification<CertificateChain> seen) {
    return switch (seen) {
      case Verified<CertificateChain> _ -> List.of();
      case Rejected<CertificateChain>(var findings) ->
          findings.stream().map(Finding::rule).toList();
    };
  }

  private static CertificateChain with(CertificateChain chain, int place, Certificate other) {
    var certificates = new ArrayList<>(chain.certificates());
    certificates.set(place, other);
    return new CertificateChain(certificates);
  }

  @Test
  void ofAnotherDeviceOnlyItsOwnAreComputed() {
    assertThat(cached(otherGpu, NOW)).isInstanceOf(Verified.class);
    assertThat(cache.signatures()).isEqualTo(4);
    assertThat(cached(gpu, NOW)).isInstanceOf(Verified.class);
    assertThat(cache.signatures()).as("leaf and BROM").isEqualTo(4 + 2);
    assertThat(cached(ofSwitch, NOW)).isInstanceOf(Verified.class);
    assertThat(cache.signatures()).as("Provisioner ICA too").isEqualTo(4 + 2 + 3);
    assertThat(cached(blackwell, NOW)).isInstanceOf(Verified.class);
    assertThat(cache.signatures()).as("Identity too").isEqualTo(4 + 2 + 3 + 4);
  }

  @Test
  void knownOneIsNotComputedAgain() {
    var known = new Lru<KnownSignatures.Key, SignatureCheck>(8);
    var first = new KnownSignatures(known);
    ChainVerifier.verify(gpu, RULES, ANCHORS, NO_LISTS, NOW, first);
    first.keep();
    IssuerSignatures onlyKnown =
        (kind, algorithm, toBeSigned, signature, issuer) ->
            known
                .get(new KnownSignatures.Key(kind, algorithm, toBeSigned, signature, issuer.spki()))
                .orElse(SignatureCheck.BROKEN);

    assertThat(ChainVerifier.verify(gpu, RULES, ANCHORS, NO_LISTS, NOW, onlyKnown))
        .isInstanceOf(Verified.class);
    assertThat(rules(ChainVerifier.verify(otherGpu, RULES, ANCHORS, NO_LISTS, NOW, onlyKnown)))
        .containsExactly(ChainRule.SIGNATURE, ChainRule.SIGNATURE);
  }

  @Test
  void verdictsAreThoseOfAFreshVerificationAtEveryTime() {
    var ends = new TreeSet<Instant>();
    for (var chain : List.of(gpu, ofSwitch)) {
      for (var certificate : chain.certificates()) {
        ends.add(certificate.notBefore());
        ends.add(certificate.notAfter());
      }
    }
    cached(otherGpu, NOW);
    for (var end : ends) {
      for (var time : List.of(end.minusNanos(1), end, end.plusNanos(1))) {
        SameVerdict.check(cached(gpu, time), fresh(gpu, time));
        SameVerdict.check(cached(ofSwitch, time), fresh(ofSwitch, time));
      }
    }
    assertThat(fresh(gpu, ends.getFirst().minusNanos(1))).isInstanceOf(Rejected.class);
    assertThat(fresh(gpu, NOW)).isInstanceOf(Verified.class);
  }

  @Test
  void everyFlippedByteIsFound() throws Exception {
    cached(otherGpu, NOW);
    int wellFormed = 0;
    for (int place : List.of(OWN, SHARED)) {
      for (var flipped : flipped(gpu.certificates().get(place))) {
        wellFormed++;
        var forged = with(gpu, place, flipped);
        assertThat(cached(forged, NOW)).isEqualTo(fresh(forged, NOW)).isInstanceOf(Rejected.class);
      }
    }
    assertThat(wellFormed).isGreaterThan(500);
    assertThat(cache.signatures()).isEqualTo(4);
  }

  /// With one byte flipped of what the issuer signed or of the last integer of its signature, where
  /// that leaves a certificate.
  private static List<Certificate> flipped(Certificate certificate) {
    var der = certificate.der();
    var all = new ArrayList<Certificate>();
    for (int i = 0; i < der.length(); i++) {
      if (i < certificate.toBeSigned().length() || i >= der.length() - LAST_INTEGER_BYTES) {
        try {
          all.add(Certificate.ofDer("flipped", Genuine.flipped(der, i)));
        } catch (MalformedException _) {
          // No certificate: nothing to verify.
        }
      }
    }
    return all;
  }

  @Test
  void signatureOfOneIssuerIsNotAnothers() {
    cached(gpu, NOW);
    cached(otherGpu, NOW);
    for (int place = 0; place < 2; place++) {
      var mixed = with(gpu, place, otherGpu.certificates().get(place));
      assertThat(cached(mixed, NOW)).isEqualTo(fresh(mixed, NOW)).isInstanceOf(Rejected.class);
    }
    var mixed = with(gpu, 2, ofSwitch.certificates().get(2));
    assertThat(cached(mixed, NOW)).isEqualTo(fresh(mixed, NOW)).isInstanceOf(Rejected.class);
  }

  @Test
  void signatureOfOneKindIsNotOneOfAnother() {
    cached(gpu, NOW);
    var p256 = new ChainRules(5, KeyAlgorithm.ECDSA_P256_SHA256);
    var seen = cache.verifyChain(gpu, p256, ANCHORS, NO_LISTS, NOW);
    assertThat(seen).isEqualTo(ChainVerifier.verify(gpu, p256, ANCHORS, NO_LISTS, NOW));
    assertThat(rules(seen)).hasSize(4).containsOnly(ChainRule.ALGORITHM);
  }

  @Test
  void nothingOfARefusedChainIsKept() {
    var foreign = with(gpu, 3, blackwell.certificates().get(3));
    assertThat(rules(fresh(foreign, NOW))).containsOnlyOnce(ChainRule.SIGNATURE);
    assertThat(cached(foreign, NOW)).isInstanceOf(Rejected.class);
    assertThat(cache.signatures()).isZero();
    assertThat(cached(gpu, gpu.leaf().notBefore().minusNanos(1))).isInstanceOf(Rejected.class);
    assertThat(cache.signatures()).isZero();
  }

  @Test
  void keepsNoMoreThanSevenForEachChain() {
    var one = new VerificationCache(1);
    for (var chain : List.of(gpu, otherGpu, ofSwitch, blackwell, gpu)) {
      SameVerdict.check(one.verifyChain(chain, RULES, ANCHORS, NO_LISTS, NOW), fresh(chain, NOW));
      assertThat(one.signatures()).isLessThanOrEqualTo(7);
    }
    assertThat(one.signatures()).isEqualTo(7);
  }
}
