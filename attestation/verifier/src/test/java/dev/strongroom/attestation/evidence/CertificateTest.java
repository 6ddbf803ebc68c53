package dev.strongroom.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.TestChains;
import dev.strongroom.attestation.finding.ChainRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Certificates and lists whose form leaves room for doubt.
class CertificateTest {
  private static final KeyPair KEY = TestChains.rsa();
  private static final ASN1ObjectIdentifier OWN = new ASN1ObjectIdentifier("1.2.3.4");
  private static final Date FROM = Date.from(TestChains.NOW);
  private static final Date TO = Date.from(TestChains.NOW.plus(Duration.ofDays(1)));

  private static ContentSigner signer() throws Exception {
    return new JcaContentSignerBuilder("SHA256withRSA").build(KEY.getPrivate());
  }

  private static X509v3CertificateBuilder builder(String subject) {
    return new JcaX509v3CertificateBuilder(
        new X500Name("CN=issuer"),
        BigInteger.TEN,
        FROM,
        TO,
        new X500Name(subject),
        KEY.getPublic());
  }

  private static Bytes der(X509v3CertificateBuilder builder) throws Exception {
    return Bytes.copyOf(builder.build(signer()).getEncoded());
  }

  private static Certificate certificate(X509v3CertificateBuilder builder) throws Exception {
    return Certificate.ofDer("leaf", der(builder));
  }

  private static void assertRefused(Bytes der, String words) {
    assertThatThrownBy(() -> Certificate.ofDer("leaf", der))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(words);
  }

  @Test
  void isNamedByItsSubject() throws Exception {
    var leaf = certificate(builder("CN=leaf,O=house"));

    assertThat(leaf.commonName()).isEqualTo("leaf");
    assertThat(leaf.organization()).isEqualTo("house");
    assertThat(leaf.subjectText()).isEqualTo("O=house,CN=leaf");
    assertThat(leaf).hasToString("Certificate[O=house,CN=leaf]");
    assertThat(certificate(builder("C=DE")).commonName()).isEmpty();
  }

