/// From Evidence to verdict. No framework, no network, no clock: certificates come in as bytes,
/// time as a parameter.
///
/// bytes → **parse** (form) → `SnpReport`, `NvidiaReport` → **verify** (authenticity) →
/// [dev.strongroom.attestation.trust.Verified] → **appraise** (acceptability) →
/// [dev.strongroom.attestation.appraisal.AttestationResult]
///
/// ```java
/// var anchors = TrustAnchors.production();
/// var result = NodeAppraisal.appraise(evidence, expected, policy, anchors, now);
/// switch (result) {
///   case Affirming(var claims, _) -> ...
///   case Warning(var claims, var findings, _) -> ...
///   case Contraindicated(var findings, _) -> ...
/// }
/// ```
///
/// Packages, each knowing only those before it: `finding`, `evidence` (certificates, DER), `trust`
/// (pins, chains, signatures), `scheme.snp` and `scheme.nvidia` (one report format each, strangers
/// to one another), `appraisal`.
@NullMarked
package dev.strongroom.attestation;

import org.jspecify.annotations.NullMarked;
