package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.Issuers;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.trust.Revocation;
import java.util.List;

/// What must be at hand before an Azure virtual machine can be verified. Nothing is trusted for
/// being here.
///
/// @param issuers from which chains are completed that were sent without their upper part: ASKs and
///   ARKs, intermediates and roots of virtual TPMs
/// @param amdRevocation AMD's lists, for SEV-SNP machines; not given, the verified report says so
/// @param dcap Intel's collateral for the platform of a TDX machine, none or one; without it no TDX
///   quote is verified
public record AzureCollateral(
    Issuers issuers, Revocation amdRevocation, List<DcapCollateral> dcap) {
  public AzureCollateral {
    dcap = List.copyOf(dcap);
    if (dcap.size() > 1) {
      throw new IllegalArgumentException("dcap: got " + dcap.size() + ", want none or one");
    }
  }

  /// Issuers alone, without any revocation list.
  public static AzureCollateral ofIssuers(List<Certificate> issuers) {
    return new AzureCollateral(new Issuers(issuers), new Revocation.NotGiven(), List.of());
  }
}
