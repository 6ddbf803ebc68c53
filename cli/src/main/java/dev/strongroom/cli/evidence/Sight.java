package dev.strongroom.cli.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.appraisal.EvidenceInspection;
import dev.strongroom.attestation.appraisal.Inspection.Field;
import dev.strongroom.attestation.eventlog.EventLog;
import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.EvidenceFormat;
import dev.strongroom.attestation.evidence.OcspResponse;
import dev.strongroom.attestation.evidence.OcspStatus;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.scheme.dcap.DcapCollateral;
import dev.strongroom.attestation.scheme.dcap.tcb.QeIdentity;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbInfo;
import dev.strongroom.attestation.scheme.nvidia.rim.ReferenceMeasurement;
import dev.strongroom.attestation.scheme.nvidia.rim.RimTag;
import dev.strongroom.collateral.EvidenceFiles;
import dev.strongroom.collateral.item.RimAnswer;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What one file says of itself, with nothing verified. Its kind is told by its bytes.
///
/// @param kind for people
/// @param fields in the file's order
record Sight(String kind, List<Field> fields) {
  private static final String MANIFEST = "manifest of NVIDIA";
  private static final int DER_SEQUENCE = 0x30;

  Sight {
    fields = List.copyOf(fields);
  }

  /// Reads a report, quote, Azure's Evidence, certificates, a revocation list, an OCSP answer,
  /// Intel's collateral, a manifest of NVIDIA's or an event log.
  ///
  /// @throws MalformedException if it is none, or another than its beginning says
  static Sight of(Bytes content) throws MalformedException {
    if (content.length() == 0) {
      throw new MalformedException("file", 0, "is empty");
    }
    return switch (content.at(0)) {
      case '{' -> json(content);
      case '<' -> new Sight(MANIFEST, manifest(RimTag.parse(content)));
      case '-' -> new Sight("certificates", certificates(CertificateChain.parse(content)));
      case DER_SEQUENCE -> der(content);
      default -> binary(content);
    };
  }

  private static Sight json(Bytes content) throws MalformedException {
    var json = StrictJson.read(content, JsonNode.class);
    if (json.has("tcb_info")) {
      return new Sight("collateral of Intel", collateral(DcapCollateral.ofJson(content)));
    }
    if (json.has("tcbInfo")) {
      return new Sight("TCB info of Intel", tcbInfo(TcbInfo.ofResponse(content)));
    }
    if (json.has("enclaveIdentity")) {
      return new Sight(
          "quoting enclave identity of Intel", identity(QeIdentity.ofResponse(content)));
    }
    if (json.has("rim") && json.has("id")) {
      var rim = RimAnswer.read("manifest", content);
      var fields = new ArrayList<>(List.of(field("id", rim.id().text())));
      fields.addAll(manifest(rim.tag()));
      return new Sight(MANIFEST, fields);
    }
    return report(content);
  }

  private static Sight der(Bytes content) throws MalformedException {
    try {
      var certificate = Certificate.ofDer("certificate", content);
      return new Sight("certificate", certificates(new CertificateChain(List.of(certificate))));
    } catch (MalformedException notCertificate) {
      return statement(content, notCertificate);
    }
  }

  /// What an issuer says of its certificates.
  private static Sight statement(Bytes content, MalformedException notCertificate)
      throws MalformedException {
    try {
      return new Sight("OCSP answer", answer(OcspResponse.ofDer("OCSP answer", content)));
    } catch (MalformedException notAnswer) {
      notCertificate.addSuppressed(notAnswer);
    }
    try {
      return new Sight("revocation list", list(RevocationList.ofDer("revocation list", content)));
    } catch (MalformedException notList) {
      notCertificate.addSuppressed(notList);
      throw new MalformedException(
          "DER",
          0,
          "is neither a certificate, nor an OCSP answer, nor a revocation list",
          notCertificate);
    }
  }

  private static Sight binary(Bytes content) throws MalformedException {
    try {
      EvidenceFormat.detect(content);
    } catch (MalformedException notReport) {
      return eventLog(content, notReport);
    }
    return report(content);
  }

