package dev.strongroom.attestation.scheme.dcap;

import com.fasterxml.jackson.databind.JsonNode;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.evidence.RevocationList;
import dev.strongroom.attestation.scheme.dcap.tcb.QeIdentity;
import dev.strongroom.attestation.scheme.dcap.tcb.TcbInfo;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;

/// What Intel publishes for one kind of platform and must be at hand before a quote of it can be
/// verified (Intel PCS API version 4). Nothing is said of authenticity.
///
/// The revocation list of the PCK is verified under the CA of the quote's own PCK chain, so the
/// issuer chain that comes with it is not kept.
///
/// @param tcbInfoChain TCB signing certificate and root
/// @param qeIdentityChain TCB signing certificate and root
/// @param rootCrl what the root revoked: CAs and TCB signing certificates
/// @param pckCrl what the PCK's CA revoked
public record DcapCollateral(
    TcbInfo tcbInfo,
    CertificateChain tcbInfoChain,
    QeIdentity qeIdentity,
    CertificateChain qeIdentityChain,
    RevocationList rootCrl,
    RevocationList pckCrl) {
  /// Largest bundle: two answers and two lists of Intel stay below 64 KiB.
  private static final int MAX_BYTES = 4 * 1024 * 1024;

  /// Reads Intel's answers as they came.
  ///
  /// @param tcbInfo answer to Get TCB Info, JSON
  /// @param tcbInfoChain PEM, from the header `TCB-Info-Issuer-Chain`, percent-encoding taken off
  /// @param qeIdentity answer to Get Quoting Enclave Identity, JSON
  /// @param qeIdentityChain PEM, from `SGX-Enclave-Identity-Issuer-Chain`
  /// @param rootCrl DER
  /// @param pckCrl DER
  /// @throws MalformedException if one has another form
  public static DcapCollateral of(
      Bytes tcbInfo,
      Bytes tcbInfoChain,
      Bytes qeIdentity,
      Bytes qeIdentityChain,
      Bytes rootCrl,
      Bytes pckCrl)
      throws MalformedException {
    return new DcapCollateral(
        TcbInfo.ofResponse(tcbInfo),
        CertificateChain.parse(tcbInfoChain),
        QeIdentity.ofResponse(qeIdentity),
        CertificateChain.parse(qeIdentityChain),
        RevocationList.ofDer("root CRL", rootCrl),
        RevocationList.ofDer("PCK CRL", pckCrl));
  }

  /// Reads one JSON object with the members of `sgx_ql_qve_collateral_t` in snake case, as dcap-qvl
  /// writes it: PEM and JSON as text, lists and signatures in hexadecimal. Members that are not
  /// needed are passed over.
  ///
  /// @throws MalformedException if one is absent or has another form
  public static DcapCollateral ofJson(Bytes json) throws MalformedException {
    if (json.length() > MAX_BYTES) {
      throw new MalformedException("collateral", 0, "got " + json.length() + " bytes, limit 4 MiB");
    }
    var bundle = StrictJson.read(json, JsonNode.class);
    return new DcapCollateral(
        TcbInfo.of(Bytes.utf8(text(bundle, "tcb_info")), hex(bundle, "tcb_info_signature")),
        CertificateChain.parse(Bytes.utf8(text(bundle, "tcb_info_issuer_chain"))),
        QeIdentity.of(
            Bytes.utf8(text(bundle, "qe_identity")), hex(bundle, "qe_identity_signature")),
        CertificateChain.parse(Bytes.utf8(text(bundle, "qe_identity_issuer_chain"))),
        RevocationList.ofDer("root_ca_crl", hex(bundle, "root_ca_crl")),
        RevocationList.ofDer("pck_crl", hex(bundle, "pck_crl")));
  }

  private static Bytes hex(JsonNode bundle, String name) throws MalformedException {
    return Bytes.ofHex(name, text(bundle, name));
  }

  private static String text(JsonNode bundle, String name) throws MalformedException {
    var member = bundle.path(name);
    if (!member.isTextual()) {
      throw new MalformedException(name, -1, "is absent or not text");
    }
    return member.textValue();
  }
}
