package dev.strongroom.attestation.scheme.dcap.quote;

import dev.strongroom.wire.Bytes;

/// The report inside a quote.
public sealed interface QuoteBody permits SgxReportBody, TdReport {
  /// What it is about.
  Tee tee();

  /// REPORT_DATA: what the enclave or guest bound, 64 bytes.
  Bytes reportData();
}
