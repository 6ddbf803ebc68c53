package dev.strongroom.attestation.evidence;

import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;

/// An OCSP response out of parts, each of which a test can put in another form. Nobody signed it.
final class OcspForm {
  static final String BASIC = "1.3.6.1.5.5.7.48.1.1";
  static final String NONCE = "1.3.6.1.5.5.7.48.1.2";
  static final String SHA384 = "2.16.840.1.101.3.4.2.2";
  static final ASN1Encodable GOOD = new DERTaggedObject(false, 0, DERNull.INSTANCE);

  int status;
  String type = BASIC;
  Optional<ASN1Encodable> version = Optional.empty();
  ASN1Encodable responder = new DERTaggedObject(true, 2, octets(20));
  ASN1Encodable producedAt = time("20260101000000Z");
  ASN1Encodable responses = sequence(single(GOOD));
  Optional<ASN1Encodable> extensions = Optional.empty();
  ASN1Encodable algorithm = sequence(oid("1.2.840.10045.4.3.3"));
  ASN1Encodable signature = new DERBitString(new byte[8]);
  Optional<ASN1Encodable> certificates = Optional.empty();

  static DERSequence sequence(ASN1Encodable... parts) {
    return new DERSequence(parts);
  }

  static ASN1ObjectIdentifier oid(String dotted) {
    return new ASN1ObjectIdentifier(dotted);
  }

  static DEROctetString octets(int length) {
    return new DEROctetString(new byte[length]);
  }

  static DERGeneralizedTime time(String text) {
    return new DERGeneralizedTime(text);
  }

  static DERTaggedObject tagged(int number, ASN1Encodable content) {
    return new DERTaggedObject(true, number, content);
  }

  static DERSequence certificateId(String hash, int digestBytes, ASN1Integer serial) {
    return sequence(
        sequence(oid(hash), DERNull.INSTANCE), octets(digestBytes), octets(digestBytes), serial);
  }

  static DERSequence single(ASN1Encodable status, ASN1Encodable... more) {
    return about(certificateId(SHA384, 48, new ASN1Integer(1)), status, more);
  }

  static DERSequence about(ASN1Encodable certificate, ASN1Encodable status, ASN1Encodable... more) {
    var all = new ASN1EncodableVector();
    all.add(certificate);
    all.add(status);
    all.add(time("20260101000000Z"));
    for (var part : more) {
      all.add(part);
    }
    return new DERSequence(all);
  }

  static DERSequence extension(String id, ASN1Encodable value) {
    return sequence(oid(id), new DEROctetString(der(value).toArray()));
  }

  static Bytes der(ASN1Encodable value) {
    try {
      return Bytes.copyOf(value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The response, DER.
  Bytes der() {
    var data = new ASN1EncodableVector();
    version.ifPresent(data::add);
    data.add(responder);
    data.add(producedAt);
    data.add(responses);
    extensions.ifPresent(value -> data.add(tagged(1, value)));
    var basic = new ASN1EncodableVector();
    basic.add(new DERSequence(data));
    basic.add(algorithm);
    basic.add(signature);
    certificates.ifPresent(value -> basic.add(tagged(0, value)));
    var octets = new DEROctetString(der(new DERSequence(basic)).toArray());
    return der(sequence(new ASN1Enumerated(status), tagged(0, sequence(oid(type), octets))));
  }
}
