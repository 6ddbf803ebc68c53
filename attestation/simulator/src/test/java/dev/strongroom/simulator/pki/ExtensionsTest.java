package dev.strongroom.simulator.pki;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.testing.Vectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionsTest {
  /// DER of an OCTET STRING of 20 bytes, up to those.
  private static final Bytes OCTETS = Bytes.copyOf(new byte[] {4, 20});

  // spec: RFC 5280 4.2.1.2 (1)
  @ParameterizedTest
  @ValueSource(strings = {"azure-virtual-tpm-root-2023", "microsoft-rsa-devices-root-ca-2021"})
  void keyIdIsThatOfGenuineCertificates(String root) throws Exception {
    var pem = Vectors.read("cpu/az-vtpm/roots/" + root + ".pem");
    var certificate = CertificateChain.parse(pem).leaf();

    assertThat(certificate.extension("2.5.29.14"))
        .contains(OCTETS.concat(Bytes.copyOf(Extensions.keyId(certificate.spki()))));
  }
}
