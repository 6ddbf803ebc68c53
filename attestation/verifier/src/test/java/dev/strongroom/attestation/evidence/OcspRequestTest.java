package dev.strongroom.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.TestChains;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.testing.Vectors;
import java.math.BigInteger;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OcspRequestTest {
  private static final Bytes NONCE = Bytes.utf8("nonce").sha256();

  private final Certificate issuer = TestChains.AK.issuer();
  private final Certificate leaf = TestChains.AK.chain().leaf();

  private static AlgorithmIdentifier algorithm(OcspHash hash) {
    ASN1ObjectIdentifier oid =
        switch (hash) {
          case SHA1 -> OIWObjectIdentifiers.idSHA1;
          case SHA256 -> NISTObjectIdentifiers.id_sha256;
          case SHA384 -> NISTObjectIdentifiers.id_sha384;
        };
    return new AlgorithmIdentifier(oid, DERNull.INSTANCE);
  }

  private static CertificateID theirs(Certificate certificate, Certificate issuer, OcspHash hash)
      throws Exception {
    return new CertificateID(
        new JcaDigestCalculatorProviderBuilder().build().get(algorithm(hash)),
        new X509CertificateHolder(issuer.der().toArray()),
        new BigInteger(certificate.serialNumber()));
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("RFC 6960 4.1: byte for byte as Bouncy Castle writes it, and read by it")
  void isAsBouncyCastleWritesIt(OcspHash hash) throws Exception {
    var id = CertificateId.of(leaf, issuer, hash);
    var wanted = new OCSPReqBuilder().addRequest(theirs(leaf, issuer, hash)).build();

    var der = new OcspRequest(id, Optional.empty()).der();

    assertThat(der).isEqualTo(Bytes.copyOf(wanted.getEncoded()));
    var read = new OCSPReq(der.toArray());
    assertThat(read.getRequestList()).hasSize(1);
    assertThat(read.getRequestList()[0].getCertID()).isEqualTo(theirs(leaf, issuer, hash));
    assertThat(read.isSigned()).isFalse();
    assertThat(read.hasExtensions()).isFalse();
  }

  // spec: RFC 6960 4.4.1 form
  @Test
  @DisplayName("RFC 6960 4.4.1: the nonce is an OCTET STRING in the extension's OCTET STRING")
  void carriesTheNonce() throws Exception {
    var extension =
        new Extension(
            OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
            false,
            new DEROctetString(NONCE.toArray()).getEncoded());
    var wanted =
        new OCSPReqBuilder()
            .addRequest(theirs(leaf, issuer, OcspHash.SHA384))
            .setRequestExtensions(new Extensions(extension))
            .build();
    var id = CertificateId.of(leaf, issuer, OcspHash.SHA384);

    var der = new OcspRequest(id, Optional.of(NONCE)).der();

    assertThat(der).isEqualTo(Bytes.copyOf(wanted.getEncoded()));
    var read = new OCSPReq(der.toArray()).getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
    assertThat(read.isCritical()).isFalse();
    assertThat(Bytes.copyOf(DEROctetString.getInstance(read.getParsedValue()).getOctets()))
        .isEqualTo(NONCE);
  }

  // spec: RFC 9654 2.1 client
  @Test
  @DisplayName("RFC 9654 2.1: a client's nonce has 32 octets")
  void nonceHas32Octets() {
    var id = CertificateId.of(leaf, issuer, OcspHash.SHA384);
    for (int length : new int[] {0, 31, 33}) {
      assertThatThrownBy(() -> new OcspRequest(id, Optional.of(Bytes.zeros(length))))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void largeSerialNumbersAreEncodedWhole() throws Exception {
    var serial = BigInteger.ONE.shiftLeft(159).subtract(BigInteger.ONE);
    var id = new CertificateId(OcspHash.SHA384, Bytes.zeros(48), Bytes.zeros(48), serial);

    var read = new OCSPReq(new OcspRequest(id, Optional.of(NONCE)).der().toArray());

    assertThat(read.getRequestList()[0].getCertID().getSerialNumber()).isEqualTo(serial);
  }

  @Test
  void genuineAnswersNameWhatWouldBeAskedFor() throws Exception {
    var folder = "gpu/hopper/h100-550.90.07/";
    var chain = CertificateChain.parse(Vectors.read(folder + "cert-chain.pem")).certificates();
    var brom = OcspResponse.ofDer("ocsp", Vectors.read(folder + "ocsp/device-brom-l4.der"));

    var id = CertificateId.of(chain.get(1), chain.get(2), OcspHash.SHA384);

    assertThat(brom.singles().getFirst().certificate()).isEqualTo(id);
    assertThat(id.names(chain.get(1), chain.get(2))).isTrue();
    assertThat(id.names(chain.get(2), chain.get(2))).isFalse();
    assertThat(id.names(chain.get(1), chain.get(3))).isFalse();
  }

  @Test
  void digestsOfAnotherLengthMakeNoName() {
    var good = Bytes.zeros(48);
    for (var wrong : new Bytes[] {Bytes.zeros(47), Bytes.zeros(49)}) {
      assertThatThrownBy(() -> new CertificateId(OcspHash.SHA384, wrong, good, BigInteger.ONE))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new CertificateId(OcspHash.SHA384, good, wrong, BigInteger.ONE))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
