package dev.strongroom.attestation.scheme.dcap.quote;

import dev.strongroom.attestation.evidence.Spki;
import dev.strongroom.attestation.trust.EcdsaSignature;
import dev.strongroom.attestation.trust.KeyStatement;
import dev.strongroom.attestation.trust.SignedReport;
import dev.strongroom.wire.Bytes;

/// What a quote says of the enclave that made it: the enclave's report, signed by the PCK, vouches
/// for the attestation key that signed the quote. It does so only where REPORTDATA is the digest of
/// that key, which [#reportDataOfKey] computes and the verifier compares.
///
/// @param report REPORT body of the quoting enclave
/// @param signedBytes the same, as received
/// @param signature by the PCK
/// @param attestationKey P-256 point, x and y of 32 bytes each
/// @param authData QE authentication data, chosen by the quoting enclave
public record QuotingEnclave(
    SgxReportBody report,
    Bytes signedBytes,
    EcdsaSignature signature,
    Bytes attestationKey,
    Bytes authData)
    implements SignedReport, KeyStatement {
  private static final int REPORT_DATA_BYTES = 64;

  // spec: ECDSA Quote Library API A.4 QE Report: REPORTDATA is SHA-256(attestation key || QE
  // authentication data), then 32 zero bytes
  /// REPORTDATA with which the enclave vouches for [#attestationKey].
  public Bytes reportDataOfKey() {
    var digest = attestationKey.concat(authData).sha256();
    return digest.concat(Bytes.zeros(REPORT_DATA_BYTES - digest.length()));
  }

  @Override
  public Bytes signerSpki() {
    return Spki.p256(attestationKey);
  }

  @Override
  public String title() {
    return "quoting enclave's report";
  }
}
