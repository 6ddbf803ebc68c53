/// From Evidence to verdict. No framework, no network, no clock: certificates and collateral come
/// in as values, time as a parameter.
///
/// bytes → **parse** (form) → `SnpReport`, `Quote`, `TpmQuote`, `NvidiaReport` → **verify**
/// (authenticity) → [dev.strongroom.attestation.trust.Verified] → **appraise** (acceptability) →
/// [dev.strongroom.attestation.appraisal.AttestationResult] → **tell others**
/// ([dev.strongroom.attestation.token.EarToken])
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
/// | Package | What is there |
/// |---|---|
/// | `finding` | every rule that Evidence can break, by scheme |
/// | `demand` | what a policy says of one bit or one digest |
/// | `evidence` | certificates, revocation lists, DER, the outer form of reports |
/// | `trust` | pins, chains, signatures: the only maker of `Verified` |
/// | `eventlog` | logs of measured boot, replayed to registers |
/// | `scheme.snp`, `scheme.dcap`, `scheme.tpm`, `scheme.nvidia` | one report format each, strangers to one another |
/// | `azure` | Azure's virtual machines: a CPU's report that vouches for a virtual TPM |
/// | `nras` | results of NVIDIA's attestation service, in the place of a verification of its devices |
/// | `appraisal` | one node or one piece as a whole |
/// | `claims`, `policy` | what Evidence says, by documented names, and policies over it |
/// | `token` | results as EAR |
@NullMarked
package dev.strongroom.attestation;

import org.jspecify.annotations.NullMarked;
