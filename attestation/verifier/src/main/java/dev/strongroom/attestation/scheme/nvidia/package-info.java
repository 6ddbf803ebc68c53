/// NVIDIA GPUs: the SPDM measurement report, its chain, its rules. Hopper is supported.
///
/// [NvidiaReport] is the layout, [NvidiaVerifier] says whether a report is authentic,
/// [NvidiaAppraisal] whether it is acceptable.
///
/// ```java
/// var report = NvidiaReport.parse(bytes);
/// var verification = NvidiaVerifier.verify(report, CertificateChain.parse(pem), anchors, now);
/// ```
///
/// Sources: DMTF DSP0274 "Security Protocol and Data Model" 1.1; the reports, certificates and open
/// verifiers that NVIDIA publishes (NVIDIA/nvtrust, NVIDIA/attestation-sdk); TCG "DICE Certificate
/// Profiles". NVIDIA publishes no prose specification of the legacy opaque data.
@NullMarked
package dev.strongroom.attestation.scheme.nvidia;

import org.jspecify.annotations.NullMarked;
