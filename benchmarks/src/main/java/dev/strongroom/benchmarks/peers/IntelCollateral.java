package dev.strongroom.benchmarks.peers;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import dev.strongroom.wire.json.StrictJson;

/// Collateral of one quote in the one form that all programs of the comparison are given: issuer
/// chains in PEM, revocation lists (DER) and signatures in hex, signed documents as they were
/// signed.
record IntelCollateral(
    @JsonProperty("pck_crl_issuer_chain") String pckCrlIssuerChain,
    @JsonProperty("root_ca_crl") String rootCaCrl,
    @JsonProperty("pck_crl") String pckCrl,
    @JsonProperty("tcb_info_issuer_chain") String tcbInfoIssuerChain,
    @JsonProperty("tcb_info") String tcbInfo,
    @JsonProperty("tcb_info_signature") String tcbInfoSignature,
    @JsonProperty("qe_identity_issuer_chain") String qeIdentityIssuerChain,
    @JsonProperty("qe_identity") String qeIdentity,
    @JsonProperty("qe_identity_signature") String qeIdentitySignature) {

  static IntelCollateral parse(Bytes json) throws MalformedException {
    return StrictJson.read(json, IntelCollateral.class);
  }

  /// The same with other signed documents, both as Intel's service answers them.
  IntelCollateral with(Bytes tcbInfoAnswer, Bytes qeIdentityAnswer) {
    var tcb = Answer.of(tcbInfoAnswer);
    var qe = Answer.of(qeIdentityAnswer);
    return new IntelCollateral(
        pckCrlIssuerChain,
        rootCaCrl,
        pckCrl,
        tcbInfoIssuerChain,
        tcb.document(),
        tcb.signature(),
        qeIdentityIssuerChain,
        qe.document(),
        qe.signature());
  }

  /// The same with other revocation lists, both DER.
  IntelCollateral withLists(Bytes rootCaList, Bytes pckList) {
    return new IntelCollateral(
        pckCrlIssuerChain,
        rootCaList.hex(),
        pckList.hex(),
        tcbInfoIssuerChain,
        tcbInfo,
        tcbInfoSignature,
        qeIdentityIssuerChain,
        qeIdentity,
        qeIdentitySignature);
  }

  /// The same with other issuers, all PEM.
  IntelCollateral withIssuers(String pckCrlIssuers, String signers) {
    return new IntelCollateral(
        pckCrlIssuers,
        rootCaCrl,
        pckCrl,
        signers,
        tcbInfo,
        tcbInfoSignature,
        signers,
        qeIdentity,
        qeIdentitySignature);
  }

  /// A signed document as Intel's service answers it: `{"NAME":DOCUMENT,"signature":"HEX"}`. Cut
  /// out as text, because the signature is over the bytes.
  private record Answer(String document, String signature) {
    private static final String SIGNATURE = ",\"signature\":\"";

    static Answer of(Bytes answer) {
      var text = answer.utf8();
      int start = text.indexOf(':') + 1;
      int end = text.lastIndexOf(SIGNATURE);
      int last = text.lastIndexOf('"');
      if (start == 0 || end < start || last < end + SIGNATURE.length()) {
        throw new IllegalArgumentException("no signed document of Intel's");
      }
      return new Answer(text.substring(start, end), text.substring(end + SIGNATURE.length(), last));
    }
  }
}
