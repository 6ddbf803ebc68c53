package dev.strongroom.simulator.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.finding.RimRule;
import dev.strongroom.attestation.finding.Rule;
import dev.strongroom.attestation.scheme.nvidia.NvidiaVerifier;
import dev.strongroom.attestation.scheme.nvidia.rim.Rim;
import dev.strongroom.attestation.scheme.nvidia.rim.RimVerifier;
import dev.strongroom.attestation.trust.Rejected;
import dev.strongroom.attestation.trust.Revocation;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.VerificationCache;
import dev.strongroom.attestation.trust.Verified;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// The chain of a manifest: when it counts, whose it is, and what revokes it.
class RimChainTest {
  private static final Bytes GOOD = Rims.driver().sign(Rims.SIGNERS);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Nested
  @DisplayName("RFC 5280 6.1.3 (a)(2): a certificate counts until its notAfter")
  class Validity {
    private final Instant end = Rims.SIGNERS.signer().certificate().notAfter();

    // spec: RFC 5280 6.1.3 (a)(2) signer
    @Test
    void aSignerThatEndedIsAWarning() throws Exception {
      assertThat(Rims.verdict(GOOD, end)).isEqualTo("verified");
      assertThat(Rims.verdict(GOOD, end.plus(SECOND)))
          .isEqualTo("verified nvidia.rim.signer-expired");
      var verified = (Verified<Rim>) Rims.verification(GOOD, end.plus(SECOND));
      assertThat(RimVerifier.warnings(verified).getFirst().describe())
          .contains("NV_GPU_DRIVER_GH100_550.90.07")
          .contains("HCC RIM L4 Signer")
          .contains("valid 2026-11-01T00:00:00Z to " + end);
      assertThat(RimRule.SIGNER_EXPIRED.isAcceptable()).isTrue();
      assertThat(Rule.ofCode("nvidia.rim.signer-expired")).contains(RimRule.SIGNER_EXPIRED);
    }

    @Test
    void aForgeryByAnEndedSignerIsRefused() {
      var forged = GOOD.utf8().replace("\"550.90.07\"", "\"550.90.08\"");
      assertThat(Rims.verdict(Bytes.utf8(forged), end.plus(SECOND)))
          .isEqualTo("rejected nvidia.rim.signature");
    }

    @Test
    void aSignerThatHasNotBegunIsRefused() {
      var begin = Rims.NOT_BEFORE.plus(Duration.ofDays(30));
      var later = Rims.driver().sign(Rims.SIGNERS.withSignerOf(Rims.RANDOM, begin));
      assertThat(Rims.verdict(later, begin)).isEqualTo("verified");
      assertThat(Rims.verdict(later, begin.minus(SECOND))).isEqualTo("rejected chain.validity");
    }

    @Test
    void anIssuerThatEndedIsRefused() {
      for (var issuer : List.of(Rims.SIGNERS.l3(), Rims.SIGNERS.ca(), Rims.SIGNERS.root())) {
        var ended = issuer.certificate().notAfter().plus(SECOND);
        assertThat(Rims.verdict(GOOD, ended)).startsWith("rejected chain.validity");
      }
      assertThat(Rims.verdict(GOOD, Rims.SIGNERS.l3().certificate().notAfter()))
          .isEqualTo("verified nvidia.rim.signer-expired");
      assertThat(Rims.verdict(GOOD, Rims.NOT_BEFORE.minus(SECOND)))
          .isEqualTo("rejected chain.validity chain.validity chain.validity chain.validity");
    }

    @Test
    void aForgeryDoesNotPassForAChainThatRanOut() {
      var ended = Rims.SIGNERS.l3().certificate().notAfter().plus(SECOND);
      var forged = Bytes.utf8(GOOD.utf8().replace("\"550.90.07\"", "\"550.90.08\""));
      assertThat(Rims.verdict(forged, ended))
          .isEqualTo("rejected chain.validity nvidia.rim.signature");
      assertThat(Rims.verdict(GOOD, ended)).isEqualTo("rejected chain.validity");
    }

    @Test
    void theCacheSaysTheSameAtEveryTime() throws Exception {
      var times = new ArrayList<Instant>();
      for (var certificate : Rims.SIGNERS.chain().certificates()) {
        for (var edge : List.of(certificate.notBefore(), certificate.notAfter())) {
          times.addAll(List.of(edge.minus(SECOND), edge, edge.plus(SECOND)));
        }
      }
      var rim = Rim.parse(Rims.DRIVER, GOOD);
      for (var first : times) {
        var cache = new VerificationCache(1);
        for (var time : List.of(first, first)) {
          assertThat(cached(rim, time, cache)).isEqualTo(Rims.verdict(GOOD, time));
        }
        for (var time : times) {
          assertThat(cached(rim, time, cache)).as("%s", time).isEqualTo(Rims.verdict(GOOD, time));
        }
      }
    }

