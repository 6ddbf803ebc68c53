package dev.strongroom.simulator.nvidia;

import dev.strongroom.attestation.scheme.nvidia.NvidiaArchitecture;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;

/// Extensions of a device's leaf: KeyUsage, device info, and its FWID in the architecture's form.
public final class LeafExtensions {
  private static final String DEVICE_INFO = "1.3.6.1.4.1.412.274.1";
  private static final String COMPOSITE_DEVICE_ID = "2.23.133.5.4.1";
  private static final String TCB_INFO = "2.23.133.5.4.1.1";
  private static final int FWID_BYTES = 48;

  private LeafExtensions() {}

  /// The three extensions, in NVIDIA's order.
  ///
  /// @param info for example `NVIDIA:GH100:48B02D92494BADF4`
  /// @param issuer the key that Hopper's form is to name
  /// @param fwid digest of the firmware, 48 bytes
  public static List<Authority.Extra> of(
      NvidiaArchitecture architecture, String info, SigningKey issuer, Bytes fwid) {
    return List.of(
        Authority.extra(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)),
        Authority.extra(Extension.subjectAlternativeName, false, deviceInfo(info)),
        switch (architecture) {
          case GH100, LS_10 -> composite(issuer, fwid);
          case GB100 -> tcbInfo(fwid);
        });
  }

  private static GeneralNames deviceInfo(String info) {
    var value = new DERUTF8String(info);
    var other =
        new DERSequence(
            new ASN1Encodable[] {
              new ASN1ObjectIdentifier(DEVICE_INFO), new DERTaggedObject(true, 0, value)
            });
    return new GeneralNames(new GeneralName(GeneralName.otherName, other));
  }

  private static Authority.Extra composite(SigningKey issuer, Bytes fwid) {
    try {
      var spki = ASN1Primitive.fromByteArray(issuer.publicKey().spki().toArray());
      return Authority.extra(
          new ASN1ObjectIdentifier(COMPOSITE_DEVICE_ID),
          false,
          new DERSequence(new ASN1Encodable[] {new ASN1Integer(1), spki, digest(fwid)}));
    } catch (IOException e) {
      throw new IllegalStateException("encoding an extension failed", e);
    }
  }

  private static DERSequence digest(Bytes fwid) {
    return new DERSequence(
        new ASN1Encodable[] {NISTObjectIdentifiers.id_sha384, new DEROctetString(fwid.toArray())});
  }

  /// TCG DICE TcbInfo as Blackwell writes it: the second FWID is zero.
  private static Authority.Extra tcbInfo(Bytes fwid) {
    var fwids = new ASN1Encodable[] {digest(fwid), digest(Bytes.zeros(FWID_BYTES))};
    return Authority.extra(
        new ASN1ObjectIdentifier(TCB_INFO),
        false,
        new DERSequence(
            new ASN1Encodable[] {
              new DERTaggedObject(false, 0, new DERUTF8String("NVIDIA")),
              new DERTaggedObject(false, 1, new DERUTF8String("GB100 A01 GSP")),
              new DERTaggedObject(false, 2, new DERUTF8String("01")),
              new DERTaggedObject(false, 3, new ASN1Integer(1)),
              new DERTaggedObject(false, 4, new ASN1Integer(0)),
              new DERTaggedObject(false, 5, new ASN1Integer(0)),
              new DERTaggedObject(false, 6, new DERSequence(fwids)),
              new DERTaggedObject(false, 7, new DERBitString(new byte[] {(byte) 0x80, 0, 0, 1})),
              new DERTaggedObject(false, 8, new DEROctetString(new byte[] {(byte) 0xc0})),
              new DERTaggedObject(false, 9, new DEROctetString(new byte[] {0}))
            }));
  }
}
