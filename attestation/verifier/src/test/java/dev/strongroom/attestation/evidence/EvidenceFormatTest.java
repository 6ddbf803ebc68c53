package dev.strongroom.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EvidenceFormatTest {
  @Test
  void tellsSchemesByTheirBytes() throws Exception {
    assertThat(EvidenceFormat.detect(Bytes.zeros(1184))).isEqualTo(Scheme.AMD_SEV_SNP);
    var spdm = Bytes.ofHex("report", "11e001ff");
    assertThat(EvidenceFormat.detect(spdm)).isEqualTo(Scheme.NVIDIA_GPU);
    assertThat(EvidenceFormat.detect(spdm.concat(Bytes.zeros(1180)))).isEqualTo(Scheme.NVIDIA_GPU);
    assertThatThrownBy(() -> EvidenceFormat.detect(Bytes.zeros(1183)))
        .hasMessageContaining("got 1183 bytes");
    assertThatThrownBy(() -> EvidenceFormat.detect(Bytes.empty())).hasMessageContaining("got 0");
  }

  // spec: ECDSA Quote Library API A.4 Quote Header form
  @Test
  @DisplayName("a quote begins with version 3 to 5, key type 2 and its TEE type")
  void tellsQuotesByTheirHeader() throws Exception {
    var rest = Bytes.zeros(48);
    assertThat(EvidenceFormat.detect(Bytes.ofHex("v3", "0300020000000000").concat(rest)))
        .isEqualTo(Scheme.INTEL_SGX);
    assertThat(EvidenceFormat.detect(Bytes.ofHex("v4", "0400020081000000").concat(rest)))
        .isEqualTo(Scheme.INTEL_TDX);
    assertThat(EvidenceFormat.detect(Bytes.ofHex("v5", "0500020081000000").concat(rest)))
        .isEqualTo(Scheme.INTEL_TDX);
    for (var other :
        List.of("0200020000", "0600020000", "0301020000", "0300030000", "0300020100")) {
      var report = Bytes.ofHex("other", other).concat(rest);
      assertThatThrownBy(() -> EvidenceFormat.detect(report)).hasMessageContaining("got 53 bytes");
    }
    assertThat(EvidenceFormat.detect(Bytes.utf8("{\"hcl_report\""))).isEqualTo(Scheme.AZURE_VTPM);
  }
}
