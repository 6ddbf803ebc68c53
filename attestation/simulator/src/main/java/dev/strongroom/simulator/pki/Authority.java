package dev.strongroom.simulator.pki;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate and the key under it. Issues others, and revocation lists. Thread-safe.
///
/// @param certificate what names it
/// @param key signs
/// @param algorithm how it signs, by Bouncy Castle's name: `SHA256withECDSA`
public record Authority(Certificate certificate, PrivateKey key, String algorithm) {
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
  private static final int P256_BITS = 256;

  /// One that signs as AMD, Intel and NVIDIA do with a key of this kind: RSA with PSS and SHA-384,
  /// P-256 with SHA-256, P-384 with SHA-384.
  public Authority(Certificate certificate, PrivateKey key) {
    this(certificate, key, usual(key));
  }

  private static String usual(PrivateKey key) {
    return switch (key) {
      case ECPrivateKey ec when ec.getParams().getOrder().bitLength() == P256_BITS ->
          "SHA256withECDSA";
      case ECPrivateKey _ -> "SHA384withECDSA";
      default -> "SHA384withRSAandMGF1";
    };
  }

  /// What a certificate is to say.
  public record Subject(
      X500Name name,
      BigInteger serial,
      Instant notBefore,
      Instant notAfter,
      PublicKey key,
      List<Extra> extensions) {}

  /// One extension.
  public record Extra(String oid, boolean critical, Bytes content) {}

  /// A non-critical extension with this content.
  public static Extra extra(String oid, String hex) {
    return new Extra(oid, false, Bytes.copyOf(HexFormat.of().parseHex(hex)));
  }

  /// An extension with this content.
  public static Extra extra(ASN1ObjectIdentifier oid, boolean critical, ASN1Encodable content) {
    try {
      return new Extra(
          oid.getId(),
          critical,
          Bytes.copyOf(content.toASN1Primitive().getEncoded(ASN1Encoding.DER)));
    } catch (IOException e) {
      throw new IllegalStateException("encoding an extension failed", e);
    }
  }

  /// The extensions of an issuer.
  public static List<Extra> issuing(BasicConstraints constraints, int usage) {
    return List.of(
        extra(Extension.basicConstraints, true, constraints),
        extra(Extension.keyUsage, true, new KeyUsage(usage)));
  }

  /// A root that signs in its key's usual way.
  public static Authority root(Subject subject, PrivateKey key) {
    return root(subject, key, usual(key));
  }

  /// A root that signs with `algorithm`.
  public static Authority root(Subject subject, PrivateKey key, String algorithm) {
    return new Authority(issue(subject, subject.name(), key, algorithm), key, algorithm);
  }

  /// A certificate under this one.
  public Certificate issue(Subject subject) {
    return issue(subject, name(), key, algorithm);
  }

  private X500Name name() {
    return X500Name.getInstance(certificate.subject().toArray());
  }

  private static Certificate issue(
      Subject subject, X500Name issuer, PrivateKey key, String algorithm) {
    try {
      var builder =
          new X509v3CertificateBuilder(
              issuer,
              subject.serial(),
              Date.from(subject.notBefore()),
              Date.from(subject.notAfter()),
              subject.name(),
              SubjectPublicKeyInfo.getInstance(subject.key().getEncoded()));
      for (var extra : subject.extensions()) {
        builder.addExtension(
            new ASN1ObjectIdentifier(extra.oid()), extra.critical(), extra.content().toArray());
      }
      var encoded = builder.build(signer(key, algorithm)).getEncoded();
      return Certificate.ofDer("issued", Bytes.copyOf(encoded));
    } catch (IOException | OperatorCreationException | MalformedException e) {
      throw new IllegalStateException("issuing a certificate failed", e);
    }
  }

  /// A revocation list of version 2 (RFC 5280, 5) with number and key identifier, DER.
  ///
  /// @param revoked in their order, for a compromised key; the entry is absent when there is none
  public Bytes revocationList(Instant thisUpdate, Instant nextUpdate, List<Certificate> revoked) {
    try {
      var builder = new X509v2CRLBuilder(name(), Date.from(thisUpdate));
      builder.setNextUpdate(Date.from(nextUpdate));
      for (var one : revoked) {
        builder.addCRLEntry(
            new BigInteger(one.serialNumber()), Date.from(thisUpdate), CRLReason.keyCompromise);
      }
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.ONE));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new AuthorityKeyIdentifier(Extensions.keyId(certificate.spki())));
      return Bytes.copyOf(builder.build(signer(key, algorithm)).getEncoded());
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("signing a revocation list failed", e);
    }
  }

  /// Signs in its own way.
  ContentSigner signer() {
    try {
      return signer(key, algorithm);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException("signing with " + algorithm + " failed", e);
    }
  }

  private static ContentSigner signer(PrivateKey key, String algorithm)
      throws OperatorCreationException {
    // The JDK knows PSS under another name than Bouncy Castle's builder asks for.
    return new JcaContentSignerBuilder(algorithm).setProvider(BOUNCY_CASTLE).build(key);
  }

  @Override
  public String toString() {
    return "Authority[" + certificate.subjectText() + ", key redacted]";
  }
}
