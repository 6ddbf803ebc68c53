package dev.strongroom.attestation.scheme.dcap.tcb;

import dev.strongroom.attestation.finding.DcapRule;
import dev.strongroom.attestation.finding.Finding;
import dev.strongroom.attestation.scheme.dcap.quote.SgxReportBody;
import dev.strongroom.attestation.scheme.dcap.quote.Tee;
import dev.strongroom.attestation.trust.EcdsaSignature;
import dev.strongroom.attestation.trust.SignedReport;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Which enclave is Intel's quoting enclave (Intel PCS API version 4, Get Quoting Enclave
/// Identity), version 2. Signed like [TcbInfo], over the object `enclaveIdentity`.
///
/// | Member | Meaning |
/// |---|---|
/// | id | `QE` for SGX, `TD_QE` for TDX |
/// | issueDate, nextUpdate, tcbEvaluationDataNumber | as in TCB info |
/// | miscselect, miscselectMask | MISCSELECT, 4 bytes in the report's order |
/// | attributes, attributesMask | ATTRIBUTES, 16 bytes |
/// | mrsigner, isvprodid | MRSIGNER and ISVPRODID |
/// | tcbLevels | by ISVSVN |
///
/// @param tee whose quoting enclave it is
/// @param levels highest first, at least one
/// @param signedBytes as received
public record QeIdentity(
    Tee tee,
    Instant issueDate,
    Instant nextUpdate,
    int tcbEvaluationDataNumber,
    Bytes miscSelect,
    Bytes miscSelectMask,
    Bytes attributes,
    Bytes attributesMask,
    Bytes mrSigner,
    int isvProdId,
    List<IsvLevel> levels,
    Bytes signedBytes,
    EcdsaSignature signature)
    implements SignedReport {
  private static final int VERSION_2 = 2;
  private static final int SIGNATURE_BYTES = 64;

  public QeIdentity {
    levels = List.copyOf(levels);
  }

  /// Reads an answer: an object with `enclaveIdentity` and `signature`.
  ///
  /// @throws MalformedException if it is not such an answer of a known version
  public static QeIdentity ofResponse(Bytes response) throws MalformedException {
    var members = Members.read("enclaveIdentity", response);
    return of(
        StrictJson.memberAsWritten(response, "enclaveIdentity"),
        members.hex("signature", SIGNATURE_BYTES));
  }

  /// Reads the signed part and its signature where they came apart.
  ///
  /// @param enclaveIdentity the JSON object, as signed
  /// @param signature r and s, 64 bytes
  /// @throws MalformedException if it is not the identity of a quoting enclave
  public static QeIdentity of(Bytes enclaveIdentity, Bytes signature) throws MalformedException {
    var identity = Members.read("enclaveIdentity", enclaveIdentity);
    int version = identity.integer("version", VERSION_2);
    if (version != VERSION_2) {
      throw new MalformedException("enclaveIdentity version", -1, "got " + version + ", want 2");
    }
    return new QeIdentity(
        tee(identity.text("id")),
        identity.instant("issueDate"),
        identity.instant("nextUpdate"),
        identity.integer("tcbEvaluationDataNumber", Integer.MAX_VALUE),
        identity.hex("miscselect", 4),
        identity.hex("miscselectMask", 4),
        identity.hex("attributes", 16),
        identity.hex("attributesMask", 16),
        identity.hex("mrsigner", 32),
        identity.integer("isvprodid", IsvLevel.MAX_SVN),
        IsvLevel.read(identity),
        enclaveIdentity,
        TcbInfo.signature("enclaveIdentity signature", signature));
  }

  private static Tee tee(String id) throws MalformedException {
    for (var tee : Tee.values()) {
      if (tee.qeIdentityId().equals(id)) {
        return tee;
      }
    }
    throw new MalformedException("enclaveIdentity id", -1, "got '" + id + "', want QE or TD_QE");
  }

  // spec: TDX DCAP Quoting Library API 4.1.2.4.15: MISCSELECT and ATTRIBUTES under their masks,
  // MRSIGNER, ISVPRODID
  /// Every mismatch of the enclave that signed with this identity. Its ISVSVN is a matter of TCB.
  public List<Finding> mismatches(SgxReportBody enclave) {
    var findings = new ArrayList<Finding>();
    if (!Masks.fits(enclave.miscSelect(), miscSelect, miscSelectMask)) {
      findings.add(
          new Finding(
              DcapRule.QE_IDENTITY,
              "MISCSELECT " + miscSelect + " under " + miscSelectMask,
              enclave.miscSelect().hex()));
    }
    if (!Masks.fits(enclave.attributes(), attributes, attributesMask)) {
      findings.add(
          new Finding(
              DcapRule.QE_IDENTITY,
              "ATTRIBUTES " + attributes + " under " + attributesMask,
              enclave.attributes().hex()));
    }
    if (!enclave.mrSigner().equals(mrSigner)) {
      findings.add(
          new Finding(DcapRule.QE_IDENTITY, "MRSIGNER " + mrSigner, enclave.mrSigner().toString()));
    }
    if (enclave.isvProdId() != isvProdId) {
      findings.add(
          new Finding(DcapRule.QE_IDENTITY, "ISVPRODID " + isvProdId, "" + enclave.isvProdId()));
    }
    return findings;
  }

  @Override
  public String title() {
    return "quoting enclave identity";
  }
}
