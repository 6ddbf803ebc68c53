package dev.strongroom.attestation;

import dev.strongroom.attestation.evidence.Certificate;
import dev.strongroom.attestation.evidence.CertificateChain;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// RSA hierarchies in software, signed with RSASSA-PKCS1-v1_5 as Azure's virtual TPMs' are.
public final class TestChains {
  /// The time at which everything here is valid.
  public static final Instant NOW = Instant.parse("2026-06-15T00:00:00Z");

  /// tcg-kp-AIKCertificate.
  public static final String AIK = "2.23.133.8.3";

  /// Root, one intermediate, and a leaf of a key of its own.
  public static final TestChains AK =
      new TestChains("Azure Virtual TPM Root Certificate Authority 2023", "SHA512withRSA");

  private final KeyPair rootKey = rsa();
  private final KeyPair issuerKey = rsa();
  private final String algorithm;
  private final String rootName;
  private final Certificate root;
  private final Certificate issuer;

  /// A hierarchy whose root has this common name.
  public TestChains(String rootName, String algorithm) {
    this.rootName = "CN=" + rootName;
    this.algorithm = algorithm;
    root = certificate(rootKey.getPublic(), this.rootName, rootKey, this.rootName, 1, NOW, "");
    issuer =
        certificate(issuerKey.getPublic(), "CN=Test vTPM CA", rootKey, this.rootName, 0, NOW, "");
  }

  /// A new RSA-2048 key.
  public static KeyPair rsa() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The root.
  public Certificate root() {
    return root;
  }

  /// The intermediate.
  public Certificate issuer() {
    return issuer;
  }

  /// A leaf for `key`, valid around `at`.
  ///
  /// @param usage object identifier of its extended key usage
  public Certificate leaf(PublicKey key, String usage, Instant at) {
    return certificate(key, "CN=test.ConfidentialVM", issuerKey, "CN=Test vTPM CA", -1, at, usage);
  }

  /// Leaf, intermediate and root.
  public CertificateChain chain() {
    return new CertificateChain(List.of(leaf(rootKey.getPublic(), AIK, NOW), issuer, root));
  }

  /// Every certificate but leaves.
  public List<Certificate> issuers() {
    return new ArrayList<>(List.of(issuer, root));
  }

  /// Signs as the intermediate.
  public ContentSigner issuerSigner() {
    try {
      return new JcaContentSignerBuilder(algorithm).build(issuerKey.getPrivate());
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Certificate certificate(
      PublicKey key,
      String subject,
      KeyPair by,
      String issuedBy,
      int pathLength,
      Instant at,
      String usage) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Name(issuedBy),
              BigInteger.ONE,
              Date.from(at.minus(Duration.ofDays(1))),
              Date.from(at.plus(Duration.ofDays(1))),
              new X500Name(subject),
              key);
      builder.addExtension(
          Extension.basicConstraints,
          true,
          pathLength < 0 ? new BasicConstraints(false) : new BasicConstraints(pathLength));
      builder.addExtension(
          Extension.keyUsage,
          true,
          new KeyUsage(pathLength < 0 ? KeyUsage.digitalSignature : KeyUsage.keyCertSign));
      if (!usage.isEmpty()) {
        builder.addExtension(
            Extension.extendedKeyUsage,
            false,
            new ExtendedKeyUsage(KeyPurposeId.getInstance(new ASN1ObjectIdentifier(usage))));
      }
      X509CertificateHolder holder =
          builder.build(new JcaContentSignerBuilder(algorithm).build(by.getPrivate()));
      return Certificate.ofDer(subject, Bytes.copyOf(holder.getEncoded()));
    } catch (IOException | OperatorCreationException | MalformedException e) {
      throw new IllegalStateException(e);
    }
  }
}
