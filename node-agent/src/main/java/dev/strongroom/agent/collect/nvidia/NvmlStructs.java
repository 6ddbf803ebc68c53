package dev.strongroom.agent.collect.nvidia;

import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;

/// The three structures that are passed to NVML, as in `nvml.h` of CUDA 13.3 (NVIDIA/go-nvml,
/// `gen/nvml/nvml.h`); the two of reports and certificates are the same since CUDA 12.2, the
/// settings since CUDA 12.4. Numbers are the machine's own, little-endian; nothing is padded.
///
/// `nvmlConfComputeGpuAttestationReport_t`, 12332 bytes:
///
/// | Offset | Bytes | Field | Meaning |
/// |-------:|------:|-------|---------|
/// | 0x0000 | 4 | isCecAttestationReportPresent | out; the open kernel module sets it to 0; not read |
/// | 0x0004 | 4 | attestationReportSize | out; bytes of attestationReport that count |
/// | 0x0008 | 4 | cecAttestationReportSize | out; not read |
/// | 0x000C | 32 | nonce | in; the requester's nonce of the SPDM request |
/// | 0x002C | 8192 | attestationReport | out; request and response, see [Nvml#report] |
/// | 0x202C | 4096 | cecAttestationReport | out; not read |
///
/// `nvmlConfComputeGpuCertificate_t`, 9224 bytes:
///
/// | Offset | Bytes | Field | Meaning |
/// |-------:|------:|-------|---------|
/// | 0x0000 | 4 | certChainSize | out; not read |
/// | 0x0004 | 4 | attestationCertChainSize | out; bytes of attestationCertChain that count |
/// | 0x0008 | 4096 | certChain | out; of the key exchange, not read |
/// | 0x1008 | 5120 | attestationCertChain | out; PEM, leaf first |
///
/// `nvmlSystemConfComputeSettings_v1_t`, 20 bytes:
///
/// | Offset | Bytes | Field | Meaning |
/// |-------:|------:|-------|---------|
/// | 0x00 | 4 | version | in; size of the structure, or-ed with 1 << 24 |
/// | 0x04 | 4 | environment | out; 0 unavailable, 1 simulation, 2 production |
/// | 0x08 | 4 | ccFeature | out; 1 on; 0 where multiGpuMode is 1, with drivers from 570 on |
/// | 0x0C | 4 | devToolsMode | out; 1 on |
/// | 0x10 | 4 | multiGpuMode | out; 0 none, 1 Protected PCIe, 2 NVLink encryption |
final class NvmlStructs {
  static final int NONCE_BYTES = 0x20;
  static final int MAX_REPORT_BYTES = 0x2000;
  static final int MAX_CHAIN_BYTES = 0x1400;

  private static final int MAX_CEC_REPORT_BYTES = 0x1000;
  private static final int MAX_KEY_EXCHANGE_CHAIN_BYTES = 0x1000;

  static final StructLayout REPORT =
      structLayout(
          JAVA_INT.withName("isCecAttestationReportPresent"),
          JAVA_INT.withName("attestationReportSize"),
          JAVA_INT.withName("cecAttestationReportSize"),
          sequenceLayout(NONCE_BYTES, JAVA_BYTE).withName("nonce"),
          sequenceLayout(MAX_REPORT_BYTES, JAVA_BYTE).withName("attestationReport"),
          sequenceLayout(MAX_CEC_REPORT_BYTES, JAVA_BYTE).withName("cecAttestationReport"));

  static final StructLayout CERTIFICATE =
      structLayout(
          JAVA_INT.withName("certChainSize"),
          JAVA_INT.withName("attestationCertChainSize"),
          sequenceLayout(MAX_KEY_EXCHANGE_CHAIN_BYTES, JAVA_BYTE).withName("certChain"),
          sequenceLayout(MAX_CHAIN_BYTES, JAVA_BYTE).withName("attestationCertChain"));

  static final StructLayout SETTINGS =
      structLayout(
          JAVA_INT.withName("version"),
          JAVA_INT.withName("environment"),
          JAVA_INT.withName("ccFeature"),
          JAVA_INT.withName("devToolsMode"),
          JAVA_INT.withName("multiGpuMode"));

  /// `NVML_STRUCT_VERSION(SystemConfComputeSettings, 1)`.
  static final int SETTINGS_VERSION = (int) SETTINGS.byteSize() | 1 << 24;

  private NvmlStructs() {}

  /// Where `field` begins in `struct`.
  static long at(StructLayout struct, String field) {
    return struct.byteOffset(PathElement.groupElement(field));
  }
}
