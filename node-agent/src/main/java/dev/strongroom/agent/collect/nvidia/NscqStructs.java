package dev.strongroom.agent.collect.nvidia;

import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;

/// The structures that pass between NSCQ and its caller, as in NVIDIA/nvtrust,
/// `nscq_attestation.h`, API version 2.0.0. Numbers are the machine's own, little-endian.
///
/// `nscq_session_result_t`, 16 bytes:
///
/// | Offset | Bytes | Field | Meaning |
/// |-------:|------:|-------|---------|
/// | 0x00 | 1 | rc | 0 success, above 0 a warning, below 0 an error |
/// | 0x08 | 8 | session | pointer |
///
/// `nscq_uuid_t` has 16 bytes, `nscq_label_t` 64 of text.
///
/// `nscq_attestation_report_t`, 8196 bytes, and `nscq_attestation_certificate_t`, 5124 bytes, are
/// handed to a callback by value:
///
/// | Offset | Bytes | Field | Meaning |
/// |-------:|------:|-------|---------|
/// | 0x0000 | 4 | report_size | bytes of report that count |
/// | 0x0004 | 8192 | report | SPDM request and response |
///
/// | Offset | Bytes | Field | Meaning |
/// |-------:|------:|-------|---------|
/// | 0x0000 | 5120 | cert_chain | PEM, leaf first |
/// | 0x1400 | 4 | cert_chain_size | bytes of cert_chain that count |
final class NscqStructs {
  private static final int UUID_BYTES = 16;
  private static final int LABEL_BYTES = 64;
  private static final int MAX_REPORT_BYTES = 0x2000;
  private static final int MAX_CHAIN_BYTES = 0x1400;

  static final StructLayout SESSION_RESULT =
      structLayout(JAVA_BYTE.withName("rc"), paddingLayout(7), ADDRESS.withName("session"));

  static final MemoryLayout UUID = sequenceLayout(UUID_BYTES, JAVA_BYTE);

  static final MemoryLayout LABEL = sequenceLayout(LABEL_BYTES, JAVA_BYTE);

  static final StructLayout REPORT =
      structLayout(
          JAVA_INT.withName("report_size"),
          sequenceLayout(MAX_REPORT_BYTES, JAVA_BYTE).withName("report"));

  static final StructLayout CERTIFICATE =
      structLayout(
          sequenceLayout(MAX_CHAIN_BYTES, JAVA_BYTE).withName("cert_chain"),
          JAVA_INT.withName("cert_chain_size"));

  private NscqStructs() {}

  /// Where `field` begins in `struct`.
  static long at(StructLayout struct, String field) {
    return struct.byteOffset(PathElement.groupElement(field));
  }

  /// How many bytes `field` has in `struct`.
  static long capacity(StructLayout struct, String field) {
    return struct.select(PathElement.groupElement(field)).byteSize();
  }
}