  private static Sight report(Bytes content) throws MalformedException {
    var scheme = EvidenceFormat.detect(content);
    var claims = EvidenceInspection.claims(scheme, content);
    return new Sight("Evidence, " + Portrait.title(scheme, claims), claims);
  }

  private static Sight eventLog(Bytes content, MalformedException notReport)
      throws MalformedException {
    try {
      var log = EventLog.parse(content);
      return new Sight(
          "event log",
          List.of(
              field("banks", log.banks()),
              field("events", log.events().size()),
              field(
                  "registers",
                  log.events().stream()
                      .map(event -> event.register())
                      .distinct()
                      .sorted()
                      .toList())));
    } catch (MalformedException notLog) {
      notReport.addSuppressed(notLog);
      throw new MalformedException(
          "file", 0, "is " + EvidenceFiles.neitherOfThese(content), notReport);
    }
  }

  private static List<Field> certificates(CertificateChain chain) {
    var fields = new ArrayList<Field>();
    for (var certificate : chain.certificates()) {
      fields.add(field("subject", certificate.subjectText()));
      fields.add(field("serial number", certificate.serialNumber()));
      fields.add(field("valid", certificate.notBefore() + " to " + certificate.notAfter()));
      fields.add(field("SHA-256", certificate.fingerprint().hex()));
    }
    return fields;
  }

  private static List<Field> list(RevocationList list) {
    return List.of(
        field("issuer", list.issuerText()),
        field("thisUpdate", list.thisUpdate()),
        field("nextUpdate", list.nextUpdate()));
  }

  private static List<Field> answer(OcspResponse answer) {
    var fields = new ArrayList<Field>();
    fields.add(field("responder", answer.responder().text()));
    fields.add(field("producedAt", answer.producedAt()));
    for (var single : answer.singles()) {
      fields.add(field("serial number", single.certificate().serialNumber()));
      fields.add(field("status", status(single.status())));
      fields.add(field("thisUpdate", single.thisUpdate()));
      fields.add(
          field("nextUpdate", single.nextUpdate().map(Instant::toString).orElse("at any time")));
    }
    return fields;
  }

  private static String status(OcspStatus status) {
    return switch (status) {
      case OcspStatus.Good _ -> "good";
      case OcspStatus.Unknown _ -> "unknown";
      case OcspStatus.Revoked revoked -> revoked.text();
    };
  }

  private static List<Field> manifest(RimTag tag) {
    var signer = tag.chain().leaf();
    long active = tag.measurements().stream().filter(ReferenceMeasurement::active).count();
    return List.of(
        field("version", tag.version()),
        field("product", tag.product()),
        field("signer", signer.subjectText()),
        field("signer valid", signer.notBefore() + " to " + signer.notAfter()),
        field("measurements", active + " of " + tag.measurements().size() + " active"),
        field("least numbers", tag.floors().size()));
  }

  private static List<Field> tcbInfo(TcbInfo info) {
    return List.of(
        field("id", info.tee().tcbInfoId()),
        field("fmspc", info.fmspc().hex()),
        field("tcbEvaluationDataNumber", info.tcbEvaluationDataNumber()),
        field("issueDate", info.issueDate()),
        field("nextUpdate", info.nextUpdate()),
        field("tcbLevels", info.levels().size()));
  }

  private static List<Field> identity(QeIdentity identity) {
    return List.of(
        field("issueDate", identity.issueDate()), field("nextUpdate", identity.nextUpdate()));
  }

  private static List<Field> collateral(DcapCollateral collateral) {
    var fields = new ArrayList<>(tcbInfo(collateral.tcbInfo()));
    named("quoting enclave identity ", identity(collateral.qeIdentity()), fields);
    named("root's list ", list(collateral.rootCrl()), fields);
    named("PCK CA's list ", list(collateral.pckCrl()), fields);
    return fields;
  }

  private static void named(String prefix, List<Field> part, List<Field> out) {
    part.forEach(field -> out.add(new Field(prefix + field.name(), field.value())));
  }

  private static Field field(String name, Object value) {
    return new Field(name, value.toString());
  }
}
