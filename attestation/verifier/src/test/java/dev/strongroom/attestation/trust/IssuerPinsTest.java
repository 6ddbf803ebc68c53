package dev.strongroom.attestation.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.TestChains;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.NrasRule;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class IssuerPinsTest {
  private static final TestChains AK = TestChains.AK;
  private static final IssuedKey KEY =
      new IssuedKey(
          AK.leaf(TestChains.rsa().getPublic(), TestChains.AIK, TestChains.NOW), AK.issuer());
  private static final Bytes PIN = AK.issuer().spki().sha256();

  private static Verification<IssuedKey> verify(IssuedKey key, IssuerPins pins, Instant now) {
    return IssuedKeyVerifier.verify(key, KeyAlgorithm.RSA_PKCS1_SHA2, pins, NrasRule.SIGNER, now);
  }

  private static List<String> codes(Verification<IssuedKey> verification) {
    return switch (verification) {
      case Verified<IssuedKey> _ -> List.of();
      case Rejected<IssuedKey>(var findings) ->
          findings.stream().map(Finding::rule).map(rule -> rule.code()).toList();
    };
  }

  @Test
  void aKeyOfAPinnedIssuerIsOfItsProfile() {
    var pins = IssuerPins.simulation(List.of(Bytes.zeros(32), PIN));
    var verification = verify(KEY, pins, TestChains.NOW);
    assertThat(verification).isInstanceOf(Verified.class);
    if (verification instanceof Verified<IssuedKey> verified) {
      assertThat(verified.profile()).isEqualTo(Profile.SIMULATION);
      assertThat(verified.verifiedAt()).isEqualTo(TestChains.NOW);
      assertThat(verified.revocationLookedUp()).isFalse();
      assertThat(verified.chain()).isEqualTo(KEY.chain());
    }
  }

  @Test
  void everythingBelowThePinMustHold() {
    var pins = IssuerPins.production(List.of(PIN, AK.root().spki().sha256()));
    var leaf = KEY.certificate();
    assertThat(codes(verify(KEY, IssuerPins.nvidiaAttestationService(), TestChains.NOW)))
        .containsExactly("nras.signer");
    assertThat(codes(verify(KEY, pins, leaf.notAfter().plusSeconds(1))))
        .containsExactly("chain.validity", "chain.validity");
    assertThat(codes(verify(KEY, pins, leaf.notBefore().minusSeconds(1))))
        .containsExactly("chain.validity", "chain.validity");
    // Pinned, but not the issuer of this certificate.
    assertThat(codes(verify(new IssuedKey(leaf, AK.root()), pins, TestChains.NOW)))
        .containsExactly("chain.issuer", "chain.signature");
    // Issuers do not sign tokens, and leaves issue nothing.
    assertThat(codes(verify(new IssuedKey(AK.issuer(), AK.root()), pins, TestChains.NOW)))
        .containsExactly("chain.constraints");
    var asIssuer = IssuerPins.production(List.of(leaf.spki().sha256()));
    assertThat(codes(verify(new IssuedKey(leaf, leaf), asIssuer, TestChains.NOW)))
        .contains("chain.constraints", "chain.signature");
    assertThat(
            codes(
                IssuedKeyVerifier.verify(
                    KEY, KeyAlgorithm.ECDSA_P384_SHA384, pins, NrasRule.SIGNER, TestChains.NOW)))
        .containsExactly("chain.algorithm");
  }

  @Test
  void aSimulatorsIssuerIsOfNoProductionEvenIfPinned() {
    var simulated =
        new TestChains("Root,O=" + ChainVerifier.SIMULATION_ORGANIZATION, "SHA256withRSA");
    var key = new IssuedKey(simulated.issuer(), simulated.root());
    var pin = List.of(simulated.root().spki().sha256());
    assertThat(codes(verify(key, IssuerPins.production(pin), TestChains.NOW)))
        .containsExactly("chain.root-profile");
    assertThat(codes(verify(key, IssuerPins.simulation(pin), TestChains.NOW)))
        .containsExactly("chain.constraints");
  }

  @Test
  void refusesPinsThatAreNone() {
    for (var wrong :
        List.of(List.<Bytes>of(), List.of(Bytes.zeros(31)), List.of(Bytes.zeros(33)))) {
      assertThatThrownBy(() -> IssuerPins.production(wrong))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> IssuerPins.simulation(wrong))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aGenuineIssuerIsOfNoSimulation() throws Exception {
    var genuine =
        Bytes.ofHex("pin", "fd32837f954e2c45db073105166dfe6985ae0480bb113fba63b091a75affe896");
    assertThatThrownBy(() -> IssuerPins.simulation(List.of(genuine)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("production");
  }
}
