package dev.strongroom.protocol.client;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// TLS as a client of our services: trust in one authority, and the caller's own certificate where
/// it has one. Files are PEM; keys are unencrypted PKCS #8 on a P-256 or P-384 curve.
public final class ClientTls {
  private static final char[] NO_PASSWORD = new char[0];

  private ClientTls() {}

  /// Trusts `authority` and presents nothing.
  ///
  /// @throws IOException if a file cannot be read
  /// @throws MalformedException if a file holds something else
  public static SSLContext anonymous(Path authority) throws IOException, MalformedException {
    return context(authority, new KeyManager[0]);
  }

  /// Trusts `authority` and presents `certificate`.
  ///
  /// @throws IOException if a file cannot be read
  /// @throws MalformedException if a file holds something else
  public static SSLContext mutual(Path authority, Path certificate, Path key)
      throws IOException, MalformedException {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      var chain = certificates(certificate).toArray(Certificate[]::new);
      store.setKeyEntry("own", privateKey(key), NO_PASSWORD, chain);
      var managers = KeyManagerFactory.getInstance("PKIX");
      managers.init(store, NO_PASSWORD);
      return context(authority, managers.getKeyManagers());
    } catch (GeneralSecurityException e) {
      throw new MalformedException(
          certificate.toString(), -1, "certificate and key do not make a TLS identity", e);
    }
  }

  /// The authorities of a PEM file, each in DER: what a ticket names.
  ///
  /// @throws IOException if the file cannot be read
  /// @throws MalformedException if it holds anything but authorities' certificates
  public static List<Bytes> authorities(Path pem) throws IOException, MalformedException {
    var found = new ArrayList<Bytes>();
    for (var certificate : certificates(pem)) {
      found.add(authority(pem.toString(), certificate));
    }
    return List.copyOf(found);
  }

  private static Bytes authority(String field, Certificate certificate) throws MalformedException {
    try {
      if (certificate instanceof X509Certificate x509 && x509.getBasicConstraints() >= 0) {
        return Bytes.copyOf(x509.getEncoded());
      }
      throw new MalformedException(
          field, -1, "holds a certificate that is no authority's (basicConstraints CA is not set)");
    } catch (CertificateEncodingException e) {
      throw new MalformedException(field, -1, "holds no PEM certificate", e);
    }
  }

  private static SSLContext context(Path authority, KeyManager[] own)
      throws IOException, MalformedException {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      int index = 0;
      for (var certificate : certificates(authority)) {
        store.setCertificateEntry("authority-" + index++, certificate);
      }
      var trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(store);
      var context = SSLContext.getInstance("TLSv1.3");
      context.init(own, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new MalformedException(authority.toString(), -1, "is not a certificate authority", e);
    }
  }

  private static List<Certificate> certificates(Path pem) throws IOException, MalformedException {
    try (InputStream in = Files.newInputStream(pem)) {
      var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (found.isEmpty()) {
        throw new MalformedException(pem.toString(), -1, "holds no PEM certificate");
      }
      return List.copyOf(found);
    } catch (GeneralSecurityException e) {
      throw new MalformedException(pem.toString(), -1, "holds no PEM certificate", e);
    }
  }

  private static PrivateKey privateKey(Path pem) throws IOException, MalformedException {
    var body = Files.readString(pem).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
    try {
      return KeyFactory.getInstance("EC")
          .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new MalformedException(pem.toString(), -1, "holds no PEM private key on a curve", e);
    }
  }
}
