package dev.strongroom.gateway.edge;

import dev.strongroom.wire.Bytes;
import dev.strongroom.wire.dsse.PublicKey;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Trusts one key and nothing else: the server's certificate must carry exactly the identity key
/// that the node's Attestation Result names. Who signed the certificate, for which name and until
/// when, means nothing here, because the broker's word is about the key. Thread-safe.
final class PinnedTrust extends X509ExtendedTrustManager {
  private final Bytes spki;

  PinnedTrust(PublicKey identityKey) {
    this.spki = identityKey.spki();
  }

  private void requirePinned(X509Certificate[] chain) throws CertificateException {
    if (chain.length == 0 || !Bytes.copyOf(chain[0].getPublicKey().getEncoded()).equals(spki)) {
      throw new CertificateException("the node's TLS key is not its attested identity key");
    }
  }

  private static CertificateException serversOnly() {
    return new CertificateException("this trust is for servers only");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    requirePinned(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    requirePinned(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    requirePinned(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw serversOnly();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw serversOnly();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw serversOnly();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
