package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.eventlog.EventLog;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.tpm.TpmQuote;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.List;

/// All that an Azure confidential virtual machine shows of itself, parsed. Nothing is verified.
///
/// @param hcl the paravisor's report
/// @param hardware the CPU's report, of the kind that `hcl` names
/// @param quote the virtual TPM's quote with its PCR values
/// @param akCertificates certificate of the attestation key first, then whatever issuers were sent;
///   empty where none was
/// @param eventLogs the event log where one was sent: none or one
public record AzureEvidence(
    HclReport hcl,
    Hardware hardware,
    TpmQuote quote,
    List<Certificate> akCertificates,
    List<EventLog> eventLogs) {
  /// Largest JSON that [#read] takes: a log of 64 KiB in decimal numbers, and the rest.
  public static final int MAX_JSON_BYTES = 512 * 1024;

  /// The CPU's own report.
  public sealed interface Hardware {
    /// From the HCL report.
    ///
    /// @param vcek certificate of the key that signed it
    record Snp(SnpReport report, Certificate vcek) implements Hardware {}

    /// From Azure's quoting service.
    ///
    /// @param quote of a trust domain
    /// @param pckChain as the quote carries it
    record Tdx(Quote quote, CertificateChain pckChain) implements Hardware {
      public Tdx {
        if (quote.tee() != Tee.TDX) {
          throw new IllegalArgumentException("quote: got " + quote.tee() + ", want TDX");
        }
      }
    }
  }

  public AzureEvidence {
    akCertificates = List.copyOf(akCertificates);
    eventLogs = List.copyOf(eventLogs);
    var cpu =
        switch (hardware) {
          case Hardware.Snp _ -> HclReport.Cpu.SEV_SNP;
          case Hardware.Tdx _ -> HclReport.Cpu.TDX;
        };
    if (hcl.cpu() != cpu) {
      throw new IllegalArgumentException("hardware: got " + cpu + ", want " + hcl.cpu());
    }
    if (akCertificates.size() > CertificateChain.MAX_CERTIFICATES || eventLogs.size() > 1) {
      throw new IllegalArgumentException("too many certificates or event logs");
    }
  }

  /// Reads the JSON that other collectors write: Confidential Containers' (az-snp-vtpm and
  /// az-tdx-vtpm, both versions) and attested-tls'.
  ///
  /// | Member | Confidential Containers | attested-tls |
  /// |---|---|---|
  /// | HCL report | `hcl_report`, older `report` | `hcl_report_base64` |
  /// | CPU | `vcek` or `td_quote` | `tdx_quote_base64` |
  /// | quote | `tpm_quote`, older `quote`: `message`, `signature`, `pcrs` | `tpm_attestation.quote` |
  /// | AK certificate | none | `ak_certificate_pem`, `ak_intermediate_certificates_pem` |
  /// | event log | none | `event_log` |
  ///
  /// Bytes are arrays of numbers in older documents, base64url or (in the quote) hexadecimal later.
  /// PCR values are in order, from PCR 0 on.
  ///
  /// @throws MalformedException if it is anything else, or any part has a wrong form
  public static AzureEvidence read(Bytes json) throws MalformedException {
    return AzureEvidenceReader.read(json);
  }
}
