package dev.strongroom.protocol.evidence;

import com.fasterxml.jackson.annotation.JsonProperty;

/// Which rules a report follows. The sender's label picks the parser and nothing else: every trust
/// decision is taken from verified bytes.
public enum Scheme {
  /// AMD SEV-SNP attestation report (AMD 56860).
  @JsonProperty("amd-sev-snp")
  AMD_SEV_SNP("amd-sev-snp"),
  /// NVIDIA GPU attestation report (SPDM 1.1 GET_MEASUREMENTS).
  @JsonProperty("nvidia-gpu")
  NVIDIA_GPU("nvidia-gpu"),
  /// ECDSA quote of an Intel TDX guest (TDX DCAP Quoting Library API).
  @JsonProperty("intel-tdx")
  INTEL_TDX("intel-tdx"),
  /// ECDSA quote of an Intel SGX enclave (ECDSA Quote Library API).
  @JsonProperty("intel-sgx")
  INTEL_SGX("intel-sgx"),
  /// An Azure virtual machine's paravisor report, virtual TPM quote and CPU report, as JSON.
  @JsonProperty("azure-vtpm")
  AZURE_VTPM("azure-vtpm");

  private final String text;

  Scheme(String text) {
    this.text = text;
  }

  /// The name as it stands in JSON and in hashed bytes.
  public String text() {
    return text;
  }
}
