package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.Bytes;
import java.util.Optional;

/// Asks an OCSP responder for one certificate (RFC 6960, 4.1), unsigned.
///
/// @param certificate that is asked for
/// @param nonce random, 32 bytes; the answer must carry it
public record OcspRequest(CertificateId certificate, Optional<Bytes> nonce) {
  // spec: RFC 9654 2.1 client: a client's nonce has 32 octets
  private static final int NONCE_BYTES = 32;

  public OcspRequest {
    if (nonce.isPresent() && nonce.get().length() != NONCE_BYTES) {
      throw new IllegalArgumentException(
          "nonce: got " + nonce.get().length() + " bytes, want " + NONCE_BYTES);
    }
  }

  /// OCSPRequest, DER: what is posted as `application/ocsp-request`.
  public Bytes der() {
    var requests =
        DerWriter.element(Der.SEQUENCE, DerWriter.element(Der.SEQUENCE, certificate.der()));
    var toBeSigned =
        DerWriter.element(
            Der.SEQUENCE, requests, nonce.map(OcspRequest::extensions).orElse(Bytes.empty()));
    return DerWriter.element(Der.SEQUENCE, toBeSigned);
  }

  // spec: RFC 6960 4.4.1 form: the nonce is an OCTET STRING in the extension's OCTET STRING
  private static Bytes extensions(Bytes nonce) {
    var value = DerWriter.element(Der.OCTET_STRING, DerWriter.element(Der.OCTET_STRING, nonce));
    var extension =
        DerWriter.element(
            Der.SEQUENCE, DerWriter.element(Der.OBJECT_IDENTIFIER, OcspParser.NONCE), value);
    return DerWriter.element(Der.CONTEXT_2, DerWriter.element(Der.SEQUENCE, extension));
  }
}
