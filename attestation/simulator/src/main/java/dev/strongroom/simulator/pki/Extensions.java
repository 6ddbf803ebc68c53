package dev.strongroom.simulator.pki;

import dev.strongroom.wire.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/// The extensions that vendors put into every certificate (RFC 5280, 4.2.1). Thread-safe.
public final class Extensions {
  private Extensions() {}

  /// AuthorityKeyIdentifier: the identifier of the issuer's key.
  ///
  /// @param issuerSpki the issuer's DER SubjectPublicKeyInfo
  public static Authority.Extra authorityKey(Bytes issuerSpki) {
    return Authority.extra(
        Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyId(issuerSpki)));
  }

  /// SubjectKeyIdentifier.
  public static Authority.Extra subjectKey(PublicKey subject) {
    return Authority.extra(
        Extension.subjectKeyIdentifier,
        false,
        new SubjectKeyIdentifier(keyId(Bytes.copyOf(subject.getEncoded()))));
  }

  /// CRLDistributionPoints with one address.
  public static Authority.Extra revocationAt(String address) {
    var name = new GeneralName(GeneralName.uniformResourceIdentifier, address);
    var point =
        new DistributionPoint(new DistributionPointName(new GeneralNames(name)), null, null);
    return Authority.extra(
        Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {point}));
  }

  /// AuthorityInfoAccess: where the issuer's certificate is.
  public static Authority.Extra issuerAt(String address) {
    var name = new GeneralName(GeneralName.uniformResourceIdentifier, address);
    return Authority.extra(
        Extension.authorityInfoAccess,
        false,
        new AuthorityInformationAccess(AccessDescription.id_ad_caIssuers, name));
  }

  /// KeyUsage, critical.
  ///
  /// @param bits of [KeyUsage]
  public static Authority.Extra usage(int bits) {
    return Authority.extra(Extension.keyUsage, true, new KeyUsage(bits));
  }

  /// BasicConstraints, critical.
  public static Authority.Extra constraints(BasicConstraints constraints) {
    return Authority.extra(Extension.basicConstraints, true, constraints);
  }

  // spec: RFC 5280 4.2.1.2 (1): SHA-1 of the subjectPublicKey bit string
  static byte[] keyId(Bytes spki) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(keyBits(spki));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-1 is required of every Java platform", e);
    }
  }

  /// Content of the subjectPublicKey bit string.
  static byte[] keyBits(Bytes spki) {
    return SubjectPublicKeyInfo.getInstance(spki.toArray()).getPublicKeyData().getBytes();
  }
}
