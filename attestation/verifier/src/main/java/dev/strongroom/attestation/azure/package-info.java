/// Azure confidential virtual machines: a virtual TPM whose attestation key the CPU's own report
/// vouches for, through the HCL report of the paravisor.
///
/// ```text
/// CPU report, verified by its scheme ── REPORT_DATA = SHA-256(runtime data) ──▶ HclReport
/// HclReport ── HCLAkPub ──▶ TpmQuote ── PCR digest ──▶ PCR values ── replay ──▶ event log
/// AK certificate, where there is one ── same key, chain to Azure's root ──▶ provenance
/// ```
///
/// The CPU's report shows genuine hardware and says which launch measurement speaks. Any guest may
/// put a digest into its own report, so a virtual TPM is worth as much as that measurement is
/// pinned to Azure's paravisor, or as the certificate chain shows the key to be Azure's. Both is
/// best.
///
/// ```java
/// var evidence = AzureEvidence.read(json);
/// var demand = QuoteDemand.ofAllPcrs(new QuoteNonce(nonce));
/// switch (AzureVerifier.verify(evidence, demand, collateral, anchors, now)) {
///   case AzureVerification.Authentic authentic -> authentic.quote().evidence().pcrs();
///   case AzureVerification.Refused(var findings) -> findings.forEach(f -> log(f.describe()));
/// }
/// ```
///
/// Sources: Microsoft Learn "Azure confidential VMs guest attestation design" and "vTPM key
/// attestation"; microsoft/openhcl `openhcl_attestation_protocol`, igvm_attest.
@NullMarked
package dev.strongroom.attestation.azure;

import org.jspecify.annotations.NullMarked;
