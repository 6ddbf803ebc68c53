package dev.strongroom.agent.testkit;

import dev.strongroom.simulator.site.SitePki;
import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.PublicKey;
import java.net.Socket;
import java.nio.file.Files;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS as a gateway does it: the server's key is the one of the Attestation Result, whatever its
/// certificate says, and we present ours.
public final class KeyPinning extends X509ExtendedTrustManager {
  private final PublicKey pinned;

  private KeyPinning(PublicKey pinned) {
    this.pinned = pinned;
  }

  /// A caller with a certificate of its own.
  public static SSLContext trusting(PublicKey key, SitePki.Identity own) throws Exception {
    var pem = Files.readString(own.key()).replaceAll("-----[A-Z ]+-----|\\s", "");
    var secret =
        KeyFactory.getInstance("EC")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, new char[0]);
    try (var in = Files.newInputStream(own.certificate())) {
      var certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
      store.setKeyEntry("own", secret, new char[0], new Certificate[] {certificate});
    }
    var managers = KeyManagerFactory.getInstance("PKIX");
    managers.init(store, new char[0]);
    return context(key, managers.getKeyManagers());
  }

  /// A caller without a certificate.
  public static SSLContext nameless(PublicKey key) throws Exception {
    return context(key, new KeyManager[0]);
  }

  private static SSLContext context(PublicKey key, KeyManager[] own) throws Exception {
    var context = SSLContext.getInstance("TLSv1.3");
    context.init(own, new TrustManager[] {new KeyPinning(key)}, null);
    return context;
  }

  private void requirePinned(X509Certificate[] chain) throws CertificateException {
    if (!Bytes.copyOf(chain[0].getPublicKey().getEncoded()).equals(pinned.spki())) {
      throw new CertificateException("another key");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    requirePinned(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    requirePinned(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    requirePinned(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("no clients");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("no clients");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("no clients");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
