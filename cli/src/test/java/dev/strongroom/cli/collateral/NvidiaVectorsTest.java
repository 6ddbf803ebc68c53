package dev.strongroom.cli.collateral;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.attestation.scheme.nvidia.rim.RimId;
import dev.strongroom.cli.Shell;
import dev.strongroom.collateral.bundle.BundleWriter;
import dev.strongroom.collateral.item.Item;
import dev.strongroom.collateral.item.Material;
import dev.strongroom.collateral.item.NvidiaItem;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import dev.strongroom.wire.testing.Vectors;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A genuine H100 with NVIDIA's genuine manifests and answers, on the command line.
@Tag("vectors")
class NvidiaVectorsTest {
  private static final String H100 = "gpu/hopper/h100-550.90.07/";
  private static final String DRIVER = "NV_GPU_DRIVER_GH100_550.90.07";
  private static final String VBIOS = "NV_GPU_VBIOS_1010_0200_882_96009F0001";
  private static final Instant AT = Instant.parse("2025-08-21T12:00:00Z");
  private static final List<String> DEVICE =
      List.of("device-brom-l4", "device-provisioner-l3", "device-identity-l2");

  @TempDir Path home;

  private static Path path(String name) {
    return Vectors.path(H100 + name);
  }

  private static Material manifest(String id) throws Exception {
    var xml = Vectors.read(H100 + id + ".xml");
    var json =
        StrictJson.write(
            Map.of(
                "id",
                id,
                "rim",
                Base64.getEncoder().encodeToString(xml.toArray()),
                "sha256",
                xml.sha256().hex()));
    return material(new NvidiaItem.Rim(RimId.parse(id)), json);
  }

  private static Material answer(String name) throws Exception {
    var der = Vectors.read(H100 + "ocsp/" + name + ".der");
    var id = OcspResponse.ofDer(name, der).singles().getFirst().certificate();
    return material(new NvidiaItem.Ocsp(id), der);
  }

  private static Material material(Item item, Bytes body) throws Exception {
    return Material.parse(item, body, Bytes.empty(), AT);
  }

  private Path bundle() throws Exception {
    var materials = new ArrayList<>(List.of(manifest(DRIVER), manifest(VBIOS)));
    for (var name : DEVICE) {
      materials.add(answer(name));
    }
    var path = home.resolve("site.zip");
    BundleWriter.writeUnsigned(path, materials, AT, AT.plus(Duration.ofDays(14)));
    return path;
  }

  @Test
  void filesBesideAReportAreCompared() {
    var words =
        new ArrayList<Object>(
            List.of(
                "evidence",
                "verify",
                path("report.bin"),
                path("cert-chain.pem"),
                path(DRIVER + ".xml"),
                path(VBIOS + ".xml")));
    DEVICE.forEach(name -> words.add(path("ocsp/" + name + ".der")));
    words.addAll(List.of("--at", AT));

    var shell = Shell.run(words.toArray());

    Vectors.compare(
        H100 + " on the command line", "true", "" + shell.out().contains("32 of 32 match"));
    assertThat(shell.out()).contains("nvidia.rim.ocsp-absent").doesNotContain("nvidia.ocsp.");
    assertThat(shell.status()).isEqualTo(6);
  }

  @Test
  void aBundleIsComparedToo() throws Exception {
    var shell =
        Shell.run(
            "evidence",
            "verify",
            path("report.bin"),
            path("cert-chain.pem"),
            "--collateral",
            bundle(),
            "--at",
            AT);

    assertThat(shell.out()).contains("32 of 32 match").doesNotContain("nvidia.ocsp.");
  }

  @Test
  void withoutThemItIsSaidHowToBringThem() {
    var shell =
        Shell.run(
            "evidence",
            "verify",
            path("report.bin"),
            path("cert-chain.pem"),
            "--offline",
            "--at",
            AT);

    assertThat(shell.out())
        .contains("strongroom collateral fetch report.bin CERT_CHAIN --out site.zip");
  }

  @Test
  void coverageOfAGenuineDevice() throws Exception {
    var shell =
        Shell.run(
            "collateral",
            "coverage",
            "--collateral",
            bundle(),
            "--at",
            AT,
            path("report.bin"),
            path("cert-chain.pem"));

    // Of the signers no answer holds on that day.
    assertThat(shell.status()).isEqualTo(12);
    assertThat(shell.out())
        .contains(
            "warned   " + DRIVER + ", signer until 2026-06-01",
            "warned   " + VBIOS + ", signer until 2026-02-22",
            "nvidia.rim.ocsp-absent",
            "covered  [0] ");
  }

  @Test
  void coverageOfTheDriverToComeNamesEachDevice() throws Exception {
    var shell =
        Shell.run(
            "collateral",
            "coverage",
            "--collateral",
            bundle(),
            "--driver",
            "620.12",
            "--at",
            AT,
            Vectors.path("gpu/nvswitch/ppcie-hgx-590.12/gpu_evidence.json"),
            Vectors.path("gpu/nvswitch/ppcie-hgx-590.12/switch_evidence.json"));

    assertThat(shell.status()).isEqualTo(12);
    assertThat(shell.out())
        .contains(
            "absent   NV_GPU_DRIVER_GH100_620.12",
            "absent   NV_SWITCH_BIOS_5612_0002_890_",
            "NOT COVERED: 12 of 12 devices");
  }
}
