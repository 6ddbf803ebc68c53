package dev.strongroom.collateral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.collateral.bundle.BundleWriter;
import dev.strongroom.collateral.item.EvaluationSet;
import dev.strongroom.collateral.item.IntelItem.PckCa;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.collateral.item.Needs;
import dev.strongroom.collateral.testing.Recorded;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.dsse.SigningKey;
import dev.strongroom.wire.testing.Vectors;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
  private static final Instant AT = Instant.parse("2026-06-01T00:00:00Z");

  @TempDir Path directory;

  private static Path vectors(String path) {
    return Vectors.path("cpu/snp/" + path);
  }

  @Test
  void completesALeafToItsRoot() throws Exception {
    var bundle = Bundle.load(vectors("certs"));
    assertThat(bundle.size()).isEqualTo(9);
    var leaf = CertificateChain.parse(Vectors.read("cpu/snp/genoa-v3-azure-aci/vcek.pem"));
    var chain = bundle.complete(leaf);
    assertThat(chain.certificates())
        .extracting(Certificate::commonName)
        .containsExactly("SEV-VCEK", "SEV-Genoa", "ARK-Genoa");
    assertThat(bundle.complete(chain)).isEqualTo(chain);
    assertThat(bundle.byFingerprint(chain.root().fingerprint())).contains(chain.root());
    assertThat(bundle.bySubject(Bytes.empty())).isEmpty();
    assertThat(Bundle.empty().complete(leaf)).isEqualTo(leaf);
  }

  @Test
  void verdictsOfFolders() throws Exception {
    var bundle = Bundle.load(vectors("certs"));
    assertThat(EvidenceFiles.verdict(vectors("genoa-v3-azure-aci"), bundle, AT))
        .startsWith("authentic, warning: snp.crl.absent");
    assertThat(EvidenceFiles.verdict(vectors("genoa-v3-azure-aci"), Bundle.empty(), AT))
        .startsWith("rejected: chain.length");
    assertThat(EvidenceFiles.verdict(vectors("milan-v2-debug"), bundle, AT))
        .startsWith("authentic, contraindicated: snp.debug");
    var hopper = Vectors.path("gpu/hopper");
    assertThat(EvidenceFiles.verdict(hopper.resolve("h100-550.90.07"), Bundle.empty(), AT))
        .startsWith("authentic, warning: nvidia.rim.absent nvidia.ocsp.absent");
    assertThat(EvidenceFiles.verdict(hopper.resolve("negative-trailing-byte"), bundle, AT))
        .startsWith("malformed: end at");
    assertThat(EvidenceFiles.verdict(hopper.resolve("negative-bad-signature"), bundle, AT))
        .startsWith("rejected: nvidia.fwid report.signature");
  }

  @Test
  void filesComeInAnyOrderButComplete() throws Exception {
    var report = vectors("genoa-v3-azure-aci/report.bin");
    var leaf = vectors("genoa-v3-azure-aci/vcek.pem");
    var bundle = Bundle.load(vectors("certs"));
    assertThat(EvidenceFiles.read(List.of(leaf, report), bundle))
        .isEqualTo(EvidenceFiles.read(List.of(report, leaf), bundle));
    assertThatThrownBy(() -> EvidenceFiles.read(List.of(leaf), bundle))
        .hasMessageContaining("got 0 reports");
    assertThatThrownBy(() -> EvidenceFiles.read(List.of(report, report, leaf), bundle))
        .hasMessageContaining("got 2 reports");
    assertThatThrownBy(() -> EvidenceFiles.read(List.of(report), bundle))
        .hasMessageContaining("got 0 certificates");
  }

  @Test
  void aFileThatIsNoCertificateIsNamed() throws Exception {
    Files.writeString(directory.resolve("README.md"), "left alone");
    assertThat(Bundle.load(directory).size()).isZero();
    Files.writeString(directory.resolve("ask.pem"), "garbage");
    assertThatThrownBy(() -> Bundle.load(directory))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("ask.pem");
  }

  @Test
  void oneCertificateInTwoFilesIsOne() throws Exception {
    var folder = Files.createDirectory(directory.resolve("one"));
    Files.copy(vectors("certs/genoa/ark.der"), folder.resolve("ark.der"));
    Files.copy(vectors("certs/genoa/ark.der"), folder.resolve("same.der"));
    assertThat(Bundle.load(directory).size()).isEqualTo(1);
  }

  private static byte[] authority(SigningKey key) throws Exception {
    var name = new X500Name("CN=one name");
    return new JcaX509v3CertificateBuilder(
            name, BigInteger.ONE, Date.from(AT), Date.from(AT), name, key.publicKey().platformKey())
        .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
        .build(new JcaContentSignerBuilder("SHA384withECDSA").build(key.platformKey()))
        .getEncoded();
  }

  @Test
  void twoIssuersOfOneNameAreRefused() throws Exception {
    var random = new SecureRandom();
    Files.write(directory.resolve("a.der"), authority(SigningKey.generate(random)));
    Files.write(directory.resolve("b.der"), authority(SigningKey.generate(random)));
    assertThatThrownBy(() -> Bundle.load(directory))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("another certificate of CN=one name is there; keep one");
  }

  @Test
  void handsOutWhatTheVerifierNeeds() throws Exception {
    var bundle = Bundle.of(Recorded.materials());
    var early = EvaluationSet.Update.EARLY;

    assertThat(bundle.size()).isEqualTo(2);
    assertThat(bundle.vcek(Recorded.milanVcek()))
        .hasValueSatisfying(leaf -> assertThat(leaf.commonName()).isEqualTo("SEV-VCEK"));
    assertThat(bundle.amdRevocationList(SnpProduct.MILAN))
        .isEqualTo(bundle.find(Recorded.MILAN_CRL).map(Material::body));
    assertThat(bundle.amdRevocationList(SnpProduct.GENOA)).isEmpty();
    assertThat(bundle.dcap(Tee.TDX, Recorded.FMSPC, PckCa.PLATFORM, early))
        .hasValueSatisfying(
            intel -> {
              assertThat(intel.tcbInfo().tcbEvaluationDataNumber()).isEqualTo(19);
              assertThat(intel.tcbInfoChain().leaf().commonName())
                  .isEqualTo("Intel SGX TCB Signing");
            });
    assertThat(bundle.dcap(Tee.SGX, Recorded.FMSPC, PckCa.PLATFORM, early)).isEmpty();
    assertThat(bundle.dcap(Tee.TDX, Bytes.zeros(6), PckCa.PLATFORM, early)).isEmpty();
    assertThat(bundle.dcap(Tee.TDX, Recorded.FMSPC, PckCa.PROCESSOR, early)).isEmpty();
    assertThat(bundle.dcap(Tee.TDX, Recorded.FMSPC, PckCa.PLATFORM, EvaluationSet.Update.STANDARD))
        .isEmpty();
  }

  @Test
  void completesAChainFromAnArchive() throws Exception {
    var archive = directory.resolve("site.zip");
    var key = SigningKey.generate(new SecureRandom());
    var end = Recorded.AT.plusSeconds(1);
    BundleWriter.write(archive, Recorded.materials(), Recorded.AT, end, key);
    var leaf = CertificateChain.parse(Vectors.read("cpu/snp/milan-v3-azure-aci/vcek.pem"));

    for (var bundle :
        List.of(
            Bundle.open(archive, Recorded.AT),
            Bundle.openSigned(archive, List.of(key.publicKey()), Recorded.AT))) {
      assertThat(bundle.complete(leaf).certificates())
          .extracting(Certificate::commonName)
          .containsExactly("SEV-VCEK", "SEV-Milan", "ARK-Milan");
      assertThat(bundle.materials()).hasSize(Recorded.items().size());
    }
    assertThatThrownBy(() -> Bundle.open(archive, end)).hasMessageContaining("fetch another");
    assertThat(Bundle.open(vectors("certs"), Recorded.AT).size()).isEqualTo(9);
  }

  @Test
  void twoMaterialsOfOneItemAreRefused() {
    var material = Recorded.material(Recorded.ROOT_CRL);

    assertThatThrownBy(() -> Bundle.of(List.of(material, material)))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void aQuoteNamesWhatItNeeds() throws Exception {
    var quote = Quote.parse(Vectors.read("cpu/tdx/v4-gcp-uptodate-eval19/quote.bin"));

    assertThat(Needs.ofQuote(quote, List.of(EvaluationSet.Update.EARLY)))
        .containsExactly(
            Recorded.TCB_INFO, Recorded.QE_IDENTITY, Recorded.PCK_CRL, Recorded.ROOT_CRL);
  }
}
