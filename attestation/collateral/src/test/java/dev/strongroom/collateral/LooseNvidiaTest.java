package dev.strongroom.collateral;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.appraisal.Inspection;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.collateral.testing.Recorded;
import dev.strongroom.collateral.testing.RecordedNvidia;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.testing.Vectors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// NVIDIA's genuine manifests and answers in files beside a genuine report.
@Tag("vectors")
class LooseNvidiaTest {
  private static final String NO_SESSION = " session.not-compared policy.not-compared";
  private static final String DRIVER = "NV_GPU_DRIVER_GH100_550.90.07";
  private static final String VBIOS = "NV_GPU_VBIOS_1010_0200_882_96009F0001";

  @TempDir Path home;

  private static Path genuine(String name) {
    return Vectors.path(RecordedNvidia.H100 + name);
  }

  private static List<Path> report(Path... beside) {
    var files = new ArrayList<>(List.of(genuine("report.bin"), genuine("cert-chain.pem")));
    files.addAll(List.of(beside));
    return files;
  }

  private Path copy(String id, String name) throws IOException {
    return Files.copy(genuine(id + ".xml"), home.resolve(name));
  }

  private static Inspection inspect(List<Path> files, Bundle bundle, Instant at)
      throws IOException, MalformedException {
    var found = EvidenceFiles.read(files, bundle);
    return EvidenceInspection.inspect(
        found.evidence(), found.collateral(), TrustAnchors.production(), at);
  }

  private static Inspection inspect(List<Path> files) throws IOException, MalformedException {
    return inspect(files, Bundle.empty(), RecordedNvidia.OF_DEVICES);
  }

  private static String measurements(Inspection inspection) {
    return inspection.fields().stream()
        .filter(field -> field.name().equals("measurements"))
        .map(Inspection.Field::value)
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("h100-550.90.07 with its files beside it: 32 of 32, and the device is looked up")
  void everythingBesideAReportCounts() throws Exception {
    var seen =
        inspect(
            report(
                genuine(DRIVER + ".xml"),
                genuine(VBIOS + ".xml"),
                genuine("ocsp/device-brom-l4.der"),
                genuine("ocsp/device-provisioner-l3.der"),
                genuine("ocsp/device-identity-l2.der")));

    Vectors.compare(RecordedNvidia.H100 + " loose", "32 of 32 match", measurements(seen));
    assertThat(seen.verdict()).isEqualTo("authentic, warning: nvidia.rim.ocsp-absent" + NO_SESSION);
  }

  @Test
  void theServicesJsonCounts() throws Exception {
    var file = home.resolve("driver.json");
    Files.write(file, RecordedNvidia.json(DRIVER, RecordedNvidia.xml(DRIVER)).toArray());

    assertThat(measurements(inspect(report(file)))).isEqualTo("20 of 20 match");
  }

  @Test
  void aManifestOfAnyNameIsToldByVersionAndChip() throws Exception {
    var seen = inspect(report(copy(DRIVER, "a.xml"), copy(VBIOS, "b.swidtag")));

    assertThat(measurements(seen)).isEqualTo("32 of 32 match");
  }

  private static void assertMalformed(List<Path> files, String... words) {
    assertThatThrownBy(() -> EvidenceFiles.read(files, Bundle.empty()))
        .isInstanceOf(MalformedException.class)
        .message()
        .contains(words);
  }

  @Test
  void aManifestThatTheReportDoesNotNeedIsRefused() throws Exception {
    var other = Vectors.path("gpu/hopper/rims/1010_0200_882_96005E0001_PROD.swidtag");
    var named = Files.copy(other, home.resolve("NV_GPU_VBIOS_1010_0200_882_96005E0001.xml"));

    for (var unneeded : List.of(other, named)) {
      assertMalformed(report(unneeded), unneeded.toString(), "does not need", DRIVER, VBIOS);
    }
    var quote = Vectors.path("cpu/tdx/v4-gcp-uptodate-eval19/quote.bin");
    assertMalformed(List.of(quote, other), other.toString(), "a manifest of NVIDIA's");
  }

  @Test
  @DisplayName("a manifest whose name is almost an id is told by version and chip")
  void anIdThatIsNotNeededIsAnyName() throws Exception {
    var name = "NV_SWITCH_BIOS_5612_0002_890_9610550001";
    var folder = Vectors.path("gpu/nvswitch/ls10-96.10.55.00.01/report.bin").resolveSibling("");
    var forged = Vectors.path("gpu/nvswitch/negative-rims/" + name + "_invalid_signature.xml");
    var files = List.of(folder.resolve("report.bin"), folder.resolve("cert-chain.pem"), forged);

    assertThat(inspect(files).verdict()).contains("nvidia.rim.signature");
  }

  @Test
  void twoManifestsOfOneIdAreRefusedInEitherOrder() throws Exception {
    var forged = home.resolve(DRIVER + ".xml");
    var text = Files.readString(genuine(DRIVER + ".xml"));
    Files.writeString(forged, text.replaceFirst("Hash0=\"0000", "Hash0=\"1111"));
    var good = genuine(DRIVER + ".xml");

    assertMalformed(report(good, forged), "is another manifest " + DRIVER);
    assertMalformed(report(forged, good), "is another manifest " + DRIVER);
    assertThat(measurements(inspect(report(good, copy(DRIVER, "same.xml")))))
        .isEqualTo("20 of 20 match");
  }

  @Test
  void aManifestBesideDisplacesNoneOfTheBundle() throws Exception {
    var bundle = Bundle.of(RecordedNvidia.manifests());
    var forged = home.resolve(DRIVER + ".xml");
    var text = Files.readString(genuine(DRIVER + ".xml"));
    Files.writeString(forged, text.replaceFirst("Hash0=\"0000", "Hash0=\"1111"));

    assertThat(inspect(report(forged)).verdict()).contains("nvidia.rim.signature");
    assertThat(measurements(inspect(report(forged), bundle, RecordedNvidia.OF_DEVICES)))
        .isEqualTo("32 of 32 match");
  }

  @Test
  void listsAndAnswersCountBesideTheBundles() throws Exception {
    var at = RecordedNvidia.OF_DEVICES;
    var list = home.resolve("l2.crl");
    var der = Recorded.amdCrl("CN=NVIDIA GH100 Identity,O=NVIDIA", at, at.plus(Duration.ofDays(1)));
    Files.write(list, der.toArray());
    var bundle = Bundle.of(RecordedNvidia.deviceAnswers());

    var nvidia =
        EvidenceFiles.read(report(list, genuine("ocsp/rim-l3.der")), bundle).collateral().nvidia();

    assertThat(nvidia.answers()).hasSize(4);
    assertThat(nvidia.lists()).hasSize(1);
  }

  @Test
  void whatIsNoManifestIsNamedWithItsFile() throws Exception {
    var file = Files.writeString(home.resolve(DRIVER + ".xml"), "<a/>");

    assertThatThrownBy(() -> EvidenceFiles.read(report(file), Bundle.empty()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(file.toString());
  }
}
