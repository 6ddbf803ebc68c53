package dev.strongroom.protocol.evidence;

import dev.strongroom.wire.Bytes;

/// One Attester's Evidence (RFC 9334, section 8.1), unparsed.
///
/// @param scheme which parser to use
/// @param report the signed report, exactly as the device gave it
/// @param chain its certificates, leaf first, as PEM exactly as the device or its driver gave them
public record Evidence(Scheme scheme, Bytes report, Bytes chain) {
  /// Larger than any report of a known scheme: Azure's is JSON that may hold an event log.
  public static final int MAX_REPORT_BYTES = 512 * 1024;

  /// Larger than any chain of a known scheme.
  public static final int MAX_CHAIN_BYTES = 64 * 1024;

  public Evidence {
    if (report.length() > MAX_REPORT_BYTES || chain.length() > MAX_CHAIN_BYTES) {
      throw new IllegalArgumentException("report exceeds 512 KiB, or chain 64 KiB");
    }
  }
}
