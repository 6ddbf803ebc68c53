package dev.strongroom.simulator.site;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Issues TLS certificates on P-256 for loopback, one day long, for client and server use. The
/// common name is the role. Not thread-safe.
public final class SitePki {
  private static final Duration BACKDATE = Duration.ofMinutes(5);
  private static final Duration LIFETIME = Duration.ofDays(1);
  private static final int SERIAL_BITS = 120;

  private final Path directory;
  private final Instant now;
  private final SecureRandom random;
  private final KeyPair authorityKey;
  private final X509Certificate authority;

  private SitePki(
      Path directory,
      Instant now,
      SecureRandom random,
      KeyPair authorityKey,
      X509Certificate authority) {
    this.directory = directory;
    this.now = now;
    this.random = random;
    this.authorityKey = authorityKey;
    this.authority = authority;
  }

  /// Where an issued identity lies.
  ///
  /// @param certificate PEM, leaf only
  /// @param key PEM, PKCS #8, readable by its owner only
  public record Identity(Path certificate, Path key) {}

  /// Makes an authority and writes its certificate to `ca.pem` in `directory`.
  ///
  /// @throws IOException if the file cannot be written
  public static SitePki create(Path directory, Instant now, SecureRandom random)
      throws IOException {
    try {
      var key = generate(random);
      var name = new X500Name("CN=Strongroom site authority");
      var builder =
          builder(name, name, key, now, random)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      var certificate = sign(builder, key);
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("ca.pem"), pem("CERTIFICATE", certificate.getEncoded()));
      return new SitePki(directory, now, random, key, certificate);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("making a certificate authority failed", e);
    }
  }

  /// Certificate of the authority, PEM.
  public Path authority() {
    return directory.resolve("ca.pem");
  }

  /// Issues a certificate for `role`, for `localhost` and 127.0.0.1, as `<role>.pem` and
  /// `<role>.key`.
  ///
  /// @throws IOException if a file cannot be written
  public Identity issue(String role) throws IOException {
    try {
      var key = generate(random);
      var issuer = new X500Name(authority.getSubjectX500Principal().getName());
      var names =
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1")
              });
      var purposes =
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth});
      var builder =
          builder(issuer, new X500Name("CN=" + role), key, now, random)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(Extension.extendedKeyUsage, false, purposes)
              .addExtension(Extension.subjectAlternativeName, false, names);
      var certificate = sign(builder, authorityKey);
      var identity =
          new Identity(directory.resolve(role + ".pem"), directory.resolve(role + ".key"));
      Files.writeString(identity.certificate(), pem("CERTIFICATE", certificate.getEncoded()));
      var ownerOnly =
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
      Files.deleteIfExists(identity.key());
      Files.createFile(identity.key(), ownerOnly);
      Files.writeString(identity.key(), pem("PRIVATE KEY", key.getPrivate().getEncoded()));
      return identity;
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("issuing a certificate failed", e);
    }
  }

  private static KeyPair generate(SecureRandom random) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair key, Instant now, SecureRandom random) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS),
        Date.from(now.minus(BACKDATE)),
        Date.from(now.plus(LIFETIME)),
        subject,
        key.getPublic());
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair key)
      throws GeneralSecurityException, OperatorCreationException {
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private static String pem(String type, byte[] der) {
    var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }
}
