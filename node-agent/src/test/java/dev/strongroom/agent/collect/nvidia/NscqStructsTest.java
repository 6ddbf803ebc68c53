package dev.strongroom.agent.collect.nvidia;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// The numbers are what gcc 12 on x86-64 printed of `nscq_attestation.h`, API version 2.0.0.
class NscqStructsTest {
  @Test
  void structuresAreAsTheLibraryThinks() {
    assertThat(NscqStructs.SESSION_RESULT.byteSize()).isEqualTo(16);
    assertThat(NscqStructs.at(NscqStructs.SESSION_RESULT, "session")).isEqualTo(8);
    assertThat(NscqStructs.UUID.byteSize()).isEqualTo(16);
    assertThat(NscqStructs.LABEL.byteSize()).isEqualTo(64);
    assertThat(NscqStructs.REPORT.byteSize()).isEqualTo(8196);
    assertThat(NscqStructs.at(NscqStructs.REPORT, "report")).isEqualTo(4);
    assertThat(NscqStructs.CERTIFICATE.byteSize()).isEqualTo(5124);
    assertThat(NscqStructs.at(NscqStructs.CERTIFICATE, "cert_chain_size")).isEqualTo(5120);
  }
}
