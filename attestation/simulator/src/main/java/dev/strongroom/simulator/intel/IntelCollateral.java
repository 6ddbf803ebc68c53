package dev.strongroom.simulator.intel;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.json.StrictJson;
import java.util.LinkedHashMap;

/// What the verification of a quote needs beside it. Immutable, thread-safe.
///
/// @param pckCrlIssuerChain PCK CA, root
/// @param rootCaCrl DER
/// @param pckCrl DER
/// @param tcbInfoIssuerChain TCB signing, root
/// @param tcbInfo for the TEE of the quote
/// @param qeIdentityIssuerChain TCB signing, root
/// @param qeIdentity of the quoting enclave that signs for that TEE
public record IntelCollateral(
    CertificateChain pckCrlIssuerChain,
    Bytes rootCaCrl,
    Bytes pckCrl,
    CertificateChain tcbInfoIssuerChain,
    PcsDocument.Signed tcbInfo,
    CertificateChain qeIdentityIssuerChain,
    PcsDocument.Signed qeIdentity) {

  /// One JSON object with the member names that dcap-qvl uses: chains in PEM, lists and signatures
  /// in hexadecimal, documents as strings.
  public Bytes toJson() {
    var all = new LinkedHashMap<String, String>();
    all.put("pck_crl_issuer_chain", pckCrlIssuerChain.toPem().utf8());
    all.put("root_ca_crl", rootCaCrl.hex());
    all.put("pck_crl", pckCrl.hex());
    all.put("tcb_info_issuer_chain", tcbInfoIssuerChain.toPem().utf8());
    all.put("tcb_info", tcbInfo.body());
    all.put("tcb_info_signature", tcbInfo.signature().hex());
    all.put("qe_identity_issuer_chain", qeIdentityIssuerChain.toPem().utf8());
    all.put("qe_identity", qeIdentity.body());
    all.put("qe_identity_signature", qeIdentity.signature().hex());
    return StrictJson.write(all);
  }
}
