package dev.strongroom.simulator.vendor;

import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.attestation.trust.ChainVerifier;
import dev.strongroom.simulator.pki.Authority;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.SigningKey;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;

/// Five levels like NVIDIA's for GH100: root, Identity, Provisioner ICA, and for each device BROM
/// and FMC leaf; P-384 throughout. Thread-safe.
record NvidiaHierarchy(Authority root, Authority identity, Authority provisioner) {
  private static final String DEVICE_INFO = "1.3.6.1.4.1.412.274.1";
  private static final String COMPOSITE_DEVICE_ID = "2.23.133.5.4.1";
  private static final Instant END = Instant.parse("9999-12-31T23:59:59Z");
  private static final int SERIAL_BITS = 126;
  private static final int LEAF_SERIAL_BITS = 158;

  static NvidiaHierarchy create(SecureRandom random, Instant notBefore) {
    int usage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
    var rootKey = SigningKey.generate(random);
    var root =
        Authority.root(
            subject(rdn("NVIDIA Device Identity CA"), rootKey, usage, random, notBefore),
            rootKey.platformKey());
    var identityKey = SigningKey.generate(random);
    var identity =
        root.issue(subject(rdn("NVIDIA GH100 Identity"), identityKey, usage, random, notBefore));
    var identityAuthority = new Authority(identity, identityKey.platformKey());
    var provisionerKey = SigningKey.generate(random);
    var provisioner =
        identityAuthority.issue(
            subject(
                rdn("NVIDIA GH100 Provisioner ICA 1") + ",C=US",
                provisionerKey,
                usage,
                random,
                notBefore));
    return new NvidiaHierarchy(
        root, identityAuthority, new Authority(provisioner, provisionerKey.platformKey()));
  }

  private static String rdn(String commonName) {
    return "CN=" + commonName + ",O=" + ChainVerifier.SIMULATION_ORGANIZATION;
  }

  private static Authority.Subject subject(
      String name, SigningKey key, int usage, SecureRandom random, Instant notBefore) {
    return new Authority.Subject(
        new X500Name(name),
        new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS),
        notBefore,
        END,
        key.publicKey().platformKey(),
        Authority.issuing(new BasicConstraints(true), usage));
  }

  /// Certificates of a device, leaf first.
  ///
  /// @param deviceId 16 upper-case hexadecimal digits
  /// @param fwid digest of its firmware, 48 bytes
  CertificateChain device(
      SigningKey leafKey, String deviceId, Bytes fwid, SecureRandom random, Instant notBefore) {
    var bromKey = SigningKey.generate(random);
    var bromName = "SERIALNUMBER=41%s,C=US,%s".formatted(deviceId, rdn("GH100 A01 GSP BROM"));
    var brom =
        new Authority(
            provisioner.issue(subject(bromName, bromKey, KeyUsage.keyCertSign, random, notBefore)),
            bromKey.platformKey());
    var serial = new BigInteger(LEAF_SERIAL_BITS, random).setBit(LEAF_SERIAL_BITS);
    var leafName =
        "SERIALNUMBER=%s,C=US,%s"
            .formatted(serial.toString(16).toUpperCase(Locale.ROOT), rdn("GH100 A01 GSP FMC LF"));
    var leaf =
        brom.issue(
            new Authority.Subject(
                new X500Name(leafName),
                serial,
                notBefore,
                END,
                leafKey.publicKey().platformKey(),
                identityExtensions("NVIDIA:GH100:" + deviceId, bromKey, fwid)));
    return new CertificateChain(
        List.of(
            leaf,
            brom.certificate(),
            provisioner.certificate(),
            identity.certificate(),
            root.certificate()));
  }

  /// KeyUsage, device info and FWID of a leaf.
  ///
  /// @param info for example `NVIDIA:GH100:48B02D92494BADF4`
  /// @param issuer the key that the FWID extension is to name
  static List<Authority.Extra> identityExtensions(String info, SigningKey issuer, Bytes fwid) {
    var usage = new KeyUsage(KeyUsage.digitalSignature);
    return List.of(
        extra(Extension.keyUsage.getId(), true, usage),
        extra(Extension.subjectAlternativeName.getId(), false, deviceInfo(info)),
        extra(COMPOSITE_DEVICE_ID, false, composite(issuer, fwid)));
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

  private static DERSequence composite(SigningKey issuer, Bytes fwid) {
    try {
      var spki = ASN1Primitive.fromByteArray(issuer.publicKey().spki().toArray());
      var digest =
          new DERSequence(
              new ASN1Encodable[] {
                NISTObjectIdentifiers.id_sha384, new DEROctetString(fwid.toArray())
              });
      return new DERSequence(new ASN1Encodable[] {new ASN1Integer(1), spki, digest});
    } catch (IOException e) {
      throw new IllegalStateException("encoding an extension failed", e);
    }
  }

  private static Authority.Extra extra(String oid, boolean critical, ASN1Object content) {
    try {
      return new Authority.Extra(oid, critical, Bytes.copyOf(content.getEncoded(ASN1Encoding.DER)));
    } catch (IOException e) {
      throw new IllegalStateException("encoding an extension failed", e);
    }
  }
}
