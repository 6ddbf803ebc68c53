package dev.strongroom.collateral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
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
}
