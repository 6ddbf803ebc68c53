package dev.strongroom.attestation.trust;

import dev.strongroom.wire.Bytes;
import java.io.IOException;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.ResponseBytes;

/// OCSP responses put together anew of genuine parts.
final class Reencoded {
  private Reencoded() {}

  /// `der` with one certificate, in place of its own.
  static Bytes withCertificate(Bytes der, Bytes certificate) {
    try {
      var response = OCSPResponse.getInstance(ASN1Primitive.fromByteArray(der.toArray()));
      var octets = response.getResponseBytes().getResponse().getOctets();
      var basic = BasicOCSPResponse.getInstance(ASN1Primitive.fromByteArray(octets));
      var other =
          new BasicOCSPResponse(
              basic.getTbsResponseData(),
              basic.getSignatureAlgorithm(),
              basic.getSignature(),
              new DERSequence(ASN1Sequence.getInstance(certificate.toArray())));
      var bytes =
          new ResponseBytes(
              response.getResponseBytes().getResponseType(),
              new DEROctetString(other.getEncoded("DER")));
      return Bytes.copyOf(new OCSPResponse(response.getResponseStatus(), bytes).getEncoded("DER"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
