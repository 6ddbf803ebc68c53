package dev.strongroom.agent.testkit;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.PublicKey;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS as a gateway does it: the server's key is the one of the Attestation Result, whatever its
/// certificate says.
public final class KeyPinning extends X509ExtendedTrustManager {
  private final PublicKey pinned;

  private KeyPinning(PublicKey pinned) {
    this.pinned = pinned;
  }

  public static SSLContext trusting(PublicKey key) throws Exception {
    var context = SSLContext.getInstance("TLSv1.3");
    context.init(null, new TrustManager[] {new KeyPinning(key)}, null);
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
