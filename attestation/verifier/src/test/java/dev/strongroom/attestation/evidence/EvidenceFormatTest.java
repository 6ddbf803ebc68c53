package dev.strongroom.attestation.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.protocol.evidence.Scheme;
import dev.strongroom.wire.Bytes;
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
}
