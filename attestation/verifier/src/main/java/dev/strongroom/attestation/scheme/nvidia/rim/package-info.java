/// NVIDIA's reference integrity manifests: which measurements the driver, the VBIOS or a switch's
/// BIOS of a version must have.
///
/// [RimId] says which manifest is wanted, [Rim] is one as parsed ([RimTag] without its id),
/// [RimVerifier] says whether NVIDIA signed it, [RimComparison] compares what a device measured
/// with it.
///
/// ```java
/// var id = RimId.hopperDriver("550.90.07");
/// var rim = Rim.parse(id, xml);
/// switch (RimVerifier.verify(rim, TrustAnchors.production(), revocation, now)) {
///   case Verified<Rim> driver ->
///       RimComparison.compare(report.measurements(), reported, List.of(driver, vbios)).findings();
///   case Rejected<Rim>(var findings) -> findings.forEach(f -> log(f.describe()));
/// }
/// ```
///
/// Sources: ISO/IEC 19770-2:2015 (SWID tags); TCG "PC Client Reference Integrity Manifest
/// Specification"; W3C "XML Signature Syntax and Processing" 1.1; NVIDIA "Opaque Data RIM
/// Attributes" (docs.nvidia.com/attestation/specs/latest/opaque-data.html); the manifests and open
/// verifiers that NVIDIA publishes (NVIDIA/nvtrust, NVIDIA/attestation-sdk).
@NullMarked
package dev.strongroom.attestation.scheme.nvidia.rim;

import org.jspecify.annotations.NullMarked;
