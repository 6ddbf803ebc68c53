package dev.strongroom.attestation.azure;

import dev.strongroom.attestation.azure.AzureEvidence.Hardware;
import dev.strongroom.attestation.azure.JsonObject.Text;
import dev.strongroom.attestation.eventlog.EventLog;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.scheme.dcap.quote.Quote;
import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.scheme.snp.SnpReport;
import dev.strongroom.attestation.scheme.tpm.TpmQuote;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// Reads others' JSON, see [AzureEvidence#read].
final class AzureEvidenceReader {
  private static final Set<String> COCO =
      Set.of("version", "quote", "tpm_quote", "report", "hcl_report", "vcek", "td_quote");
  private static final Set<String> ATTESTED_TLS =
      Set.of("tdx_quote_base64", "hcl_report_base64", "tpm_attestation");
  private static final Set<String> TPM_ATTESTATION =
      Set.of(
          "ak_certificate_pem",
          "ak_intermediate_certificates_pem",
          "quote",
          "event_log",
          "instance_info");
  private static final Set<String> QUOTE = Set.of("message", "signature", "pcrs");

  /// 1 of TDX, 2 of SEV-SNP; before, without a version.
  private static final Set<Long> VERSIONS = Set.of(1L, 2L);

  private AzureEvidenceReader() {}

  static AzureEvidence read(Bytes json) throws MalformedException {
    if (json.length() > AzureEvidence.MAX_JSON_BYTES) {
      throw new MalformedException("evidence", 0, "got " + json.length() + " bytes, limit 524288");
    }
    var root = JsonObject.parse("evidence", json);
    return root.has("tpm_attestation")
        ? attestedTls(root.only(ATTESTED_TLS))
        : confidentialContainers(root.only(COCO));
  }

  private static AzureEvidence confidentialContainers(JsonObject root) throws MalformedException {
    if (root.has("version") && !VERSIONS.contains(root.number("version"))) {
      throw new MalformedException("evidence.version", -1, "want 1 or 2");
    }
    var hcl = HclReport.parse(root.octets(either(root, "hcl_report", "report"), Text.BASE64URL));
    var quote = quote(root.object(either(root, "tpm_quote", "quote")));
    var hardware =
        either(root, "vcek", "td_quote").equals("vcek")
            ? new Hardware.Snp(snpReport(hcl), vcek(root))
            : tdx(hcl, root.octets("td_quote", Text.BASE64URL));
    return new AzureEvidence(hcl, hardware, quote, List.of(), List.of());
  }

  private static AzureEvidence attestedTls(JsonObject root) throws MalformedException {
    var hcl = HclReport.parse(root.octets("hcl_report_base64", Text.BASE64URL));
    var tpm = root.object("tpm_attestation").only(TPM_ATTESTATION);
    var logs = new ArrayList<EventLog>();
    if (tpm.has("event_log")) {
      var log = tpm.octets("event_log", Text.BASE64URL);
      if (log.length() > 0) {
        logs.add(EventLog.parse(log));
      }
    }
    return new AzureEvidence(
        hcl,
        tdx(hcl, root.octets("tdx_quote_base64", Text.BASE64URL)),
        quote(tpm.object("quote")),
        akCertificates(tpm),
        logs);
  }

  /// The one of two members that is there.
  private static String either(JsonObject root, String name, String other)
      throws MalformedException {
    if (root.has(name) == root.has(other)) {
      throw new MalformedException("evidence", -1, "want one of " + name + " and " + other);
    }
    return root.has(name) ? name : other;
  }

  private static SnpReport snpReport(HclReport hcl) throws MalformedException {
    require(hcl, HclReport.Cpu.SEV_SNP);
    return SnpReport.parse(hcl.hardwareReport());
  }

  private static Hardware tdx(HclReport hcl, Bytes quote) throws MalformedException {
    require(hcl, HclReport.Cpu.TDX);
    var parsed = Quote.parse(quote);
    // A quote says itself what it is of; an enclave's has no place beside a virtual machine's.
    if (parsed.tee() != Tee.TDX) {
      throw new MalformedException("quote", -1, "got one of " + parsed.tee() + ", want TDX");
    }
    return new Hardware.Tdx(parsed, parsed.pckChain());
  }

  private static void require(HclReport hcl, HclReport.Cpu cpu) throws MalformedException {
    if (hcl.cpu() != cpu) {
      throw new MalformedException("report type", -1, "got " + hcl.cpu() + ", want " + cpu);
    }
  }

  /// PEM in the older version, DER in base64url in the later.
  private static Certificate vcek(JsonObject root) throws MalformedException {
    var text = root.text("vcek");
    if (!text.startsWith("-")) {
      return Certificate.ofDer("vcek", JsonObject.base64url("vcek", text));
    }
    var chain = CertificateChain.parse(Bytes.utf8(text));
    if (chain.certificates().size() != 1) {
      throw new MalformedException("vcek", -1, "is not one certificate");
    }
    return chain.leaf();
  }

  private static List<Certificate> akCertificates(JsonObject tpm) throws MalformedException {
    var certificates = new ArrayList<Certificate>();
    if (!tpm.has("ak_certificate_pem")) {
      return certificates;
    }
    certificates.add(AkCertificates.ofPem("ak_certificate_pem", tpm.text("ak_certificate_pem")));
    if (tpm.has("ak_intermediate_certificates_pem")) {
      var field = "ak_intermediate_certificates_pem";
      for (var pem : tpm.texts(field)) {
        if (certificates.size() == CertificateChain.MAX_CERTIFICATES) {
          throw new MalformedException(field, -1, "more than 8 certificates");
        }
        certificates.add(AkCertificates.ofPem(field, pem));
      }
    }
    return certificates;
  }

  private static TpmQuote quote(JsonObject quote) throws MalformedException {
    quote.only(QUOTE);
    var values = quote.octetLists("pcrs", Text.HEX);
    var pcrs = new TreeMap<Integer, Bytes>();
    for (int i = 0; i < values.size(); i++) {
      pcrs.put(i, values.get(i));
    }
    return TpmQuote.parse(
        quote.octets("message", Text.HEX),
        TpmQuote.rawSignature(quote.octets("signature", Text.HEX)),
        pcrs);
  }
}
