package dev.strongroom.attestation.trust;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.finding.Finding;
import java.util.List;

/// What a scheme demands of a report and its chain beyond what [EvidenceVerifier] does for all:
/// that this chain is the chain of this very device.
@FunctionalInterface
public interface ReportRules<E> {
  /// Every mismatch between `report` and the already verified `chain`.
  List<Finding> mismatches(E report, CertificateChain chain);
}
