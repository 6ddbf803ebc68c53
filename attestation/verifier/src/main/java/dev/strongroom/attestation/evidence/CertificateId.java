package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.math.BigInteger;

/// How OCSP names a certificate: CertID (RFC 6960, 4.1.1).
///
/// @param hash of the two digests
/// @param issuerNameHash digest of the issuer's Name, DER
/// @param issuerKeyHash digest of the issuer's key, the content of its bit string
/// @param serialNumber of the certificate
public record CertificateId(
    OcspHash hash, Bytes issuerNameHash, Bytes issuerKeyHash, BigInteger serialNumber) {
  private static final Bytes NULL = DerWriter.element(Der.NULL);
  private static final int MAX_SERIAL_OCTETS = 20;

  public CertificateId {
    if (issuerNameHash.length() != hash.lengthBytes()
        || issuerKeyHash.length() != hash.lengthBytes()) {
      throw new IllegalArgumentException("issuer's digests: want " + hash.lengthBytes() + " bytes");
    }
  }

  /// The name of a certificate under its issuer.
  ///
  /// @param issuer whose name and key are digested; that it issued `certificate` is not looked at
  public static CertificateId of(Certificate certificate, Certificate issuer, OcspHash hash) {
    return new CertificateId(
        hash,
        hash.digest(issuer.subject()),
        hash.digest(issuer.keyBits()),
        new BigInteger(certificate.serialNumber()));
  }

  /// True if it names `certificate` under `issuer`.
  public boolean names(Certificate certificate, Certificate issuer) {
    return serialNumber.equals(new BigInteger(certificate.serialNumber()))
        && equals(of(certificate, issuer, hash));
  }

  /// Reads the next element.
  static CertificateId read(Der in) throws MalformedException {
    var id = in.enter("CertID", Der.SEQUENCE);
    var algorithm = id.enter("hashAlgorithm", Der.SEQUENCE);
    var hash = OcspHash.named(algorithm.value("hashAlgorithm", Der.OBJECT_IDENTIFIER));
    OcspParser.endOfAlgorithm("hashAlgorithm", algorithm);
    var name = digest("issuerNameHash", hash, id);
    var key = digest("issuerKeyHash", hash, id);
    // spec: RFC 5280 4.1.2.2: a serial number has 20 octets at most
    var serial = id.integer("serialNumber", MAX_SERIAL_OCTETS);
    id.end();
    return new CertificateId(hash, name, key, serial);
  }

  private static Bytes digest(String field, OcspHash hash, Der in) throws MalformedException {
    var digest = in.value(field, Der.OCTET_STRING);
    if (digest.length() != hash.lengthBytes()) {
      throw new MalformedException(
          field, -1, "got " + digest.length() + " bytes, want " + hash.lengthBytes());
    }
    return digest;
  }

  /// CertID, DER, with NULL as the algorithm's parameters.
  Bytes der() {
    return DerWriter.element(
        Der.SEQUENCE,
        DerWriter.element(Der.SEQUENCE, DerWriter.element(Der.OBJECT_IDENTIFIER, hash.oid()), NULL),
        DerWriter.element(Der.OCTET_STRING, issuerNameHash),
        DerWriter.element(Der.OCTET_STRING, issuerKeyHash),
        DerWriter.element(Der.INTEGER, Bytes.copyOf(serialNumber.toByteArray())));
  }
}
