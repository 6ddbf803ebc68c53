package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.trust.ReportDataCarrier;
import dev.strongroom.attestation.trust.Verification;

/// How the CPU's report is verified: by its own scheme, with that scheme's collateral. The result
/// is what a scheme's verifier returned; there is no other way to get one.
@FunctionalInterface
public interface HardwareVerifier {
  /// Verifies the CPU's report.
  Verification<? extends ReportDataCarrier> verify(AzureEvidence.Hardware hardware);
}