  @Test
  void itsNamesFitIntoOneLine() throws Exception {
    var name =
        new X500NameBuilder()
            .addRDN(BCStyle.CN, new DERUTF8String("evil\nINFO released\u001b[2J"))
            .build();
    var certificate =
        certificate(
            new JcaX509v3CertificateBuilder(name, BigInteger.TEN, FROM, TO, name, KEY.getPublic()));
    var list =
        RevocationList.ofDer(
            "crl",
            Bytes.copyOf(
                new X509v2CRLBuilder(name, FROM).setNextUpdate(TO).build(signer()).getEncoded()));

    assertThat(certificate.subjectText()).isEqualTo("CN=evil\\u000aINFO released\\u001b[2J");
    assertThat(list.issuerText()).isEqualTo(certificate.subjectText());
    assertThat(new Finding(ChainRule.REVOKED, certificate.commonName(), "a\nb").describe())
        .contains("got a\\u000ab, want evil\\u000aINFO released\\u001b[2J");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CN=a,CN=b", "CN=a+CN=b", "CN=a,CN=a", "O=a,CN=c,O=b"})
  void aNameThatIsThereTwiceIsRefused(String subject) throws Exception {
    assertRefused(der(builder(subject)), "repeats an attribute");
  }

  @Test
  void onlyVersion3IsRead() throws Exception {
    var first =
        new JcaX509v1CertificateBuilder(
                new X500Name("CN=issuer"),
                BigInteger.TEN,
                FROM,
                TO,
                new X500Name("CN=leaf"),
                KEY.getPublic())
            .build(signer());

    assertRefused(Bytes.copyOf(first.getEncoded()), "want v3");
  }

  @Test
  void isReadUpTo8192Bytes() throws Exception {
    var filler = filled(7000);
    int rest = 8192 - filler.length();

    assertThat(Certificate.ofDer("leaf", filled(7000 + rest)).der().length()).isEqualTo(8192);
    assertRefused(filled(7000 + rest + 1), "limit 8192");
  }

  private static Bytes filled(int bytes) throws Exception {
    return der(builder("CN=leaf").addExtension(new Extension(OWN, false, new byte[bytes])));
  }

  /// The platform takes 0 to 7 unused bits that are zero for the same signature.
  @Test
  void itsSignatureHasWholeOctets() throws Exception {
    var der = der(builder("CN=leaf"));
    int unused = der.length() - 256 - 1;
    assertThat(der.at(unused)).isZero();
    for (int bits = 1; bits < 8; bits++) {
      var other = der.toArray();
      other[unused] = (byte) bits;
      other[other.length - 1] = 0;
      assertRefused(Bytes.copyOf(other), "whole octets");
    }
  }

  /// The platform takes the algorithm beside the signature with NULL parameters and without.
  // spec: RFC 5280 4.1.1.2
  @Test
  void theAlgorithmBesideItsSignatureIsTheSignedOne() throws Exception {
    var genuine = builder("CN=leaf").build(signer()).toASN1Structure();
    var algorithm = genuine.getSignatureAlgorithm().getAlgorithm();
    for (var beside :
        List.of(
            new AlgorithmIdentifier(algorithm),
            new AlgorithmIdentifier(algorithm, DERNull.INSTANCE),
            new AlgorithmIdentifier(algorithm, new DEROctetString(new byte[100])),
            new AlgorithmIdentifier(OWN))) {
      var parts = new ASN1Encodable[] {genuine.getTBSCertificate(), beside, genuine.getSignature()};
      var der = Bytes.copyOf(new DERSequence(parts).getEncoded());
      if (beside.equals(genuine.getSignatureAlgorithm())) {
        assertThat(Certificate.ofDer("leaf", der).der()).isEqualTo(der);
      } else {
        assertThatThrownBy(() -> Certificate.ofDer("leaf", der))
            .isInstanceOf(MalformedException.class);
      }
    }
    var bare =
        new ASN1Encodable[] {
          genuine.getTBSCertificate(), new AlgorithmIdentifier(algorithm), genuine.getSignature()
        };
    assertRefused(
        Bytes.copyOf(new DERSequence(bare).getEncoded()), "is another than the signed one");
  }

  @Test
  void extensionsAreReadWhole() throws Exception {
    var content = new byte[] {1, 2, 3};
    var leaf = certificate(builder("CN=leaf").addExtension(new Extension(OWN, false, content)));

    assertThat(leaf.extension("1.2.3.4")).contains(Bytes.copyOf(content));
    assertThat(leaf.extension("1.2.3.5")).isEmpty();
    assertThat(leaf.hasUnknownCriticalExtension()).isFalse();
    var critical = certificate(builder("CN=leaf").addExtension(new Extension(OWN, true, content)));
    assertThat(critical.hasUnknownCriticalExtension()).isTrue();
  }

  @Test
  void withoutKeyUsageItMaySignAndNotIssue() throws Exception {
    var leaf = certificate(builder("CN=leaf"));
    assertThat(leaf.maySign()).isTrue();
    assertThat(leaf.mayIssue()).isFalse();

    for (int usage : new int[] {KeyUsage.digitalSignature, KeyUsage.keyCertSign}) {
      var used =
          certificate(
              builder("CN=leaf").addExtension(Extension.keyUsage, true, new KeyUsage(usage)));
      assertThat(used.maySign()).isEqualTo(usage == KeyUsage.digitalSignature);
      assertThat(used.mayIssue()).isEqualTo(usage == KeyUsage.keyCertSign);
    }
  }

  @Test
  void isEqualByItsBytes() throws Exception {
    var der = der(builder("CN=leaf"));
    var one = Certificate.ofDer("one", der);

    assertThat(one).isEqualTo(Certificate.ofDer("other", der));
    assertThat(one).hasSameHashCodeAs(Certificate.ofDer("other", der));
    assertThat(one).isNotEqualTo(certificate(builder("CN=other")));
  }

  @Nested
  class Chains {
    private final Certificate one = TestChains.AK.root();

    @Test
    void haveOneToEightCertificates() throws Exception {
      var eight = new CertificateChain(Collections.nCopies(8, one));

      assertThat(CertificateChain.parse(eight.toPem())).isEqualTo(eight);
      assertThatThrownBy(
              () -> CertificateChain.parse(eight.toPem().concat(Bytes.utf8(one.toPem()))))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining("more than 8");
      for (int count : new int[] {0, 9}) {
        assertThatThrownBy(() -> new CertificateChain(Collections.nCopies(count, one)))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }

    @Test
    void whiteSpaceMayStandAnywhereButInWords() throws Exception {
      var pem = one.toPem();
      for (var other : List.of(pem.strip(), " \t\r\n" + pem, pem.replace("\n", "\r\n \t"))) {
        assertThat(CertificateChain.parse(Bytes.utf8(other)).leaf()).isEqualTo(one);
      }
    }

    @Test
    void issuersAreFoundByNameUpToARoot() {
      var issuers = new Issuers(TestChains.AK.issuers());
      var leaf = TestChains.AK.chain().leaf();

      assertThat(issuers.complete(leaf)).isEqualTo(TestChains.AK.chain());
      assertThat(Issuers.endsAtRoot(issuers.complete(leaf))).isTrue();
      var alone = new Issuers(List.of()).complete(leaf);
      assertThat(alone.certificates()).containsExactly(leaf);
      assertThat(Issuers.endsAtRoot(alone)).isFalse();
    }
  }

  @Nested
  class Lists {
    private static X509v2CRLBuilder builder() {
      return new X509v2CRLBuilder(new X500Name("CN=issuer"), FROM);
    }

    private static Bytes der(X509v2CRLBuilder builder) throws Exception {
      return Bytes.copyOf(builder.build(signer()).getEncoded());
    }

    private static void assertRefused(Bytes der, String words) {
      assertThatThrownBy(() -> RevocationList.ofDer("crl", der))
          .isInstanceOf(MalformedException.class)
          .hasMessageContaining(words);
    }

    @Test
    void sayWhenTheNextOneComes() throws Exception {
      assertRefused(der(builder()), "no nextUpdate");
      var list = RevocationList.ofDer("crl", der(builder().setNextUpdate(TO)));
      assertThat(list.thisUpdate()).isEqualTo(FROM.toInstant());
      assertThat(list.nextUpdate()).isEqualTo(TO.toInstant());
      assertThat(list.issuerText()).isEqualTo("CN=issuer");
    }

    @Test
    void haveNoUnknownCriticalExtension() throws Exception {
      var critical =
          builder().setNextUpdate(TO).addExtension(new Extension(OWN, true, new byte[2]));
      assertRefused(der(critical), "unknown critical extension");
    }

    // spec: RFC 5280 5.2.4
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void areNoDeltas(boolean critical) throws Exception {
      var delta =
          builder()
              .setNextUpdate(TO)
              .addExtension(Extension.deltaCRLIndicator, critical, new CRLNumber(BigInteger.ONE));

      assertRefused(der(delta), "is a delta revocation list");
    }

    private static Bytes listOf(IssuingDistributionPoint point, boolean critical) throws Exception {
      return der(
          builder()
              .setNextUpdate(TO)
              .addExtension(Extension.issuingDistributionPoint, critical, point));
    }

    // spec: RFC 5280 5.2.5
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void areForAllCertificatesOfTheirIssuer(boolean critical) throws Exception {
      var where =
          new DistributionPointName(
              new GeneralNames(
                  new GeneralName(GeneralName.uniformResourceIdentifier, "https://example.com")));
      var reasons = new ReasonFlags(ReasonFlags.keyCompromise);
      for (var scope :
          List.of(
              new IssuingDistributionPoint(where, true, false, null, false, false),
              new IssuingDistributionPoint(where, false, true, null, false, false),
              new IssuingDistributionPoint(where, false, false, reasons, false, false),
              new IssuingDistributionPoint(where, false, false, null, true, false),
              new IssuingDistributionPoint(null, false, false, null, false, true))) {
        assertRefused(listOf(scope, critical), "is not for all certificates of its issuer");
      }
      var everything = new IssuingDistributionPoint(where, false, false);
      assertThat(RevocationList.ofDer("crl", listOf(everything, critical)).issuerText())
          .isEqualTo("CN=issuer");
    }

    @Test
    void nameWhatIsRevoked() throws Exception {
      var list =
          RevocationList.ofDer(
              "crl", der(builder().setNextUpdate(TO).addCRLEntry(BigInteger.TEN, FROM, 0)));

      assertThat(list.revokes("10")).isTrue();
      assertThat(list.revokes("11")).isFalse();
      assertThat(list.signatureAlgorithm()).isEqualTo("1.2.840.113549.1.1.11");
    }

    @Test
    void areEqualByTheirBytes() throws Exception {
      var der = der(builder().setNextUpdate(TO));
      var list = RevocationList.ofDer("crl", der);

      assertThat(list).isEqualTo(RevocationList.ofDer("crl", der));
      assertThat(list).hasSameHashCodeAs(RevocationList.ofDer("crl", der));
      var other = der(builder().setNextUpdate(TO).addCRLEntry(BigInteger.ONE, FROM, 0));
      assertThat(list).isNotEqualTo(RevocationList.ofDer("crl", other));
    }

    @Test
    void areReadUpToAMebibyte() {
      var most = new byte[1024 * 1024];
      Arrays.fill(most, (byte) 1);

      assertRefused(Bytes.copyOf(most), "is not an X.509 revocation list");
      assertRefused(Bytes.copyOf(most).concat(Bytes.zeros(1)), "limit 1048576");
    }
  }
}
