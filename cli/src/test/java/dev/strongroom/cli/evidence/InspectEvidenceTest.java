package dev.strongroom.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.cli.Shell;
import dev.strongroom.wire.json.StrictJson;
import dev.strongroom.wire.testing.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `strongroom evidence inspect` on files of every kind.
class InspectEvidenceTest {
  private static final String H100 = "gpu/hopper/h100-550.90.07/";

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          snp/milan-v2-debug/report.bin                      | Evidence, amd-sev-snp | MEASUREMENT
          tdx/v5-uptodate-eval18/quote.bin                   | Evidence, intel-tdx   | MRTD
          sgx/v3-outofdate-debug/quote.bin                   | Evidence, intel-sgx   | MRENCLAVE
          az-vtpm/snp-milan-v3/evidence.json                 | Evidence, azure-vtpm  | PCR0
          az-vtpm/tdx-v4-live/evidence.json                  | Evidence, azure-vtpm  | RTMR0
          snp/milan-v2-vcek/vcek.der                         | certificate           | CN=SEV-VCEK
          snp/milan-v3-azure-aci/vcek.pem                    | certificates          | CN=SEV-VCEK
          tdx/common/root-crl-20250320-20260403.der          | revocation list       | nextUpdate
          tdx/v5-uptodate-eval18/collateral.json             | collateral of Intel   | 90c06f000000
          tdx/v4-spr-no-tcb-level/tcbinfo.json               | TCB info of Intel     | 50806f000000
          sgx/v3-swhardening/qe-identity.json                | enclave identity      | nextUpdate
          tdx/v4-gcp-ccel/ccel.bin                           | event log             | SHA384
          """)
  void everyKindIsToldByItsBytesAndMarkedAsAClaim(String file, String kind, String field) {
    var shell = Shell.run("evidence", "inspect", Vectors.path("cpu/" + file));

    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(shell.out()).contains(kind, field, "nothing here proves it");
    assertThat(shell.out().lines().skip(1).filter(line -> !line.isEmpty()))
        .isNotEmpty()
        .allMatch(line -> line.startsWith("  (claim) "));
  }

  @Test
  void aGpuReportIsShown() {
    var shell =
        Shell.run("evidence", "inspect", Vectors.path("gpu/hopper/h100-550.90.07/report.bin"));

    assertThat(shell.out()).contains("Evidence, nvidia-gpu", "550.90.07");
  }

  @Test
  void aSwitchIsCalledASwitch() {
    var report = Vectors.path("gpu/nvswitch/ls10-96.10.55.00.01/report.bin");
    var chain = Vectors.path("gpu/nvswitch/ls10-96.10.55.00.01/cert-chain.pem");

    assertThat(Shell.run("evidence", "inspect", report).out()).contains("Evidence, NVSwitch");
    assertThat(Shell.run("evidence", "verify", report, chain).out())
        .contains("NVSwitch says:")
        .doesNotContain("nvidia-gpu");
    assertThat(Shell.run("evidence", "verify", report, chain, "--explain").out())
        .contains("An NVSwitch of architecture LS_10.", "BIOS 96.10.55.00.01.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"NV_GPU_DRIVER_GH100_550.90.07.xml", "other.swidtag"})
  void aManifestIsShownWhateverItsName(String name) throws Exception {
    var xml = Vectors.read(H100 + "NV_GPU_DRIVER_GH100_550.90.07.xml");
    var shell =
        Shell.run("evidence", "inspect", Files.write(directory.resolve(name), xml.toArray()));

    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(shell.out())
        .contains("manifest of NVIDIA, which claims", "550.90.07", "GH100", "CN=HCC RIM L4 Signer")
        .containsPattern("measurements +\\d+ of 64 active");
  }

  @Test
  void theServicesAnswerAroundAManifestHasItsId() throws Exception {
    var xml = Vectors.read(H100 + "NV_GPU_DRIVER_GH100_550.90.07.xml");
    var answer =
        Map.of(
            "id",
            "NV_GPU_DRIVER_GH100_550.90.07",
            "rim",
            Base64.getEncoder().encodeToString(xml.toArray()),
            "sha256",
            xml.sha256().hex());
    var file = Files.write(directory.resolve("a.json"), StrictJson.write(answer).toArray());

    assertThat(Shell.run("evidence", "inspect", file).out())
        .contains("manifest of NVIDIA", "NV_GPU_DRIVER_GH100_550.90.07", "CN=HCC RIM L4 Signer");
  }

  @Test
  void anOcspAnswerIsShown() {
    var shell = Shell.run("evidence", "inspect", Vectors.path(H100 + "ocsp/device-brom-l4.der"));

    assertThat(shell.status()).as(shell.err()).isZero();
    assertThat(shell.out())
        .contains("OCSP answer, which claims", "responder", "serial number", "good", "nextUpdate");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inspect", "verify"})
  void whatIsOfSeveralDevicesIsForAnotherCommand(String command) {
    var list = Vectors.path("gpu/nvswitch/ppcie-hgx-590.12/switch_evidence.json");
    var answer = Vectors.path("gpu/nras/h200-570.172.08-1gpu-ok/nras-v3-response.json");

    var first = Shell.run("evidence", command, list);
    var second = Shell.run("evidence", command, answer);

    assertThat(first.status()).isEqualTo(2);
    assertThat(first.err())
        .isEqualTo(
            "strongroom: "
                + list
                + " is a list of devices; see 'strongroom evidence devices' [file.kind]\n");
    assertThat(second.status()).isEqualTo(2);
    assertThat(second.err())
        .contains("is an answer of NVIDIA's attestation service", "--nras [file.kind]");
    var keys = Vectors.path("gpu/nras/h200-570.172.08-1gpu-ok/jwks.json");
    assertThat(Shell.run("evidence", command, keys).err())
        .contains("is a JWK Set", "--nras-keys [file.kind]");
  }

  @Test
  void whatIsOfOneDeviceIsNoListOfThem() {
    for (var name : List.of("NV_GPU_DRIVER_GH100_550.90.07.xml", "report.bin", "cert-chain.pem")) {
      var shell = Shell.run("evidence", "devices", Vectors.path(H100 + name));

      assertThat(shell.status()).isEqualTo(2);
      assertThat(shell.err())
          .contains(name + " is no list of devices", "'strongroom evidence verify' [file.kind]");
    }
    var answer = Vectors.path("gpu/nras/h200-570.172.08-1gpu-ok/nras-v3-response.json");
    assertThat(Shell.run("evidence", "devices", answer).err()).contains("--nras [file.kind]");
  }

  @Test
  void whatIsNoneOfThemIsToldAllThatItCouldBe() throws Exception {
    var pem = Vectors.read(H100 + "cert-chain.pem").utf8();
    for (var before : List.of("\n", "\ufeff", "subject=CN = x\n")) {
      var file = Files.writeString(directory.resolve("chain.pem"), before + pem);
      var report = Vectors.path(H100 + "report.bin");
      for (var shell :
          List.of(
              Shell.run("evidence", "inspect", file),
              Shell.run("evidence", "verify", report, file))) {
        assertThat(shell.status()).isEqualTo(2);
        assertThat(shell.err())
            .contains("PEM from the first byte on", "manifest", "OCSP answer", "Intel's JSON")
            .endsWith("an event log [malformed]\n");
        assertThat(shell.err().lines()).hasSize(1);
      }
    }
    var der = Files.write(directory.resolve("x.der"), new byte[] {0x30, 0x01, 0x00});
    assertThat(Shell.run("evidence", "inspect", der).err())
        .contains("is neither a certificate, nor an OCSP answer, nor a revocation list");
  }

  @Test
  void jsonSaysThatNothingIsVerified() {
    var shell =
        Shell.run(
            "evidence",
            "inspect",
            "--format",
            "json",
            Vectors.path("cpu/snp/milan-v2-debug/report.bin"),
            Vectors.path("cpu/snp/milan-v2-debug/vcek.der"));

    assertThat(shell.status()).isZero();
    assertThat(shell.out())
        .contains("\"verified\" : false", "\"claims\"", "\"kind\" : \"certificate\"")
        .doesNotContain("\"verified\" : true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nonsense", "{", "{}", "0", "-----BEGIN NOTHING-----"})
  void whatIsNoneOfThemIsNamed(String content) throws Exception {
    var file = Files.writeString(directory.resolve("file.bin"), content);

    var shell = Shell.run("evidence", "inspect", file);

    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err().lines()).hasSize(1);
    assertThat(shell.err()).startsWith("strongroom: " + file + ": ").contains("[malformed]");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    var shell = Shell.run("evidence", "inspect", directory.resolve("none.bin"));

    assertThat(shell.status()).isEqualTo(4);
    assertThat(shell.err()).contains("[file.missing]");
  }
}