    private String cached(Rim rim, Instant now, VerificationCache cache) {
      return Rims.verdict(
          RimVerifier.verify(rim, Rims.ANCHORS, new Revocation.NotGiven(), now, cache));
    }

    @Test
    void theCacheKeepsNoForgery() throws Exception {
      var cache = new VerificationCache(4);
      var good = Rim.parse(Rims.DRIVER, GOOD);
      var forged =
          Rim.parse(Rims.DRIVER, Bytes.utf8(GOOD.utf8().replace("\"550.90.07\"", "\"550.90.08\"")));
      for (int i = 0; i < 2; i++) {
        assertThat(cached(good, Rims.NOW, cache)).isEqualTo("verified");
        assertThat(cached(forged, Rims.NOW, cache)).isEqualTo("rejected nvidia.rim.signature");
      }
    }
  }

  @Nested
  @DisplayName("Places in the chain have their names")
  class Names {
    private String under(String rootName) throws MalformedException {
      var signers = RimSigners.create(rootName, Rims.RANDOM, Rims.NOT_BEFORE);
      return verdict(signers);
    }

    private String verdict(RimSigners signers) throws MalformedException {
      var anchors = TrustAnchors.simulation(List.of(signers.rootFingerprint()));
      var rim = Rim.parse(Rims.DRIVER, Rims.driver().sign(signers));
      return Rims.verdict(RimVerifier.verify(rim, anchors, new Revocation.NotGiven(), Rims.NOW));
    }

    @Test
    void aPinnedRootOfDevicesIsNoRootOfManifests() throws Exception {
      assertThat(under("NVIDIA CoRIM signing Root CA")).isEqualTo("verified");
      assertThat(under("NVIDIA Device Identity CA")).isEqualTo("rejected chain.name");
      assertThat(under("NVIDIA CoRIM signing Root CA 2")).isEqualTo("rejected chain.name");
    }

    @Test
    void issuersAndSignerHaveTheirs() throws Exception {
      for (int place = 0; place < 3; place++) {
        var names =
            new String[] {
              "HCC RIM L4 Signer",
              "NVIDIA Reference Value L3 GH100 001",
              "NVIDIA Reference Value GH100 CA"
            };
        assertThat(verdict(named(names))).isEqualTo("verified");
        names[place] = "NVIDIA GH100 Identity";
        assertThat(verdict(named(names))).isEqualTo("rejected chain.name");
      }
    }

    private RimSigners named(String[] names) {
      return RimSigners.create(
          "NVIDIA CoRIM signing Root CA",
          names[2],
          names[1],
          names[0],
          Rims.RANDOM,
          Rims.NOT_BEFORE);
    }

    @Test
    void aDevicesChainIsNoneOfManifests() {
      var verification = NvidiaVerifier.verifyChain(Rims.SIGNERS.chain(), Rims.ANCHORS, Rims.NOW);
      assertThat(verification).isInstanceOf(Rejected.class);
    }
  }

  @Nested
  @DisplayName("Revocation of signer, L3 and CA")
  class Revoked {
    private final List<Authority> issuers =
        List.of(Rims.SIGNERS.l3(), Rims.SIGNERS.ca(), Rims.SIGNERS.root());

    private String verdict(Revocation revocation) throws MalformedException {
      return Rims.verdict(
          RimVerifier.verify(Rim.parse(Rims.DRIVER, GOOD), Rims.ANCHORS, revocation, Rims.NOW));
    }

    /// Lists of all issuers, of which the one at `place` revokes the certificate below it.
    private Revocation lists(int place) throws MalformedException {
      var lists = new ArrayList<RevocationList>();
      for (int i = 0; i < issuers.size(); i++) {
        var below = Rims.SIGNERS.chain().certificates().get(i);
        lists.add(
            RevocationList.ofDer(
                "list",
                issuers
                    .get(i)
                    .revocationList(
                        Rims.NOT_BEFORE,
                        Rims.NOW.plus(Duration.ofDays(1)),
                        i == place ? List.of(below) : List.of())));
      }
      return new Revocation.Given(lists);
    }

    @Test
    void eachOfThemCanBeRevoked() throws Exception {
      assertThat(verdict(lists(3))).isEqualTo("verified");
      for (int place = 0; place < 3; place++) {
        assertThat(verdict(lists(place))).isEqualTo("rejected chain.revoked");
      }
    }

    @Test
    void whatWasLookedUpIsSaid() throws Exception {
      var rim = Rim.parse(Rims.DRIVER, GOOD);
      for (var revocation : List.of(new Revocation.NotGiven(), lists(3))) {
        var verified = (Verified<Rim>) RimVerifier.verify(rim, Rims.ANCHORS, revocation, Rims.NOW);
        assertThat(verified.revocationLookedUp()).isEqualTo(revocation instanceof Revocation.Given);
      }
      assertThat(verdict(new Revocation.Given(List.of())))
          .isEqualTo("rejected chain.crl-absent chain.crl-absent chain.crl-absent");
    }
  }
}
