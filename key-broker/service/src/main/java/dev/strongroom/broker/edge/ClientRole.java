package dev.strongroom.broker.edge;

import dev.strongroom.broker.Role;
import io.vertx.core.http.HttpServerRequest;
import java.security.cert.X509Certificate;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLPeerUnverifiedException;

/// Reads the role from the client's certificate, which the TLS handshake has verified.
final class ClientRole {
  private ClientRole() {}

  static Role of(HttpServerRequest request) {
    var session = request.sslSession();
    if (session == null) {
      return Role.ANONYMOUS;
    }
    try {
      return session.getPeerCertificates()[0] instanceof X509Certificate leaf
          ? of(leaf)
          : Role.ANONYMOUS;
    } catch (SSLPeerUnverifiedException e) {
      return Role.ANONYMOUS;
    }
  }

  private static Role of(X509Certificate leaf) {
    try {
      var names = new LdapName(leaf.getSubjectX500Principal().getName()).getRdns();
      return names.size() == 1 && names.getFirst().getType().equals("CN")
          ? Role.ofCommonName(String.valueOf(names.getFirst().getValue()))
          : Role.ANONYMOUS;
    } catch (InvalidNameException e) {
      return Role.ANONYMOUS;
    }
  }
}
