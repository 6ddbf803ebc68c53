package dev.strongroom.collateral.item;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.nvidia.NvidiaReport;
import dev.strongroom.attestation.scheme.snp.SnpProduct;
import dev.strongroom.collateral.testing.RecordedNvidia;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("vectors")
class NeedsTest {
  private static List<String> of(String report, Optional<SnpProduct> fallback) throws Exception {
    var sets = List.of(EvaluationSet.Update.STANDARD);
    return Needs.ofEvidence(Vectors.read(report), fallback, sets).stream().map(Item::name).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "cpu/snp/genoa-v3-azure-aci/report.bin, amd/genoa/vcek-chain",
    "cpu/az-vtpm/snp-genoa-v3/evidence.json, amd/genoa/vcek-chain",
    "cpu/tdx/v5-relaunch-advised/quote.bin, intel/tdx/tcb/90c06f000000/standard",
    "cpu/az-vtpm/tdx-ak-chain/evidence.json, intel/tdx/tcb/90c06f000000/standard",
    "cpu/sgx/v3-swhardening/quote.bin, intel/sgx/tcb/00606a000000/standard",
  })
  void evidenceOfEachSchemeNamesWhatItNeeds(String report, String item) throws Exception {
    assertThat(of(report, Optional.empty())).contains(item);
  }

  @Test
  void azuresEvidenceBringsItsVcek() throws Exception {
    assertThat(of("cpu/az-vtpm/snp-genoa-v3/evidence.json", Optional.empty())).hasSize(3);
    assertThat(of("cpu/snp/genoa-v3-azure-aci/report.bin", Optional.empty())).hasSize(4);
  }

  @Test
  void aReportBeforeVersion3DoesNotNameItsProduct() throws Exception {
    var old = "cpu/snp/milan-v2-vcek/report.bin";

    assertThat(of(old, Optional.of(SnpProduct.MILAN))).contains("amd/milan/vcek-chain");
    assertThatThrownBy(() -> of(old, Optional.empty()))
        .isInstanceOfSatisfying(
            MalformedException.class, e -> assertThat(e.field()).isEqualTo(Needs.PRODUCT));
  }

  @Test
  void aDevicesReportAloneDoesNotNameWhatItsIssuersNeed() {
    assertThatThrownBy(() -> of("gpu/hopper/h100-550.90.07/report.bin", Optional.empty()))
        .isInstanceOfSatisfying(
            MalformedException.class, e -> assertThat(e.field()).isEqualTo(Needs.CHAIN));
  }

  private static List<Item> ofDevice(String folder) throws Exception {
    return Needs.ofDevice(
        NvidiaReport.parse(Vectors.read(folder + "/report.bin")),
        CertificateChain.parse(Vectors.read(folder + "/cert-chain.pem")));
  }

  @Test
  void aDeviceNeedsItsManifestsAndWordOfItsIssuers() throws Exception {
    var items = ofDevice("gpu/hopper/h100-550.90.07");

    assertThat(items)
        .extracting(Item::name)
        .contains(
            "nvidia/rim/nv-gpu-driver-gh100-550.90.07",
            "nvidia/rim/nv-gpu-vbios-1010-0200-882-96009f0001",
            "nvidia/l1-root-crl",
            "nvidia/l2-gh100-crl")
        .hasSize(7)
        .filteredOn(name -> name.startsWith("nvidia/ocsp/sha384/"))
        .hasSize(3);
    var recorded =
        RecordedNvidia.deviceAnswers().stream().map(Material::item).map(Item::name).toList();
    assertThat(items).extracting(Item::name).containsAll(recorded);
  }

  @ParameterizedTest
  @CsvSource({
    "gpu/blackwell/b200-575.32, nvidia/rim/nv-gpu-cc-driver-gb100-575.32, nvidia/l2-gb100-crl",
    "gpu/nvswitch/ls10-96.10.55.00.01, nvidia/rim/nv-switch-bios-5612-0002-890-9610550001,"
        + " nvidia/l2-gh100-crl",
  })
  void devicesOfEachArchitecture(String folder, String manifest, String list) throws Exception {
    assertThat(ofDevice(folder)).extracting(Item::name).contains(manifest, list);
  }

  @Test
  void aManifestNeedsWordOfItsSigners() throws Exception {
    var signers = Needs.ofManifests(RecordedNvidia.manifests());

    // Driver and VBIOS have signers of their own under one L3 and one CA.
    assertThat(signers).hasSize(4);
    assertThat(signers)
        .containsExactlyInAnyOrderElementsOf(
            RecordedNvidia.signerAnswers().stream().map(Material::item).toList());
  }

  @Test
  void anotherDriverNeedsAnotherManifest() throws Exception {
    var folder = "gpu/hopper/h100-550.90.07";
    var report = NvidiaReport.parse(Vectors.read(folder + "/report.bin"));
    var chain = CertificateChain.parse(Vectors.read(folder + "/cert-chain.pem"));

    assertThat(Needs.ofDriver(report, chain, "580.95.05"))
        .extracting(Item::name)
        .containsExactly("nvidia/rim/nv-gpu-driver-gh100-580.95.05");
    assertThatThrownBy(() -> Needs.ofDriver(report, chain, "580.95.05r"))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("lower-case");
    assertThatThrownBy(() -> Needs.ofDriver(report, chain, "../ids"))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void aChainThatIsNotWholeNamesNothing() throws Exception {
    var folder = "gpu/hopper/h100-550.90.07";
    var report = NvidiaReport.parse(Vectors.read(folder + "/report.bin"));
    var whole = CertificateChain.parse(Vectors.read(folder + "/cert-chain.pem"));
    var part = new CertificateChain(whole.certificates().subList(0, 4));

    assertThatThrownBy(() -> Needs.ofDevice(report, part))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("want 5");
  }
}
