package dev.strongroom.cli.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.cli.Shell;
import dev.strongroom.wire.testing.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `strongroom evidence inspect` on files of every kind.
class InspectEvidenceTest {
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
