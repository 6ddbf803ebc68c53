package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.scheme.dcap.EndorsedQuote;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.trust.ReportDataCarrier;
import dev.strongroom.attestation.trust.Verified;

/// The CPU's report, authentic. Whether it is acceptable, its scheme's appraisal says: debugging,
/// TCB, and above all the launch measurement, for only a known paravisor tells the truth of its
/// virtual TPM.
public sealed interface VerifiedCpu {
  /// The report.
  Verified<? extends ReportDataCarrier> report();

  /// An AMD processor's, asked for at VMPL 0.
  record Snp(Verified<SnpReport> report) implements VerifiedCpu {}

  /// An Intel processor's.
  record Tdx(Verified<EndorsedQuote> report) implements VerifiedCpu {}
}
