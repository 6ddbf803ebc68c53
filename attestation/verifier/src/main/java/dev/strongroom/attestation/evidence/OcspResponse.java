package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A well-formed, successful OCSP response of the basic type (RFC 6960, 4.2). Nothing is said of
/// its authenticity. Equal by its DER encoding. Thread-safe.
///
/// | Structure | Members, in order |
/// |---|---|
/// | OCSPResponse | responseStatus; `[0]` responseType id-pkix-ocsp-basic, response in an OCTET STRING |
/// | BasicOCSPResponse | ResponseData; signatureAlgorithm; signature; `[0]` certs or nothing |
/// | ResponseData | responderID; producedAt; a SingleResponse for each certificate; `[1]` extensions or nothing |
/// | SingleResponse | certID; certStatus; thisUpdate; `[0]` nextUpdate or nothing; `[1]` extensions or nothing |
public final class OcspResponse {
  private final Bytes der;
  private final int hash;
  private final Data data;
  private final Bytes toBeSigned;
  private final String signatureAlgorithm;
  private final Bytes signature;
  private final List<Certificate> certificates;

  /// What is said of one certificate.
  ///
  /// @param certificate that it is about
  /// @param status what is said
  /// @param thisUpdate from when on, inclusive
  /// @param nextUpdate until when, inclusive; absent if newer word can be had at any time
  public record Single(
      CertificateId certificate,
      OcspStatus status,
      Instant thisUpdate,
      Optional<Instant> nextUpdate) {}

  /// ResponseData.
  record Data(
      ResponderId responder, Instant producedAt, List<Single> singles, Optional<Bytes> nonce) {
    Data {
      singles = List.copyOf(singles);
    }
  }

  OcspResponse(
      Bytes der,
      Data data,
      Bytes toBeSigned,
      String signatureAlgorithm,
      Bytes signature,
      List<Certificate> certificates) {
    this.der = der;
    this.hash = der.hashCode();
    this.data = data;
    this.toBeSigned = toBeSigned;
    this.signatureAlgorithm = signatureAlgorithm;
    this.signature = signature;
    this.certificates = List.copyOf(certificates);
  }

  /// Reads one DER response.
  ///
  /// @param field how errors name it
  /// @throws MalformedException if it is anything else, larger than 16 KiB, not successful (its
  ///   status is named: such a response says nothing of any certificate), names a certificate
  ///   twice, has an unknown critical extension, or has bytes after its end
  public static OcspResponse ofDer(String field, Bytes der) throws MalformedException {
    return OcspParser.parse(field, der);
  }

  /// The encoding as received.
  public Bytes der() {
    return der;
  }

  /// Whom it names as its signer.
  public ResponderId responder() {
    return data.responder();
  }

  /// When it was signed.
  public Instant producedAt() {
    return data.producedAt();
  }

  /// What it says, of one certificate each, at least one.
  public List<Single> singles() {
    return data.singles();
  }

  /// The nonce that it answers.
  public Optional<Bytes> nonce() {
    return data.nonce();
  }

  /// The part that was signed, DER, as received.
  public Bytes toBeSigned() {
    return toBeSigned;
  }

  /// Object identifier of the signature's algorithm, dotted.
  public String signatureAlgorithm() {
    return signatureAlgorithm;
  }

  /// The signature, as its algorithm encodes it.
  public Bytes signature() {
    return signature;
  }

  /// Certificates that came with it, for its signer.
  public List<Certificate> certificates() {
    return certificates;
  }

  @Override
  public boolean equals(Object other) {
    return other == this || (other instanceof OcspResponse that && der.equals(that.der));
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
