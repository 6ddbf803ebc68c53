package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.azure.AzureEvidence.Hardware;
import dev.strongroom.attestation.scheme.dcap.DcapVerifier;
import dev.strongroom.attestation.scheme.snp.SnpVerifier;
import dev.strongroom.attestation.trust.ReportDataCarrier;
import dev.strongroom.attestation.trust.TrustAnchors;
import dev.strongroom.attestation.trust.Verification;
import java.time.Instant;

/// How the CPU's report is verified: by its own scheme, with that scheme's collateral.
@FunctionalInterface
interface HardwareVerifier {
  /// Verifies the CPU's report.
  Verification<? extends ReportDataCarrier> verify(Hardware hardware);

  /// By SEV-SNP's or DCAP's rules, as the report demands.
  static HardwareVerifier of(AzureCollateral collateral, TrustAnchors anchors, Instant now) {
    return hardware ->
        switch (hardware) {
          case Hardware.Snp(var report, var vcek) ->
              SnpVerifier.verify(report, collateral.issuers().complete(vcek), anchors, now);
          case Hardware.Tdx(var quote, var chain) ->
              collateral.dcap().isEmpty()
                  ? DcapVerifier.verifyWithoutCollateral(quote, chain, anchors, now)
                  : DcapVerifier.verify(
                      quote, chain, collateral.dcap().getFirst(), anchors, now);
        };
  }
}
