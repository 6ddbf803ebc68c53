package dev.strongroom.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Genuine;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CertificateChainTest {
  private static final int MUTATIONS = 5_000;
  private static final long SEED = 20261125;

  private static Bytes pem() {
    return Genuine.hopper("h100-550.90.07").chain();
  }

  @Test
  void readsLeafFirst() throws Exception {
    var chain = CertificateChain.parse(pem());
    assertThat(chain.certificates()).hasSize(5);
    assertThat(chain.leaf().commonName()).isEqualTo("GH100 A01 GSP FMC LF");
    assertThat(chain.root().commonName()).isEqualTo("NVIDIA Device Identity CA");
    assertThat(CertificateChain.parse(chain.toPem())).isEqualTo(chain);
  }

  @Test
  void refusesAnythingBetweenCertificates() {
    for (var text :
        new String[] {
          "",
          " \n",
          "x" + pem().utf8(),
          pem().utf8() + "x",
          pem().utf8() + pem().utf8(),
          "-----BEGIN CERTIFICATE-----\n",
          "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----"
        }) {
      assertThatThrownBy(() -> CertificateChain.parse(Bytes.utf8(text)))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void refusesBytesAfterTheEndOfACertificate() throws Exception {
    var der = CertificateChain.parse(pem()).leaf().der().concat(Bytes.zeros(1));
    assertThatThrownBy(() -> Certificate.ofDer("leaf", der)).isInstanceOf(MalformedException.class);
  }

  @Test
  void onlyMalformedExceptionEscapes() throws Exception {
    var der = CertificateChain.parse(pem()).leaf().der();
    var random = new Random(SEED);
    for (int n = 0; n < MUTATIONS; n++) {
      var bytes = der.toArray();
      for (int e = 0; e < 1 + n % 3; e++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        var certificate = Certificate.ofDer("mutated", Bytes.copyOf(bytes));
        read(certificate);
      } catch (MalformedException e) {
        assertThat(e).as("seed %d, mutation %d", SEED, n).hasMessageContaining(":");
      }
    }
  }

  @Test
  void anEndThatSharesDashesWithItsBeginIsMalformed() {
    var overlapping = Bytes.utf8("-----BEGIN CERTIFICATE---------END CERTIFICATE-----");

    assertThatThrownBy(() -> CertificateChain.parse(overlapping))
        .isInstanceOf(MalformedException.class);
  }

  /// Calls everything that a verifier calls.
  private static void read(Certificate certificate) throws MalformedException {
    var seen =
        new Object[] {
          certificate.commonName(),
          certificate.organization(),
          certificate.subjectText(),
          certificate.issuer(),
          certificate.spki(),
          certificate.toBeSigned(),
          certificate.signature(),
          certificate.signatureAlgorithm(),
          certificate.notBefore(),
          certificate.notAfter(),
          certificate.serialNumber(),
          certificate.pathLength(),
          certificate.mayIssue(),
          certificate.maySign(),
          certificate.hasUnknownCriticalExtension(),
          certificate.extension("2.5.29.17")
        };
    assertThat(seen).doesNotContainNull();
  }
}
