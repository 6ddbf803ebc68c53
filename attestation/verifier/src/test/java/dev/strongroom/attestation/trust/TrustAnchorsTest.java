package dev.strongroom.attestation.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.protocol.Profile;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.testing.Vectors;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TrustAnchorsTest {
  @Test
  @Tag("vectors")
  void pinsAreTheVendorsRoots() throws Exception {
    for (var root : List.of("milan", "genoa", "turin")) {
      var der = Vectors.read("cpu/snp/certs/" + root + "/ark.der");
      assertThat(TrustAnchors.production().trusts(der.sha256())).isTrue();
    }
    for (var root : List.of("corim-signing-root-ca", "device-identity-ca")) {
      var pem = Vectors.read("gpu/other/roots/nvidia-" + root + ".pem");
      var certificate = CertificateChain.parse(pem).root();
      Vectors.compare(
          "gpu/other/roots nvidia-" + root,
          true,
          TrustAnchors.production().trusts(certificate.fingerprint()));
      assertThat(TrustAnchors.vendorRoot(certificate.fingerprint()))
          .contains(certificate.commonName());
    }
    assertThat(TrustAnchors.production().profile()).isEqualTo(Profile.PRODUCTION);
    assertThat(TrustAnchors.production().trusts(Bytes.zeros(32))).isFalse();
  }

  @Test
  void simulationTakesNeitherNothingNorAVendorsRoot() throws Exception {
    var arkGenoa =
        Bytes.ofHex("pin", "4c6598d19c18719c5dfd4a7d335f674e5bfe1d8f800cea2cf270c10d103db2f1");
    assertThatThrownBy(() -> TrustAnchors.simulation(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TrustAnchors.simulation(List.of(Bytes.zeros(31))))
        .hasMessageContaining("got 31 bytes");
    assertThatThrownBy(() -> TrustAnchors.simulation(List.of(Bytes.zeros(32), arkGenoa)))
        .hasMessageContaining("ARK-Genoa is a root of production");
    var simulation = TrustAnchors.simulation(List.of(Bytes.zeros(32)));
    assertThat(simulation.trusts(Bytes.zeros(32))).isTrue();
    assertThat(simulation.trusts(arkGenoa)).isFalse();
  }
}
