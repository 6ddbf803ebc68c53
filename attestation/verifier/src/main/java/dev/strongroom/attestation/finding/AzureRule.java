package dev.strongroom.attestation.finding;

import static dev.strongroom.attestation.finding.Tier.CONTRAINDICATED;
import static dev.strongroom.attestation.finding.Tier.WARNING;

/// Rules of Azure's virtual TPM below a paravisor: what ties its attestation key to the CPU.
public enum AzureRule implements Rule {
  /// The CPU's report does not carry the digest of the runtime data.
  RUNTIME_DATA(
      "azure.runtime-data",
      CONTRAINDICATED,
      "Azure guest attestation, vTPM: report_data is SHA-256 of the runtime data, then zeros",
      "Send the HCL report and the CPU's report of one and the same virtual machine and boot."),
  /// The attestation key's certificate is of another key.
  AK_KEY(
      "azure.ak-key",
      CONTRAINDICATED,
      "Azure guest attestation, vTPM: HCLAkPub",
      "Read the certificate anew from the vTPM (NV index 0x01C101D0); it belongs to another one."),
  /// The attestation key's certificate is for something else.
  AK_USAGE(
      "azure.ak-usage",
      CONTRAINDICATED,
      "TCG Credential Profile EK 2.x: tcg-kp-AIKCertificate 2.23.133.8.3",
      "Read the certificate anew from the vTPM (NV index 0x01C101D0)."),
  /// No complete certificate chain of the attestation key was sent.
  AK_PROVENANCE(
      "azure.ak-provenance",
      WARNING,
      "Azure guest attestation, vTPM: AK certificate",
      "Send the AK certificate with its issuers. Without them any guest on genuine hardware can make"
          + " up a virtual TPM: accept the warning by name only where the policy pins the paravisor's"
          + " launch measurement."),
  /// No revocation status of the attestation key's issuers was looked at.
  AK_CRL_ABSENT(
      "azure.ak-crl.absent",
      WARNING,
      "RFC 5280, 6.3",
      "This build does not look at revocation lists of Azure's virtual TPM issuers: accept the"
          + " warning by name or refuse.");

  private final Text text;

  AzureRule(String code, Tier tier, String clause, String advice) {
    text = new Text(code, tier, clause, advice);
  }

  @Override
  public Text text() {
    return text;
  }
}
