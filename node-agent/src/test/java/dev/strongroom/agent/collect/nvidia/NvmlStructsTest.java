package dev.strongroom.agent.collect.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.StructLayout;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The numbers are what gcc 12 on x86-64 printed of `nvml.h` of CUDA 13.3:
///
/// ```
/// printf("%zu %zu\n", sizeof(nvmlConfComputeGpuCertificate_t),
///     offsetof(nvmlConfComputeGpuCertificate_t, certChain));
/// ```
class NvmlStructsTest {
  private static final Map<String, StructLayout> STRUCTS =
      Map.of(
          "report", NvmlStructs.REPORT,
          "certificate", NvmlStructs.CERTIFICATE,
          "settings", NvmlStructs.SETTINGS);

  private static StructLayout struct(String name) {
    return java.util.Objects.requireNonNull(STRUCTS.get(name));
  }

  @ParameterizedTest
  @CsvSource({"report, 12332", "certificate, 9224", "settings, 20"})
  void structuresAreAsLargeAsTheDriverThinks(String name, long bytes) {
    assertThat(struct(name).byteSize()).isEqualTo(bytes);
    assertThat(struct(name).byteAlignment()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "report, isCecAttestationReportPresent, 0",
    "report, attestationReportSize, 4",
    "report, cecAttestationReportSize, 8",
    "report, nonce, 12",
    "report, attestationReport, 44",
    "report, cecAttestationReport, 8236",
    "certificate, certChainSize, 0",
    "certificate, attestationCertChainSize, 4",
    "certificate, certChain, 8",
    "certificate, attestationCertChain, 4104",
    "settings, version, 0",
    "settings, environment, 4",
    "settings, ccFeature, 8",
    "settings, devToolsMode, 12",
    "settings, multiGpuMode, 16"
  })
  void fieldsAreWhereTheDriverPutsThem(String name, String field, long offset) {
    assertThat(NvmlStructs.at(struct(name), field)).isEqualTo(offset);
  }

  @Test
  void versionIsTheOneOfTheMacro() {
    assertThat(NvmlStructs.SETTINGS_VERSION).isEqualTo(0x1000014);
  }
}
