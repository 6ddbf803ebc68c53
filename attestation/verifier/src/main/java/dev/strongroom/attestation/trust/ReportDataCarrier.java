package dev.strongroom.attestation.trust;

import dev.strongroom.wire.Bytes;

/// A report with room for data that whoever asked for it chose (REPORT_DATA).
public interface ReportDataCarrier {
  /// That data, all 64 bytes.
  Bytes reportData();
}
