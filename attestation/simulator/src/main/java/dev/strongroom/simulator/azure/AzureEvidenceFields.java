package dev.strongroom.simulator.azure;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// All that one guest shows, in the JSON forms that collectors write. Immutable, thread-safe.
///
/// @param hclReport of the guest's vTPM
/// @param quote by the AK that the report names
/// @param vcek for a guest on SEV-SNP
/// @param tdQuote for a guest on TDX, over the HCL report's REPORT_DATA
/// @param ak certificate of the AK, and what issuers the guest sends
/// @param eventLog of the guest's boot
public record AzureEvidenceFields(
    Bytes hclReport,
    TpmQuote quote,
    Optional<Certificate> vcek,
    Optional<Bytes> tdQuote,
    Optional<CertificateChain> ak,
    Optional<Bytes> eventLog) {
  private static final int PEM_LINE = 64;

  /// A guest on SEV-SNP.
  public static AzureEvidenceFields snp(Bytes hclReport, TpmQuote quote, Certificate vcek) {
    return new AzureEvidenceFields(
        hclReport, quote, Optional.of(vcek), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// A guest on TDX.
  public static AzureEvidenceFields tdx(Bytes hclReport, TpmQuote quote, Bytes tdQuote) {
    return new AzureEvidenceFields(
        hclReport,
        quote,
        Optional.empty(),
        Optional.of(tdQuote),
        Optional.empty(),
        Optional.empty());
  }

  /// The same guest, which also sends its AK's certificates.
  public AzureEvidenceFields with(CertificateChain chain) {
    return new AzureEvidenceFields(hclReport, quote, vcek, tdQuote, Optional.of(chain), eventLog);
  }

  /// The same guest, which also sends its event log.
  public AzureEvidenceFields withEventLog(Bytes log) {
    return new AzureEvidenceFields(hclReport, quote, vcek, tdQuote, ak, Optional.of(log));
  }

  /// As Confidential Containers' az-snp-vtpm (version 2) and az-tdx-vtpm (version 1) write it:
  /// base64url and hexadecimal. It has no place for AK certificates and event log.
  public Bytes confidentialContainers() {
    var all = new LinkedHashMap<String, Object>();
    all.put("version", vcek.isPresent() ? 2 : 1);
    all.put("tpm_quote", quoteInHex());
    all.put("hcl_report", base64Url(hclReport));
    vcek.ifPresent(certificate -> all.put("vcek", base64Url(certificate.der())));
    tdQuote.ifPresent(bytes -> all.put("td_quote", base64Url(bytes)));
    return StrictJson.write(all);
  }

  private Map<String, Object> quoteInHex() {
    var all = new LinkedHashMap<String, Object>();
    all.put("signature", quote.signature().hex());
    all.put("message", quote.message().hex());
    all.put("pcrs", quote.pcrs().stream().map(Bytes::hex).toList());
    return all;
  }

  /// As attested-tls writes it, for a guest on TDX.
  ///
  /// @throws IllegalStateException for a guest on SEV-SNP
  public Bytes attestedTls() {
    var tpm = new LinkedHashMap<String, Object>();
    ak.ifPresent(
        chain -> {
          var pem = chain.certificates().stream().map(Certificate::toPem).toList();
          tpm.put("ak_certificate_pem", pem.getFirst());
          tpm.put("ak_intermediate_certificates_pem", pem.subList(1, pem.size() - 1));
        });
    tpm.put("quote", quoteInNumbers());
    tpm.put("event_log", numbers(eventLog.orElse(Bytes.empty())));
    var all = new LinkedHashMap<String, Object>();
    all.put(
        "tdx_quote_base64",
        base64Url(tdQuote.orElseThrow(() -> new IllegalStateException("want a guest on TDX"))));
    all.put("hcl_report_base64", base64Url(hclReport));
    all.put("tpm_attestation", tpm);
    return StrictJson.write(all);
  }

  private Map<String, Object> quoteInNumbers() {
    var all = new LinkedHashMap<String, Object>();
    all.put("signature", numbers(quote.signature()));
    all.put("message", numbers(quote.message()));
    all.put("pcrs", quote.pcrs().stream().map(AzureEvidenceFields::numbers).toList());
    return all;
  }

  private static List<Integer> numbers(Bytes value) {
    return IntStream.range(0, value.length()).mapToObj(value::at).toList();
  }

  private static String base64Url(Bytes value) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(value.toArray());
  }

  /// PEM of a certificate that zeros follow up to `length` bytes: what collectors make of the
  /// vTPM's NV index, which is larger than the certificate.
  public static String padded(Certificate certificate, int length) {
    var der = certificate.der().concat(Bytes.zeros(length - certificate.der().length()));
    var body = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(der.toArray());
    return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
  }
}
