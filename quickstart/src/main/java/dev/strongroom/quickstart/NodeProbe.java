package dev.strongroom.quickstart;

import dev.strongroom.protocol.containment.Fleet;
import dev.strongroom.quickstart.site.TourException;
import dev.strongroom.wire.Bytes;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Looks at the TLS key of a node, as a gateway does.
final class NodeProbe {
  private NodeProbe() {}

  /// Connects and compares the key with the lease's.
  ///
  /// @return the key's id
  /// @throws TourException if it is another key
  static String requireIdentity(Fleet.Holder holder)
      throws IOException, GeneralSecurityException, TourException {
    var endpoint = URI.create(holder.endpoint());
    var context = SSLContext.getInstance("TLSv1.3");
    context.init(null, new TrustManager[] {new AnyKey()}, null);
    try (var socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(endpoint.getHost(), endpoint.getPort())) {
      socket.startHandshake();
      var leaf = socket.getSession().getPeerCertificates()[0];
      var seen = Bytes.copyOf(leaf.getPublicKey().getEncoded());
      if (!seen.equals(holder.identityKey().spki())) {
        throw new TourException("the node at " + endpoint + " serves with another TLS key");
      }
      return holder.identityKey().keyId();
    }
  }

  /// Accepts any certificate, because the key itself is compared afterwards.
  private static final class AnyKey implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
