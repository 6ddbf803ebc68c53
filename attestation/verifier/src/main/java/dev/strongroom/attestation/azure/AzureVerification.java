package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.eventlog.MeasuredEvent;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.finding.Tier;
import dev.strongroom.attestation.scheme.tpm.TpmQuote;
import dev.strongroom.attestation.trust.Verified;
import java.util.List;

/// Outcome of verifying the whole of an Azure virtual machine's Evidence.
public sealed interface AzureVerification {
  /// Every part is authentic and belongs to every other.
  ///
  /// @param cpu the CPU's report, still to be appraised by its scheme
  /// @param hcl the paravisor's report, which the CPU vouches for
  /// @param quote the virtual TPM's quote; its `pcrs()` are what was quoted
  /// @param events of the event log, as far as the quoted PCRs vouch for their digests; empty where
  ///   no log was sent
  /// @param warnings what a policy must accept by name
  record Authentic(
      VerifiedCpu cpu,
      Verified<HclReport> hcl,
      Verified<TpmQuote> quote,
      List<MeasuredEvent> events,
      List<Finding> warnings)
      implements AzureVerification {
    public Authentic {
      events = List.copyOf(events);
      warnings = List.copyOf(warnings);
      if (warnings.stream().anyMatch(f -> f.rule().tier() == Tier.CONTRAINDICATED)) {
        throw new IllegalArgumentException("warnings: one contraindicates");
      }
    }
  }

  /// Not authentic.
  ///
  /// @param findings why, and every warning; at least one contraindicates
  record Refused(List<Finding> findings) implements AzureVerification {
    public Refused {
      findings = List.copyOf(findings);
      if (findings.stream().noneMatch(f -> f.rule().tier() == Tier.CONTRAINDICATED)) {
        throw new IllegalArgumentException("findings: want at least one that contraindicates");
      }
    }
  }
}
