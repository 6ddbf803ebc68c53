package dev.strongroom.simulator.vendor;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate and the key under it. Issues others. Thread-safe.
record Authority(Certificate certificate, PrivateKey key) {
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();

  /// What a certificate is to say.
  record Subject(
      X500Name name,
      BigInteger serial,
      Instant notBefore,
      Instant notAfter,
      PublicKey key,
      List<Extra> extensions) {}

  /// One extension.
  record Extra(String oid, boolean critical, Bytes content) {}

  static Extra extra(String oid, String hex) {
    return new Extra(oid, false, Bytes.copyOf(HexFormat.of().parseHex(hex)));
  }

  /// The extensions of an issuer.
  static List<Extra> issuing(BasicConstraints constraints, int usage) {
    try {
      return List.of(
          new Extra(
              Extension.basicConstraints.getId(),
              true,
              Bytes.copyOf(constraints.getEncoded(ASN1Encoding.DER))),
          new Extra(
              Extension.keyUsage.getId(),
              true,
              Bytes.copyOf(new KeyUsage(usage).getEncoded(ASN1Encoding.DER))));
    } catch (IOException e) {
      throw new IllegalStateException("encoding an extension failed", e);
    }
  }

  /// A root.
  static Authority root(Subject subject, PrivateKey key) {
    return new Authority(issue(subject, subject.name(), key), key);
  }

  /// A certificate under this one.
  Certificate issue(Subject subject) {
    return issue(subject, X500Name.getInstance(certificate.subject().toArray()), key);
  }

  private static Certificate issue(Subject subject, X500Name issuer, PrivateKey key) {
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
      var encoded = builder.build(signer(key)).getEncoded();
      return Certificate.ofDer("issued", Bytes.copyOf(encoded));
    } catch (IOException | OperatorCreationException | MalformedException e) {
      throw new IllegalStateException("issuing a certificate failed", e);
    }
  }

  private static ContentSigner signer(PrivateKey key) throws OperatorCreationException {
    var name = key.getAlgorithm().equals("RSA") ? "SHA384withRSAandMGF1" : "SHA384withECDSA";
    // The JDK knows PSS under another name than Bouncy Castle's builder asks for.
    return new JcaContentSignerBuilder(name).setProvider(BOUNCY_CASTLE).build(key);
  }

  @Override
  public String toString() {
    return "Authority[" + certificate.subjectText() + ", key redacted]";
  }
}
